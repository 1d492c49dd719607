"""Finds which units of the directory a person's words name, and which of several or of none must be asked about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rules.half_width import half_width

# One letter (青) fits too much to send an order anywhere.
_SHORTEST = 2
# Where letters of nobody's begin.
_FIRST_LETTER = 0xE000
_COMMUNITY = r"(?:社区)?(?:居民委员会|居委会?|村民委员会|村委会?)|社区|村"
_OFFICE = r"办公室|办"
_KINDS = (re.compile(rf"(?:{_COMMUNITY})$"), re.compile(rf"(?:{_OFFICE})$"))
_NOBODY = (
    r"我们?|咱们?|你们?|他们?|本社区|本单位|本村|这边|那边|人家|别的|别人|其[他它]|相关|有关|哪个?|谁|居民|业主|诉求人"
    r"|坐席|平台|12345|市里|区里|市区|重新|指定|另|要"
)
_LETTER = r"[^\s,。;:!?@()（）]"
# What the directory knows is one letter here; anything else is at least two.
_NAME = rf"(?P<units>(?!{_NOBODY})(?:[\ue000-\uf8ff]{_LETTER}{{0,22}}?|{_LETTER}{{2,24}}?))"
_ENDS = (
    r"(?=$|[\s,。;:!?@()（）]|[吧呗啊呢吗了]|办理|处理|负责|接手|来办|去办|来管|管|主办|牵头|承办|协办|比较|合适"
    r"|他们|那边|一起|共同|一块|更|[来去](?=$|[\s,。;吧]))"
)
_DOES = (
    r"(?:来|去)?(?:(?:一起|共同|一块儿?|联合)?(?:协办|配合|协助|参与|到场|办理|处理|负责|主办|牵头|承办|接手|解决|整治|核实)"
    r"|(?:一起|共同|一块儿?|联合)[去来上到办管弄]|[接管办](?=$|[\s,。;的吧呗了才]))"
)
_NAMING = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:转派|改派|转办|重派|转|派|挪|移交|交|吹哨|双派)(?:给|到|至|去)\s*{_NAME}{_ENDS}",
        rf"(?:转派|改派|吹哨|双派|[增加]派|增列|协办单位(?:是|为)?)\s*{_NAME}{_ENDS}",
        rf"(?:主办(?:单位)?(?:换|能?改)|换)(?:成|为|给|到)?\s*{_NAME}{_ENDS}",
        rf"@\s*{_NAME}(?=$|[\s,。;:!?@])",
        rf"(?:应该|应当|应|该|请|让|需要?|由|叫|得|找|要|麻烦|建议|申请|希望|还有)\s*{_NAME}{_DOES}",
        rf"(?<!不)(?:归|属于|属|是)\s*{_NAME}(?:的|管|负责|辖区|管辖|范围|地界|办|处理)",
        rf"(?:和|跟|与|同)\s*{_NAME}(?:一起|共同|一块|联合|双派|协同)",
    )
)
_BETWEEN = re.compile(r"[、/+]|还有|以及")
_AND = re.compile(r"[和与及跟]")


@dataclass(frozen=True)
class UnitNames:
    """A unit of the directory by all it is called."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Return its name and aliases as they are compared."""
        return tuple(half_width(each).lower() for each in (self.name, *self.aliases) if each)


@dataclass(frozen=True)
class NamedUnit:
    """What was written, and the ids of the units it may mean; `is_certain` when it plainly means the one."""

    word: str
    ids: tuple[int, ...]
    is_certain: bool


def units_in(text: str, directory: Sequence[UnitNames], *, but: int | None = None) -> tuple[NamedUnit, ...]:
    """Return what a text names as units that are to have or to share a matter, each once; `but` is the speaker's."""
    plain = half_width(text)
    found: dict[str, NamedUnit] = {}
    for named in _named(plain, directory):
        if named.ids != (but,):
            found.setdefault(str(named.ids[0]) if named.is_certain else named.word, named)
    return tuple(found.values()) or _mentioned(plain, directory, but)


