"""The example and the demo configuration load and leave nothing out."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

import config
from config.mistakes import models_in
from config.policy import GRADES
from config.shapes import Sections

EXAMPLE = config.ROOT / "config.example.toml"
KEY = "REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE="


@pytest.fixture
def keys_in_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUIBAN_APP_SECRET", "app-secret")
    monkeypatch.setenv("CUIBAN_API_TOKEN", "an-api-token-of-23-char")
    monkeypatch.setenv("CUIBAN_KEY", KEY)


def with_options_switched_on(text: str) -> str:
    """Uncomment the optional lines: those with no space behind their #."""
    return re.sub(r"^#(?=[\w\[])", "", text, flags=re.MULTILINE)


@pytest.mark.usefixtures("keys_in_environment")
def test_example_loads_as_it_stands() -> None:
    assert config.load(EXAMPLE).site.timezone.key == "Asia/Shanghai"


@pytest.mark.usefixtures("keys_in_environment")
def test_example_loads_with_every_option_switched_on(tmp_path: Path) -> None:
    text = with_options_switched_on(EXAMPLE.read_text(encoding="utf-8"))
    path = tmp_path / "config.toml"
    path.write_text(text.replace('api_base = "https://qyapi.weixin.qq.com"', 'api_base = "http://127.0.0.1:8090"'))
    settings = config.load(path)
    assert settings.simulator and settings.wecom.robot


def test_example_mentions_every_key() -> None:
    example = tomllib.loads(with_options_switched_on(EXAMPLE.read_text(encoding="utf-8")))
    assert keys_of_shape(Sections, ()) - keys_of_table(example, ()) == set()


@pytest.mark.parametrize(
    "key",
    ["[retention]", "wecom = true"],
)
def test_what_nothing_reads_yet_is_said_to_be_so_beside_it(key: str) -> None:
    [line] = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.lstrip("#").startswith(key)]
    assert "暂未启用" in line


def keys_of_shape(shape: type[BaseModel], path: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for name, field in shape.model_fields.items():
        found.add(named((*path, name)))
        for inner in models_in(field.annotation):
            found |= keys_of_shape(inner, (*path, name))
    return found


def keys_of_table(table: dict[str, Any], path: tuple[str, ...]) -> set[str]:
    found: set[str] = set()
    for name, value in table.items():
        found.add(named((*path, name)))
        for inner in value if isinstance(value, list) else [value]:
            found |= keys_of_table(inner, (*path, name)) if isinstance(inner, dict) else set()
    return found


def named(path: tuple[str, ...]) -> str:
    """Write a key's path; what a stage's table may say is the same for each stage and grade."""
    if path[0] == "policy" and len(path) > 2:
        path = ("policy", "*", *(part for part in path[2:] if part not in GRADES or part == path[-1]))
    return ".".join(path)


def test_demo_stays_on_this_machine() -> None:
    demo = config.load(config.DEMO)
    assert demo.simulator and demo.is_local_platform
    assert demo.server.bind.startswith("127.0.0.1:") and demo.simulator.bind.startswith("127.0.0.1:")
    assert demo.redis.is_embedded and demo.database_url.startswith("sqlite:///")


def test_demo_has_a_key_for_every_right() -> None:
    rights = config.load(config.DEMO).security.api_tokens[0].rights
    assert rights == {"intake", "read", "caller", "clock", "admin"}


def test_demo_directory_names_only_people_and_departments_it_holds() -> None:
    directory = tomllib.loads((config.ROOT / "deploy/demo/directory.toml").read_text(encoding="utf-8"))
    people = {one["userid"] for one in directory["people"]}
    departments = {one["name"] for one in directory["departments"]}
    named = [one["lead"] for one in directory["departments"]]
    named += [userid for rota in (*directory["shifts"], *directory["duty"]) for userid in rota["people"]]
    placed = [one["department"] for one in directory["people"] if "department" in one]
    placed += [name for group in directory["groups"] for name in group.get("departments", [])]
    assert set(named) <= people and len(people) == len(directory["people"])
    assert set(placed) == departments
