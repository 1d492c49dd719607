"""Reads config.toml and checks all of it, so that every mistake is reported at once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from config.mistakes import ConfigError, Key, Mistake, line_of, models_in, nearest_key, written
from config.shapes import Sections
from config.values import is_loopback

Checked = dict[str, Any]


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
        ((name,), "is not a known section", nearest_key(Sections, (name,)))
        for name in raw
        if name not in Sections.model_fields
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
        raise ConfigError(path, [Mistake("", "is not written in UTF-8")]) from None
    except OSError as error:
        raise ConfigError(path, [Mistake("", f"cannot be read: {error.strerror}")]) from None


def _tables_of(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        problem = re.sub(r"\s*\(at .*\)", "", str(error))
        line = int(place[1]) if place else len(text.splitlines())
        raise ConfigError(path, [Mistake("", f"is not TOML: {problem}", line)]) from None


def _checked(
    name: str, shape: type[BaseModel], table: Any, home: Path, found: list[tuple[Key, str, str]]
) -> BaseModel | None:
    if not isinstance(table, dict):
        found.append(((name,), f"must be a section, written [{name}]", ""))
        return None
    try:
        return shape.model_validate(table, context={"home": home})
    except ValidationError as error:
        for one in error.errors(include_url=False, include_input=False):
            found.append(_explained((name, *one["loc"]), str(one["type"]), one["msg"]))
        return None


def _explained(key: Key, kind: str, message: str) -> tuple[Key, str, str]:
    if kind == "extra_forbidden":
        return key, "is not a known key", nearest_key(Sections, key)
    if kind == "missing":
        return key, "is missing", ""
    message = message.removeprefix("Value error, ").replace("Input should be", "must be")
    return key, message, ""


def _desk_time_needs_a_local_platform(checked: Checked) -> Iterator[tuple[Key, str]]:
    """Time that runs otherwise than the world's would record breaches that never happened."""
    wecom, clock, security = checked.get("wecom"), checked.get("clock"), checked.get("security")
    if wecom is None or is_loopback(wecom.api_base):
        return
    reason = "is allowed only with the simulator or a loopback wecom.api_base"
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
        yield ("simulator", "bind"), "must be an address of this machine, such as 127.0.0.1:8090"
    if simulator and wecom and wecom.api_base != f"http://{simulator.bind}":
        yield ("wecom", "api_base"), f"must be http://{simulator.bind} while there is a [simulator]"


def _somebody_can_be_heard(checked: Checked) -> Iterator[tuple[Key, str]]:
    wecom = checked.get("wecom")
    if wecom and not (wecom.app or wecom.aibot):
        yield ("wecom",), "needs [wecom.aibot] to hear the groups or [wecom.app] for direct messages, better both"


def _api_tokens_differ(checked: Checked) -> Iterator[tuple[Key, str]]:
    tokens = checked["security"].api_tokens if checked.get("security") else ()
    for index, token in enumerate(tokens):
        if token.name in {earlier.name for earlier in tokens[:index]}:
            yield ("security", "api_tokens", index, "name"), "is used twice"
        if token.token in {earlier.token for earlier in tokens[:index]}:
            yield ("security", "api_tokens", index, "token"), "is used twice"


_RULES: tuple[Callable[[Checked], Iterator[tuple[Key, str]]], ...] = (
    _desk_time_needs_a_local_platform,
    _simulator_stays_on_this_machine,
    _somebody_can_be_heard,
    _api_tokens_differ,
)
