"""Reads the tables that the desk edits itself: the tree of categories and the other names of units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str, ...]
CATEGORY_COLUMNS = ("一级", "二级", "三级", "关键词", "主责单位", "社区可主责")
ALIAS_COLUMNS = ("单位", "别名")
_YES, _NO = {"是", "可", "y", "yes", "1"}, {"", "否", "不可", "n", "no", "0"}
_BETWEEN = str.maketrans("、，,；; ", "||||||")


@dataclass(frozen=True)
class TableMistake:
    """What is wrong on one line of a table, from 1."""

    line: int
    problem: str


@dataclass(frozen=True)
class Category:
    """One category of the desk's tree; `community_may_lead`: it stands on the list of what communities answer for."""

    path: Path
    keywords: tuple[str, ...] = ()
    lead_unit: str | None = None
    community_may_lead: bool = False


@dataclass(frozen=True)
class DeskTables:
    """The tables as they stand now; both may be empty."""

    categories: Mapping[Path, Category] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)

    def called(self, word: str) -> str:
        """Return the name of the unit that a word is another name of, else the word."""
        return self.aliases.get(word.strip(), word)

    def may_community_lead(self, path: Sequence[str]) -> bool:
        """Tell whether a community may be the lead of a category; nothing is said of what is not in the tree."""
        known = self.categories.get(tuple(path))
        return known is None or known.community_may_lead

    def category_of(self, path: Sequence[str], text: str) -> tuple[Category, str | None] | None:
        """Return the category an order stands in; where it has none, the one whose keyword it says, and which."""
        if path:
            known = self.categories.get(tuple(path))
            return (known, None) if known else None
        return self.by_keyword(text)

    def by_keyword(self, text: str) -> tuple[Category, str] | None:
        """Return the one category whose keyword a text says, with the longest such keyword; None when several fit."""
        said = [(word, each) for each in self.categories.values() for word in each.keywords if word in text]
        longest = max((len(word) for word, _each in said), default=0)
        found = [(each, word) for word, each in said if len(word) == longest]
        return found[0] if len(found) == 1 else None


def read_categories(rows: Sequence[Sequence[str]]) -> tuple[dict[Path, Category], list[TableMistake]]:
    """Return the categories of a table by path, and everything that is wrong in it; the first row is the heading."""
    found: dict[Path, Category] = {}
    mistakes: list[TableMistake] = []
    for line, row in _lines(rows, CATEGORY_COLUMNS, mistakes):
        parts = [row[name] for name in CATEGORY_COLUMNS[:3]]
        path = tuple(part for part in parts if part)
        may = row["社区可主责"].lower()
        wrong = (
            (not parts[0], "缺一级"),
            (bool(parts[2]) and not parts[1], "有三级，缺二级"),
            (any("->" in part for part in parts), "级名里不能有 ->"),
            (path in found, f"重复：{'->'.join(path)}"),
            (may not in _YES | _NO, f"社区可主责写“是”或“否”，不能是“{row['社区可主责']}”"),
        )
        problems = [TableMistake(line, problem) for is_wrong, problem in wrong if is_wrong]
        mistakes += problems
        if not problems:
            keywords = tuple(word for word in row["关键词"].translate(_BETWEEN).split("|") if word)
            found[path] = Category(path, keywords, row["主责单位"] or None, may in _YES)
    return found, mistakes


def read_aliases(rows: Sequence[Sequence[str]]) -> tuple[dict[str, str], list[TableMistake]]:
    """Return the units by their other names, and everything that is wrong in the table."""
    found: dict[str, str] = {}
    mistakes: list[TableMistake] = []
    for line, row in _lines(rows, ALIAS_COLUMNS, mistakes):
        unit, words = row["单位"], [word for word in row["别名"].translate(_BETWEEN).split("|") if word]
        if not unit or not words:
            mistakes.append(TableMistake(line, "单位和别名都要写"))
        for word in words:
            if found.get(word, unit) != unit:
                mistakes.append(TableMistake(line, f"别名“{word}”已经是{found[word]}的"))
            elif unit:
                found[word] = unit
    return found, mistakes


def unknown_units(tables: DeskTables, is_known: Callable[[str], bool]) -> Iterable[str]:
    """Yield the units that the tables name and the directory does not know, each once."""
    named = [*tables.aliases.values(), *(each.lead_unit for each in tables.categories.values() if each.lead_unit)]
    return (name for name in dict.fromkeys(named) if not is_known(name))


def _lines(
    rows: Sequence[Sequence[str]], columns: Sequence[str], mistakes: list[TableMistake]
) -> Iterable[tuple[int, dict[str, str]]]:
    heading = [cell.strip() for cell in rows[0]] if rows else []
    missing = [name for name in columns if name not in heading]
    unknown = [name for name in heading if name and name not in columns]
    if missing or unknown:
        words = [f"缺列：{'、'.join(missing)}"] * bool(missing) + [f"不认识的列：{'、'.join(unknown)}"] * bool(unknown)
        mistakes.append(TableMistake(1, "；".join(words)))
        return
    for line, row in enumerate(rows[1:], start=2):
        cells = [cell.strip() for cell in row]
        if len(cells) > len(heading) and any(cells[len(heading) :]):
            mistakes.append(TableMistake(line, f"有{len(cells)}格，表头只有{len(heading)}列"))
        elif any(cells):
            padded = cells + [""] * (len(heading) - len(cells))
            yield line, dict(zip(heading, padded, strict=False))
