"""The directory file as checked values: every mistake in it is found at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rules.userids import userid_key

ROLES = ("agent", "analyst", "unit_staff", "unit_lead", "supervisor", "leader", "admin", "auditor")
UNIT_KINDS = ("department", "community", "utility")
GROUP_KINDS = ("desk", "unit", "supervisors")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d|24:00")


class DirectoryError(Exception):
    """All mistakes of a directory file, one line each."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True)
class UnitLine:
    """One [[departments]] entry."""

    name: str
    kind: str
    lead: str | None
    aliases: list[str]


@dataclass(frozen=True)
class PersonLine:
    """One [[people]] entry."""

    userid: str
    name: str
    mobile: str | None
    department: str | None
    roles: list[str]

    def __repr__(self) -> str:
        return f"PersonLine({self.userid})"


@dataclass(frozen=True)
class GroupLine:
    """One [[groups]] entry."""

    name: str
    kind: str
    chat_id: str | None
    webhook_key: str | None
    departments: list[str]
    ai_bot: bool

    def __repr__(self) -> str:
        return f"GroupLine({self.name})"


@dataclass(frozen=True)
class RotaLine:
    """One [[shifts]] or [[duty]] entry."""

    kind: str
    name: str
    start: str
    end: str
    people: list[str]
    since: date


@dataclass(frozen=True)
class Directory:
    """A whole directory file whose names all fit together."""

    departments: list[UnitLine]
    people: list[PersonLine]
    groups: list[GroupLine]
    shifts: list[RotaLine]
    duty: list[RotaLine]

    @classmethod
    def from_toml(cls, raw: dict[str, Any]) -> Directory:
        """Check and build a directory from parsed TOML; raises DirectoryError."""
        reader = _Reader()
        for key in raw.keys() - {"departments", "people", "groups", "shifts", "duty"}:
            reader.mistakes.append(f"不认识的表 [[{key}]]")
        directory = cls(
            [reader.unit(i, entry) for i, entry in enumerate(raw.get("departments", []), 1)],
            [reader.person(i, entry) for i, entry in enumerate(raw.get("people", []), 1)],
            [reader.group(i, entry) for i, entry in enumerate(raw.get("groups", []), 1)],
            [reader.rota("shift", i, entry) for i, entry in enumerate(raw.get("shifts", []), 1)],
            [reader.rota("duty", i, entry) for i, entry in enumerate(raw.get("duty", []), 1)],
        )
        mistakes = reader.mistakes + _misfits(directory)
        if mistakes:
            raise DirectoryError(mistakes)
        return directory

    def spelled_as(self, known: Mapping[str, str]) -> Directory:
        """Return the directory with each userid spelled alike throughout: as it is `known` (by its key), else as here.

        The platform does not mind the case, and what was written down under a spelling stays that person's.
        """
        spelling = {userid_key(line.userid): line.userid for line in self.people} | dict(known)

        def spelled(userid: str) -> str:
            return spelling.get(userid_key(userid), userid)

        return replace(
            self,
            departments=[replace(line, lead=spelled(line.lead) if line.lead else None) for line in self.departments],
            people=[replace(line, userid=spelled(line.userid)) for line in self.people],
            shifts=[replace(line, people=[spelled(each) for each in line.people]) for line in self.shifts],
            duty=[replace(line, people=[spelled(each) for each in line.people]) for line in self.duty],
        )


