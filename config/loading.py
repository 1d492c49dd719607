"""Reads config.toml and checks all of it, so that every mistake is reported at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from config.mistakes import ConfigError, Key, Mistake, line_of, models_in, nearest_key, written
from config.shapes import Sections
from config.values import is_loopback

Checked = dict[str, Any]
# What the validator finds, by the beginning of its own names.
_WORDS = {
    "missing": "必填",
    "literal_error": "只能是 {expected}",
    "int_": "须是整数",
    "float_": "须是数字",
    "finite_number": "须是数字",
    "bool_": "须是 true 或 false",
    "string_too_short": "不能为空",
    "string_": "须是文字，写在引号里",
    "greater_than_equal": "不能小于 {ge}",
    "greater_than": "须大于 {gt}",
    "less_than_equal": "不能大于 {le}",
    "datetime_": '须是日期和时间，如 "2026-11-02 08:00"',
    "tuple_": "须是列表，写在 [ ] 里",
    "frozen_set_": "须是列表，写在 [ ] 里",
    "model_": "须是一节或一张表",
}


def read_sections(path: Path) -> Checked:
    """Return the checked sections of a file by name; raises ConfigError with everything wrong in it."""
    text = _text_of(path)
    raw = _tables_of(path, text)
    found: list[tuple[Key, str, str]] = []
    checked: Checked = {}
    for name, field in Sections.model_fields.items():
        shape = next(models_in(field.annotation))
        if name in raw or field.is_required():
            checked[name] = _checked(name, shape, raw.get(name, {}), path.parent, found)
    found += [
        ((name,), "没有这一节", nearest_key(Sections, (name,))) for name in raw if name not in Sections.model_fields
    ]
    found += [(key, problem, "") for rule in _RULES for key, problem in rule(checked)]
    if found:
        raise ConfigError(
            path, [Mistake(written(key), problem, line_of(text, key), hint) for key, problem, hint in found]
        )
    return checked


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ConfigError(path, [Mistake("", "不是 UTF-8 编码")]) from None
    except OSError as error:
        raise ConfigError(path, [Mistake("", f"读不了：{error.strerror}")]) from None


def _tables_of(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        problem = re.sub(r"\s*\(at .*\)", "", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        raise ConfigError(path, [Mistake("", f"不是 TOML 格式：{problem}", line)]) from None


def _checked(
    name: str, shape: type[BaseModel], table: Any, home: Path, found: list[tuple[Key, str, str]]
) -> BaseModel | None:
    if not isinstance(table, dict):
        found.append(((name,), f"须是一节，写成 [{name}]", ""))
        return None
    try:
        return shape.model_validate(table, context={"home": home})
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            found.append(_explained((name, *one["loc"]), one))
        return None


def _explained(key: Key, error: Mapping[str, Any]) -> tuple[Key, str, str]:
    kind, facts = str(error["type"]), error.get("ctx", {})
    if kind == "extra_forbidden":
        return key, "没有这个设置", nearest_key(Sections, key)
    if kind == "value_error":
        return key, str(facts["error"]), ""
    for beginning, words in _WORDS.items():
        if kind.startswith(beginning):
            return (
                key,
                words.format_map({**facts, "expected": str(facts.get("expected", "")).replace(" or ", " 或 ")}),
                "",
            )
    return key, "写得不对", ""


def _desk_time_needs_a_local_platform(checked: Checked) -> Iterator[tuple[Key, str]]:
    """Time that runs otherwise than the world's would record breaches that never happened."""
    wecom, clock, security = checked.get("wecom"), checked.get("clock"), checked.get("security")
    if wecom is None or is_loopback(wecom.api_base):
        return
    reason = "只能用于模拟器或本机的 wecom.api_base"
    if clock and clock.speed != 1:
        yield ("clock", "speed"), reason
    if clock and clock.start:
        yield ("clock", "start"), reason
    for index, token in enumerate(security.api_tokens if security else ()):
        if "clock" in token.rights:
            yield ("security", "api_tokens", index, "rights"), f'"clock" {reason}'


def _simulator_stays_on_this_machine(checked: Checked) -> Iterator[tuple[Key, str]]:
    simulator, wecom = checked.get("simulator"), checked.get("wecom")
    if simulator and not is_loopback(f"http://{simulator.bind}"):
        yield ("simulator", "bind"), "须是本机地址，如 127.0.0.1:8090"
    if simulator and wecom and wecom.api_base != f"http://{simulator.bind}":
        yield ("wecom", "api_base"), f"有 [simulator] 一节时须是 http://{simulator.bind}"


def _somebody_can_be_heard(checked: Checked) -> Iterator[tuple[Key, str]]:
    wecom = checked.get("wecom")
    if wecom and not (wecom.app or wecom.aibot):
        yield ("wecom",), "至少要有 [wecom.aibot]（听群消息）或 [wecom.app]（私信），最好都有"


def _api_tokens_differ(checked: Checked) -> Iterator[tuple[Key, str]]:
    tokens = checked["security"].api_tokens if checked.get("security") else ()
    for index, token in enumerate(tokens):
        if token.name in {earlier.name for earlier in tokens[:index]}:
            yield ("security", "api_tokens", index, "name"), "重复了"
        if token.token in {earlier.token for earlier in tokens[:index]}:
            yield ("security", "api_tokens", index, "token"), "重复了"


_RULES: tuple[Callable[[Checked], Iterator[tuple[Key, str]]], ...] = (
    _desk_time_needs_a_local_platform,
    _simulator_stays_on_this_machine,
    _somebody_can_be_heard,
    _api_tokens_differ,
)
