"""Finds hot spots: calls that come close together about one place or one matter, against the weeks before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from rules.alike import Alike, groups_of_alike
from rules.gram_index import Grams
from rules.same_matter import building_of, estate_of, is_point

# Spots that share so much of the larger one are one.
_SAME_SPOT = 0.6
_WEEK = timedelta(days=7)


class HotSpotRule(StrEnum):
    """Why calls are a hot spot, the most telling first."""

    CROWD = "crowd"
    BUILDING_DAY = "building_day"
    POINT = "point"
    MATTER = "matter"
    PLACE_RISE = "place_rise"
    CATEGORY_RISE = "category_rise"


@dataclass(frozen=True)
class HotSpotSettings:
    """From how many calls on something is hot.

    `claims` of one matter at one point or anywhere `within` a span, or of one building `in_a_day`; of anything else at
    one place, or of one category, `rise` times what is usual `within` such a span by the mean of the span `before`, and
    `rise_claims` at least.
    """

    enabled: bool = True
    within: timedelta = _WEEK
    before: timedelta = 4 * _WEEK
    claims: int = 3
    rise: float = 2.0
    rise_claims: int = 6
    in_a_day: int = 3
    people: int = 5


@dataclass(frozen=True)
class Claim:
    """One call: when it came, where (the key of its place), its category and words; `is_crowd`: for many people."""

    number: int
    at: datetime
    grams: Grams = field(repr=False)
    place: str | None = None
    category: tuple[str, ...] = ()
    people: int | None = None
    is_crowd: bool = False


@dataclass(frozen=True)
class Reason:
    """The rule that found a hot spot, with how many calls; `mean` is the weekly mean before, None when not known."""

    rule: HotSpotRule
    n_claims: int
    mean: float | None = None


@dataclass(frozen=True)
class HotSpot:
    """Calls that belong together by their numbers, the oldest first, and why they are hot.

    `earlier` came in the weeks before. Place and category are those that all of them share.
    """

    reasons: tuple[Reason, ...]
    claims: tuple[int, ...]
    earlier: tuple[int, ...] = ()
    place: str | None = None
    category: tuple[str, ...] = ()

    def goes_on_from(self, known: Collection[int], place: str | None) -> bool:
        """Tell whether it is the hot spot of a place that had these calls: half of either are the other's.

        One building that stands out of a matter of the whole town is a hot spot of its own.
        """
        if place != self.place:
            return False
        again, before = set(self.claims) & set(known), set(self.earlier) & set(known)
        is_same = bool(again) and 2 * len(again) >= min(len(self.claims), len(known))
        return is_same or 2 * len(before) >= max(2, len(known))


@dataclass
class _Found:
    reasons: list[Reason]
    claims: set[int]
    earlier: set[int] = field(default_factory=set)


def find_hot_spots(claims: Iterable[Claim], now: datetime, settings: HotSpotSettings) -> tuple[HotSpot, ...]:
    """Return what is hot at `now`, the largest first; the claims may be in any order and reach back as far as settled.

    The same claims give the same hot spots.
    """
    since = now - settings.within
    known = sorted(
        (each for each in claims if since - settings.before < each.at <= now), key=lambda each: (each.at, each.number)
    )
    lately = _Lately(known, since, settings)
    found = [*lately.at_points(), *lately.in_a_day(), *lately.of_matters(), *lately.risen()]
    merged = _merged(found)
    for each in lately.crowds():
        at = next((spot for spot in merged if each.claims <= spot.claims), None)
        if at is None:
            merged.append(each)
        elif HotSpotRule.CROWD not in {reason.rule for reason in at.reasons}:
            at.reasons.append(each.reasons[0])
    spots = [_told(each, {claim.number: claim for claim in known}) for each in merged]
    return tuple(sorted(spots, key=lambda spot: (-len(spot.claims), spot.claims)))


class _Lately:
    """The claims of the span that is looked at, and those before it."""

    def __init__(self, known: Sequence[Claim], since: datetime, settings: HotSpotSettings) -> None:
        self._settings, self._since = settings, since
        self._new = [each for each in known if each.at > since]
        self._old = [each for each in known if each.at <= since]
        self._alike = Alike([each.grams for each in known], len(self._old))
        # A desk that has just begun has no mean to compare with.
        span = since - self._old[0].at if self._old else timedelta(0)
        self._weeks = min(span, settings.before) / _WEEK

    def at_points(self) -> Iterable[_Found]:
        """One matter at one building or point."""
        for place, rows in self._by(lambda claim: claim.place if is_point(claim.place) else None):
            categories = [self._new[row].category for row in rows]
            alike = self._alike.groups_at_a_place(rows, categories)
            for group in alike:
                yield from self._if_risen(
                    HotSpotRule.POINT, [self._new[row] for row in group], place, self._settings.claims
                )

    def in_a_day(self) -> Iterable[_Found]:
        """Whatever comes from one building within 24 hours; the largest such day."""
        for place, rows in self._by(lambda claim: building_of(claim.place)):
            here = [self._new[row] for row in rows]
            days = [[other for other in here if each.at <= other.at < each.at + timedelta(days=1)] for each in here]
            largest = max(days, key=len)
            # Of a day as much as else of a week: what a large building calls about anyway comes in heaps too.
            yield from self._if_risen(HotSpotRule.BUILDING_DAY, largest, place, self._settings.in_a_day, _WEEK)

    def of_matters(self) -> Iterable[_Found]:
        """One matter in its own words, wherever it is."""
        for rows, earlier in groups_of_alike(self._alike, self._settings.claims):
            before = {self._old[row].number for row in earlier}
            found = self._found(HotSpotRule.MATTER, (self._new[row] for row in rows), before)
            # What people call about anyway must rise; what is new need only be said by several.
            is_usual = len(before) > 1
            at_least = self._settings.rise_claims if is_usual else self._settings.claims
            if self._has_risen(len(rows), len(before), at_least):
                yield found

    def risen(self) -> Iterable[_Found]:
        """More than usual of one estate, road or point, or of one category."""
        kinds: tuple[tuple[HotSpotRule, Callable[[Claim], Hashable | None]], ...] = (
            (HotSpotRule.PLACE_RISE, lambda claim: estate_of(claim.place)),
            (HotSpotRule.CATEGORY_RISE, lambda claim: claim.category if len(claim.category) > 1 else None),
        )
        for rule, key_of in kinds:
            before = defaultdict(set)
            for claim in self._old:
                before[key_of(claim)].add(claim.number)
            for key, rows in self._by(key_of):
                n_before = len(before[key])
                if self._weeks >= 1 and self._has_risen(len(rows), n_before, self._settings.rise_claims):
                    yield self._found(rule, (self._new[row] for row in rows), before[key])

    def _if_risen(
        self, rule: HotSpotRule, here: Sequence[Claim], place: Hashable, at_least: int, span: timedelta | None = None
    ) -> Iterable[_Found]:
        """What is hot for a place that hardly anybody calls about is usual where hundreds live."""
        before = {claim.number for claim in self._old if claim.place == place} if len(here) >= at_least else set()
        if self._has_risen(len(here), len(before), at_least, span):
            yield self._found(rule, here, before)

    def crowds(self) -> Iterable[_Found]:
        """A call that speaks for many is one by itself."""
        for claim in self._new:
            if claim.is_crowd or (claim.people or 0) >= self._settings.people:
                yield _Found([Reason(HotSpotRule.CROWD, 1)], {claim.number})

    def _by(self, key_of: Callable[[Claim], Hashable | None]) -> Iterable[tuple[Hashable, list[int]]]:
        found: dict[Hashable, list[int]] = defaultdict(list)
        for row, claim in enumerate(self._new):
            key = key_of(claim)
            if key is not None:
                found[key].append(row)
        return found.items()

    def _has_risen(self, n_claims: int, n_before: int, at_least: int, span: timedelta | None = None) -> bool:
        """Compare with what is usual in a span of the same length; else in the one that is named."""
        usual = n_before / self._weeks * ((span or self._settings.within) / _WEEK) if self._weeks >= 1 else 0.0
        return n_claims >= max(at_least, self._settings.rise * usual)

    def _found(self, rule: HotSpotRule, claims: Iterable[Claim], earlier: Iterable[int] | None = None) -> _Found:
        numbers, before = {claim.number for claim in claims}, set(earlier or ())
        mean = round(len(before) / self._weeks, 2) if earlier is not None and self._weeks >= 1 else None
        return _Found([Reason(rule, len(numbers), mean)], numbers, before)


def _merged(found: Iterable[_Found]) -> list[_Found]:
    """Put together what several rules found of the same calls."""
    merged: list[_Found] = []
    for each in sorted(found, key=lambda spot: (-len(spot.claims), sorted(spot.claims))):
        same = next((spot for spot in merged if _is_same(spot.claims, each.claims)), None)
        if same is None:
            merged.append(each)
            continue
        known = {reason.rule for reason in same.reasons}
        same.reasons += [reason for reason in each.reasons if reason.rule not in known]
        same.claims |= each.claims
        same.earlier |= each.earlier
    return merged


def _is_same(one: set[int], other: set[int]) -> bool:
    return len(one & other) >= _SAME_SPOT * max(len(one), len(other))


def _told(found: _Found, claims: dict[int, Claim]) -> HotSpot:
    rows = sorted((claims[number] for number in found.claims), key=lambda claim: (claim.at, claim.number))
    order = list(HotSpotRule)
    return HotSpot(
        reasons=tuple(sorted(found.reasons, key=lambda reason: order.index(reason.rule))),
        claims=tuple(claim.number for claim in rows),
        earlier=tuple(sorted(found.earlier - found.claims)),
        place=_common_place(rows),
        category=next(iter(paths)) if len(paths := {claim.category for claim in rows}) == 1 else (),
    )


def _common_place(rows: Sequence[Claim]) -> str | None:
    """The place of all, else the estate of all."""
    for place_of in (lambda claim: claim.place, lambda claim: estate_of(claim.place)):
        places = {place_of(claim) for claim in rows}
        if len(places) == 1:
            return next(iter(places))
    return None