class _Reader:
    def __init__(self) -> None:
        self.mistakes: list[str] = []
        self._where = ""

    def unit(self, index: int, entry: dict[str, Any]) -> UnitLine:
        self._open("departments", index, entry, {"name", "aliases", "kind", "lead"})
        kind = self._one_of(entry, "kind", UNIT_KINDS)
        return UnitLine(self._text(entry, "name"), kind, self._maybe(entry, "lead"), self._texts(entry, "aliases"))

    def person(self, index: int, entry: dict[str, Any]) -> PersonLine:
        self._open("people", index, entry, {"userid", "name", "mobile", "department", "roles"})
        roles = self._texts(entry, "roles")
        self.mistakes += [f"{self._where}: 没有角色 {role}" for role in roles if role not in ROLES]
        if not roles:
            self.mistakes.append(f"{self._where}: roles 不能为空")
        names = self._text(entry, "userid"), self._text(entry, "name")
        return PersonLine(*names, self._maybe(entry, "mobile"), self._maybe(entry, "department"), roles)

    def group(self, index: int, entry: dict[str, Any]) -> GroupLine:
        self._open("groups", index, entry, {"chat_id", "name", "kind", "departments", "webhook_key", "ai_bot"})
        kind = self._one_of(entry, "kind", GROUP_KINDS)
        units = self._texts(entry, "departments")
        if kind == "unit" and not units:
            self.mistakes.append(f"{self._where}: 单位群须写 departments")
        keys = self._maybe(entry, "chat_id"), self._maybe(entry, "webhook_key")
        return GroupLine(self._text(entry, "name"), kind, *keys, units, bool(entry.get("ai_bot", True)))

    def rota(self, kind: str, index: int, entry: dict[str, Any]) -> RotaLine:
        table = "shifts" if kind == "shift" else "duty"
        self._open(table, index, entry, {"name", "start", "end", "people", "since"})
        for key in ("start", "end"):
            if not _CLOCK.fullmatch(str(entry.get(key, ""))):
                self.mistakes.append(f'{self._where}: {key} 应写成 "08:00"')
        since = entry.get("since")
        if not isinstance(since, date):
            self.mistakes.append(f"{self._where}: since 应是日期，例如 2026-11-01")
            since = date.min
        people = self._texts(entry, "people")
        if not people:
            self.mistakes.append(f"{self._where}: people 不能为空")
        clock = str(entry.get("start", "")), str(entry.get("end", ""))
        return RotaLine(kind, self._text(entry, "name"), *clock, people, since)

    def _open(self, table: str, index: int, entry: dict[str, Any], known: set[str]) -> None:
        self._where = f"[[{table}]] 第{index}项"
        self.mistakes += [f"{self._where}: 不认识的键 {key}" for key in entry.keys() - known]

    def _text(self, entry: dict[str, Any], key: str) -> str:
        value = entry.get(key)
        if not isinstance(value, str) or not value.strip():
            self.mistakes.append(f"{self._where}: 缺少 {key}")
            return ""
        return value.strip()

    def _maybe(self, entry: dict[str, Any], key: str) -> str | None:
        return self._text(entry, key) if key in entry else None

    def _texts(self, entry: dict[str, Any], key: str) -> list[str]:
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.mistakes.append(f"{self._where}: {key} 应是文字列表")
            return []
        return [item.strip() for item in value]

    def _one_of(self, entry: dict[str, Any], key: str, choices: tuple[str, ...]) -> str:
        value = str(entry.get(key, ""))
        if value not in choices:
            self.mistakes.append(f"{self._where}: {key} 应是 {' / '.join(choices)} 之一")
        return value


def _misfits(directory: Directory) -> list[str]:
    units = [line.name for line in directory.departments]
    names = units + [alias for line in directory.departments for alias in line.aliases]
    people = [userid_key(line.userid) for line in directory.people]
    mistakes = [f"单位名或别名重复：{name}" for name in _twice(names)]
    mistakes += [f"userid 重复：{userid}" for userid in _twice(people)]
    mistakes += [f"群名重复：{name}" for name in _twice([line.name for line in directory.groups])]
    for unit in directory.departments:
        if unit.lead and userid_key(unit.lead) not in people:
            mistakes.append(f"{unit.name} 的负责人 {unit.lead} 不在 [[people]] 里")
    for someone in directory.people:
        if someone.department and someone.department not in units:
            mistakes.append(f"{someone.userid} 的单位 {someone.department} 不在 [[departments]] 里")
    for group in directory.groups:
        mistakes += [
            f"群 {group.name} 的单位 {name} 不在 [[departments]] 里" for name in group.departments if name not in units
        ]
    for rota in directory.shifts + directory.duty:
        mistakes += [
            f"班次 {rota.name} 的 {who} 不在 [[people]] 里" for who in rota.people if userid_key(who) not in people
        ]
    return mistakes


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})
