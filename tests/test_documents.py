"""Every command, key, target, code and file that a guide names exists: what a guide says can be typed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import click
import pytest

from bot.commands import NAMES
from bot.wecom.errcodes import ERRCODES
from config.shapes import Sections
from console.commands import COMMANDS, cli

ROOT = Path(__file__).resolve().parent.parent
GUIDE = "docs/connect-wecom.zh-CN.md"
GUIDES = (GUIDE, "README.md", "README.zh-CN.md", "docs/operations.zh-CN.md", "docs/reports.zh-CN.md")
_FENCED = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_QUOTED = re.compile(r"`([^`\n]+)`")


def text_of(guide: str) -> str:
    return (ROOT / guide).read_text(encoding="utf-8")


def quoted(guide: str) -> list[str]:
    return _QUOTED.findall(_FENCED.sub("", text_of(guide)))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_chat_command_exists(guide: str) -> None:
    found = [word for piece in quoted(guide) for word in re.findall(r"(?:^|\s)/([一-鿿]+)", piece)]
    assert found or guide == "docs/operations.zh-CN.md"
    assert not [word for word in found if word not in NAMES]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_command_of_the_machine_exists_with_its_options(guide: str) -> None:
    for name, options in re.findall(r"manage\.py ([a-z][a-z-]+)((?: --?[a-z][a-z-]*)*)", text_of(guide)):
        assert name in COMMANDS, f"{guide}: manage.py {name}"
        command = cli.get_command(click.Context(cli), name)
        assert command is not None
        known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
        assert set(options.split()) <= known, f"{guide}: {name}{options}"


@pytest.mark.parametrize("guide", GUIDES)
def test_every_target_of_make_exists(guide: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of("Makefile"), re.MULTILINE))
    said = set(re.findall(r"(?<![\w-])make ([a-z][a-z-]+)", "\n".join(quoted(guide))))
    assert said <= targets


def keys_of(model: Any) -> dict[str, Any]:
    return {name: field.annotation for name, field in model.model_fields.items()}


def table_at(path: list[str]) -> Any:
    """Return the shape of a section such as wecom.aibot; fails when there is none."""
    shape: Any = Sections
    for step in path:
        fields = keys_of(shape)
        assert step in fields, ".".join(path)
        shape = next((kind for kind in _kinds(fields[step]) if hasattr(kind, "model_fields")), None)
    return shape


def _kinds(annotation: Any) -> list[Any]:
    inner = [kind for each in getattr(annotation, "__args__", ()) for kind in _kinds(each)]
    return [annotation, *inner]


@pytest.mark.parametrize("guide", GUIDES)
def test_every_key_of_the_configuration_exists(guide: str) -> None:
    """`[wecom.aibot] name` and the key words that follow it in the same piece."""
    for piece in quoted(guide):
        found = re.fullmatch(r"\[\[?([a-z_.]+)\]\]?(?: ([a-z_]+))?.*", piece)
        if found is None or found[1] in ("people", "groups", "shifts", "duty", "departments"):
            continue
        if found[1].startswith("policy"):
            continue
        shape = table_at(found[1].split("."))
        assert found[2] is None or found[2] in keys_of(shape), f"{guide}: {piece}"


@pytest.mark.parametrize("guide", [GUIDE])
def test_every_example_of_a_configuration_is_one(guide: str) -> None:
    blocks = [body for kind, body in _FENCED.findall(text_of(guide)) if kind == "toml"]
    blocks += [f"[wecom]{body}" for body in re.findall(r"^    \[wecom\]((?:\n    .*)+)", text_of(guide), re.MULTILINE)]
    assert blocks
    for block in blocks:
        for section, table in tomllib.loads(re.sub(r"^ +", "", block, flags=re.MULTILINE)).items():
            shape = table_at([section])
            for key, value in table.items():
                assert key in keys_of(shape)
                if isinstance(value, dict):
                    assert set(value) <= set(keys_of(table_at([section, key])))


@pytest.mark.parametrize("guide", GUIDES)
def test_every_file_and_heading_that_is_linked_exists(guide: str) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", text_of(guide)):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        linked = (ROOT / guide).parent / path if path else ROOT / guide
        assert linked.exists(), f"{guide}: {target}"
        if heading:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(encoding="utf-8"), re.MULTILINE)
            assert heading in [_anchor(each) for each in headings], f"{guide}: {target}"


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- 一-鿿]", "", heading.lower()).replace(" ", "-")


def test_every_code_of_the_guide_is_one_we_know() -> None:
    rows = re.findall(r"^\| ([0-9、]+) \|", text_of(GUIDE), re.MULTILINE)
    codes = {int(code) for row in rows for code in row.split("、")}
    assert len(codes) > 20
    assert codes <= set(ERRCODES)


def test_the_guide_has_the_twelve_checks_to_tick_each_with_what_to_do_otherwise() -> None:
    checks = re.findall(r"^- \[ \] \*\*(\d+)\. .*?(?=^- \[ \]|^#)", text_of(GUIDE), re.MULTILINE | re.DOTALL)
    assert checks == [str(number) for number in range(1, 13)]
    whole = [found[0] for found in re.finditer(r"^- \[ \].*$", text_of(GUIDE), re.MULTILINE)]
    assert all("查：" in line and "不对" in line for line in whole)


def test_both_readmes_lead_to_the_guide() -> None:
    assert all(f"({GUIDE}" in text_of(readme) for readme in ("README.md", "README.zh-CN.md"))