def _mentioned(plain: str, directory: Sequence[UnitNames], but: int | None) -> tuple[NamedUnit, ...]:
    """Units that stand somewhere else in the words may be meant: 麻烦给城管办."""
    known = _spellings(directory)
    letters = (ord(letter) - _FIRST_LETTER for letter in _folded(plain, known))
    words = dict.fromkeys(known[place] for place in letters if 0 <= place < len(known))
    units = (unit_called(word, directory) for word in words)
    return tuple(NamedUnit(unit.word, unit.ids, is_certain=False) for unit in units if unit.ids != (but,))


def _spellings(directory: Sequence[UnitNames]) -> list[str]:
    return sorted({each for unit in directory for each in unit.spellings}, key=len, reverse=True)


def unit_called(word: str, directory: Sequence[UnitNames]) -> NamedUnit:
    """Return the unit that is called `word`, by name, alias, or either without or with another word for its kind.

    青禾家园居委会 is 青禾家园社区; 青禾 in 青禾物业 only may be meant.
    """
    wanted = half_width(word).strip().lower()
    for fits in (str.__eq__, _is_alike):
        ids = tuple(unit.id for unit in directory if any(fits(wanted, spelling) for spelling in unit.spellings))
        if ids:
            return NamedUnit(word, ids, is_certain=len(ids) == 1)
    near = tuple(unit.id for unit in directory if any(_is_near(wanted, spelling) for spelling in unit.spellings))
    return NamedUnit(word, near, is_certain=False)


def _named(plain: str, directory: Sequence[UnitNames]) -> Iterator[NamedUnit]:
    """What stands where a unit is named; of readings that overlap the one that the directory knows best."""
    known = _spellings(directory)
    folded = _folded(plain, known)
    hits = [hit for pattern in _NAMING for start in range(len(folded)) if (hit := pattern.match(folded, start))]
    readings = [(hit.span("units"), _read(hit["units"], known, directory)) for hit in hits]
    taken: dict[tuple[int, int], list[NamedUnit]] = {}
    for span, units in sorted(readings, key=_plainest_first):
        if units and all(span[1] <= start or end <= span[0] for start, end in taken):
            taken[span] = units
    for _span, units in sorted(taken.items()):
        yield from units


def _folded(plain: str, known: Sequence[str]) -> str:
    """Each name of the directory becomes one letter of its own, so that 转给城管办办理 ends where it should."""
    if not known:
        return plain
    letters = {word: chr(_FIRST_LETTER + place) for place, word in enumerate(known)}
    return re.sub("|".join(map(re.escape, known)), lambda found: letters[found[0].lower()], plain, flags=re.IGNORECASE)


def _unfolded(text: str, known: Sequence[str]) -> str:
    places = ((letter, ord(letter) - _FIRST_LETTER) for letter in text)
    return "".join(known[place] if 0 <= place < len(known) else letter for letter, place in places)


def _read(written: str, known: Sequence[str], directory: Sequence[UnitNames]) -> list[NamedUnit]:
    words = [word for part in _BETWEEN.split(written) for word in _apart(part, known, directory)]
    return [unit_called(word, directory) for word in words if len(word) >= _SHORTEST]


def _apart(part: str, known: Sequence[str], directory: Sequence[UnitNames]) -> list[str]:
    """和 stands between units only where the whole names none (祥和社区)."""
    whole = _unfolded(part, known)
    is_one = unit_called(whole, directory).is_certain
    return [whole] if is_one else [_unfolded(piece, known) for piece in _AND.split(part)]


def _plainest_first(reading: tuple[tuple[int, int], list[NamedUnit]]) -> tuple[int, int, int, int]:
    (start, end), units = reading
    n_certain = sum(unit.is_certain for unit in units)
    return len(units) - n_certain, -n_certain, end - start, start


def _is_alike(wanted: str, spelling: str) -> bool:
    (one, kind), (other, its_kind) = _core(wanted), _core(spelling)
    return len(one) >= _SHORTEST and one == other and (kind == its_kind or None in (kind, its_kind))


def _core(word: str) -> tuple[str, int | None]:
    """Return a name without the word for its kind, and which kind that was."""
    for kind, pattern in enumerate(_KINDS):
        if ending := pattern.search(word):
            return word[: ending.start()], kind
    return word, None


def _is_near(wanted: str, spelling: str) -> bool:
    return min(len(wanted), len(spelling)) >= _SHORTEST and (wanted in spelling or spelling in wanted)
