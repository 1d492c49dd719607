"""Looks for hot spots in real messages to a city, day by day: python -m benchmarks.citizen_messages [FILE.xlsx].

The file is that of the public contest TipDM Cup 2020 C (sheet of messages). It has no licence, so it is no part of the
project; without it there is nothing to do.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.workbook import Workbook
from rules.claim_words import grams, shared_words
from rules.hot_spots import Claim, HotSpot, HotSpotSettings, find_hot_spots

_FILE = "CUIBAN_CITIZEN_MESSAGES"
_TITLE = 24


def read(file: Path) -> Iterator[tuple[Claim, str]]:
    """Yield each message of the workbook with its title."""
    with Workbook(file) as book:
        rows = iter(next(iter(book.sheets())))
        next(rows)
        for number, _user, title, at, text, *_votes in rows:
            moment = at if isinstance(at, datetime) else datetime.strptime(str(at), "%Y/%m/%d %H:%M:%S")  # noqa: DTZ007
            claim = Claim(int(str(number)), moment.replace(tzinfo=UTC), grams(str(title), str(text)))
            yield claim, str(title)


def day_by_day(claims: Sequence[Claim], settings: HotSpotSettings) -> list[tuple[datetime, HotSpot, set[int]]]:
    """Return each hot spot with the day on which it was first found and all that was found of it until the end."""
    ordered = sorted(claims, key=lambda claim: claim.at)
    first, last = ordered[0].at, ordered[-1].at
    found: list[tuple[datetime, HotSpot, set[int]]] = []
    for n_days in range((last - first).days + 2):
        now = first + timedelta(days=n_days)
        lately = [each for each in ordered if now - settings.within - settings.before < each.at <= now]
        for spot in find_hot_spots(lately, now, settings) if lately else ():
            known = next((numbers for _day, was, numbers in found if spot.goes_on_from(numbers, was.place)), None)
            if known is None:
                found.append((now, spot, set(spot.claims)))
            else:
                known.update(spot.claims)
    return found


def main(arguments: list[str]) -> int:
    """Print what was found, the largest first; nothing is kept."""
    named = arguments[0] if arguments else os.environ.get(_FILE, "")
    if not named or not Path(named).exists():
        print(f"no messages: name the workbook, or set {_FILE}", file=sys.stderr)
        return 0
    began = time.process_time()
    told = list(read(Path(named)))
    print(f"{len(told)} messages read in {time.process_time() - began:.1f} s")
    titles = {claim.number: title for claim, title in told}
    began = time.process_time()
    found = day_by_day([claim for claim, _title in told if claim.at.year >= 2019], HotSpotSettings())
    n_claims = len(set().union(*(numbers for _day, _spot, numbers in found)))
    print(f"{len(found)} hot spots of {n_claims} messages in {time.process_time() - began:.1f} s of computing")
    for day, spot, numbers in sorted(found, key=lambda each: -len(each[2])):
        theirs = [titles[number] for number in spot.claims]
        some, words = " | ".join(title[:_TITLE] for title in theirs[:3]), "/".join(shared_words(theirs))
        print(f"{day:%m-%d} {len(spot.claims):3} -> {len(numbers):3}  {words}  {some}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
