"""Who calls when about what: days by season and weekday, hours by the clock, callers who call again, hot spots."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from benchmarks.township.matters import ASKED, BY_NAME, MATTERS, OPENINGS, WISHES, Matter
from benchmarks.township.places import BY_NAME as PLACE_BY_NAME
from benchmarks.township.places import PLACES, Citizen, Place, citizen, written
from benchmarks.township.planted import PLANTED, Planted

# fmt: off
_BY_HOUR = (0.3, 0.2, 0.1, 0.1, 0.15, 0.4, 1.2, 3.2, 7.6, 9.6, 9.2, 7.6, 4.6, 4.4, 5.8, 6.2, 5.6, 4.6, 4.0, 3.9,
            3.4, 2.4, 1.3, 0.6)
# fmt: on
_BY_WEEKDAY = (1.10, 1.06, 1.03, 1.0, 1.0, 0.80, 0.70)
_BY_MONTH = (1.2, 0.85, 1.0, 0.95, 0.92, 1.0, 1.15, 1.1, 0.95, 0.9, 1.15, 1.3)
_HEATING_BEGINS = (11, 15)
_STORMS = frozenset({(7, 11), (7, 21), (7, 22), (8, 9), (8, 10)})
_GRADES = ("g2h", "g24h", "g7d", "g15d")
_LIMITS = {"g2h": ("2小时", 2), "g24h": ("24小时", 24), "g7d": ("7天", 168), "g15d": ("15天", 360)}
_KINDS, _OF_KIND = ("投诉", "求助", "建议", "举报", "表扬"), (5.0, 3.6, 0.5, 0.4, 0.1)
_CALLS_AGAIN, _CALLS_AGAIN_WITHIN = 0.07, timedelta(days=30)
_REMEMBERED, _NEIGHBOURS = 400, 0.12


@dataclass(frozen=True)
class Call:
    """One call that became an order: what was said, by whom, where; `again` is the number of his earlier order."""

    ticket_no: str
    called_at: datetime
    matter: Matter
    place: Place
    citizen: Citizen
    kind: str
    grade: str
    limit_text: str
    deadline_after: timedelta
    open_address: str
    address: str
    told: str
    flags: tuple[str, ...] = ()
    confidential: bool = False
    again: str | None = None


@dataclass
class Caller:
    """Draws calls; the same seed and span draw the same ones."""

    chance: random.Random
    zone: ZoneInfo
    n_citizens: int
    _recent: deque[Call] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _numbers: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    _citizens: dict[int, Citizen] = field(default_factory=dict)

    def calls(self, first: date, last: date, n_calls: int) -> Iterator[tuple[Call, Planted | None]]:
        """Yield about so many calls from the first day to before the last, in order, with what each was planted for."""
        planted: dict[date, list[Planted]] = defaultdict(list)
        for one in PLANTED:
            for begins in one.first_days(first, last):
                for _ in range(one.n_calls):
                    planted[begins + timedelta(days=self.chance.randrange(one.n_days))].append(one)
        days = [first + timedelta(days=n) for n in range((last - first).days)]
        drawn = self.chance.choices(days, [_weight_of(day) for day in days], k=max(0, n_calls - _n(planted)))
        by_day: dict[date, int] = defaultdict(int)
        for day in drawn:
            by_day[day] += 1
        for day in days:
            every: list[Planted | None] = [*planted[day], *[None] * by_day[day]]
            self.chance.shuffle(every)
            for moment, one_of in zip(self._moments(day, len(every)), every, strict=True):
                yield self._call(day, moment, one_of), one_of

    def _moments(self, day: date, n: int) -> list[datetime]:
        midnight = datetime.combine(day, time(0), self.zone).astimezone(UTC)
        hours = self.chance.choices(range(24), cum_weights=_HOURS, k=n)
        return sorted(midnight + timedelta(hours=hour, seconds=self.chance.randrange(3600)) for hour in hours)

    def _call(self, day: date, at: datetime, planted: Planted | None) -> Call:
        chance, earlier = self.chance, None if planted else self._earlier(at)
        if planted is not None:
            matter = BY_NAME[planted.matter]
            who = self._citizen()
            place = PLACE_BY_NAME[planted.place] if planted.place else who.place
            building = planted.building if planted.place else who.building
        elif earlier is not None:
            matter, place, who, building = earlier.matter, earlier.place, earlier.citizen, earlier.citizen.building
        else:
            matter = chance.choices(MATTERS, cum_weights=_MATTERS[day.month - 1])[0]
            who = self._citizen()
            place, building = who.place, who.building
        call = self._told(day, at, matter, place, who, building, earlier)
        self._recent.append(call)
        return call

    def _told(
        self, day: date, at: datetime, matter: Matter, place: Place, who: Citizen, building: int | None,
        earlier: Call | None,
    ) -> Call:  # fmt: skip
        chance = self.chance
        self._numbers[day] += 1
        grade = chance.choices(_GRADES, matter.grades)[0]
        limit_text, hours = _LIMITS[grade]
        open_address, address = written(chance, place, building)
        kind = "咨询" if matter.path[-1] in ASKED else chance.choices(_KINDS, _OF_KIND)[0]
        words = chance.choice(matter.tellings).format(n=chance.randint(2, 18))
        opening = "来电人再次反映：" if earlier else chance.choice(OPENINGS)
        return Call(
            ticket_no=f"{day:%Y%m%d}{self._numbers[day]:06d}",
            called_at=at,
            matter=matter,
            place=place,
            citizen=who,
            kind=kind,
            grade=grade,
            limit_text=limit_text,
            deadline_after=timedelta(hours=hours),
            open_address=open_address,
            address=address,
            told=f"{opening}{open_address}，{words}。{chance.choice(WISHES)}",
            flags=_flags(chance),
            confidential=chance.random() < 0.02,
            again=earlier.ticket_no if earlier else None,
        )

    def _earlier(self, at: datetime) -> Call | None:
        if not self._recent or self.chance.random() >= _CALLS_AGAIN:
            return None
        found = self.chance.choice(self._recent)
        return found if at - found.called_at < _CALLS_AGAIN_WITHIN else None

    def _citizen(self) -> Citizen:
        # A tenth of the callers call about everything.
        spread = self.n_citizens if self.chance.random() > _NEIGHBOURS else max(1, self.n_citizens // 100)
        number = self.chance.randrange(spread)
        if number not in self._citizens:
            self._citizens[number] = citizen(self.chance, number, self.chance.choices(PLACES, cum_weights=_PLACES)[0])
        return self._citizens[number]


def _n(planted: dict[date, list[Planted]]) -> int:
    return sum(map(len, planted.values()))


def _weight_of(day: date) -> float:
    weight = _BY_MONTH[day.month - 1] * _BY_WEEKDAY[day.weekday()]
    if (day.month, day.day) in _STORMS:
        weight *= 2.6
    begins = date(day.year, *_HEATING_BEGINS)
    return weight * (1.6 if begins <= day < begins + timedelta(days=10) else 1.0)


def _flags(chance: random.Random) -> tuple[str, ...]:
    drawn = chance.random()
    return ("群体",) if drawn < 0.004 else ("突发",) if drawn < 0.006 else ("扬言",) if drawn < 0.007 else ()


_HOURS = list(accumulate(_BY_HOUR))
_PLACES = list(accumulate(place.weight for place in PLACES))
_MATTERS = [list(accumulate(matter.weight * matter.months[month] for matter in MATTERS)) for month in range(12)]
