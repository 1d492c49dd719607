"""The Makefile explains itself and installs only when the pinned requirements change."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def targets() -> set[str]:
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert phony
    return set(phony[1].split())


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # Set by an outer make, it would change what this one prints.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    return subprocess.run(["make", *arguments], cwd=ROOT, env=environment, capture_output=True, text=True)


def test_help_lists_every_target() -> None:
    listed = set(re.findall(r"^  make (\S+) +\S", make("help").stdout, re.MULTILINE))
    assert listed == targets()


def test_make_alone_shows_the_help() -> None:
    assert make().stdout == make("help").stdout


def test_every_target_names_what_exists() -> None:
    for target in targets() - {"lock"}:
        assert make("--dry-run", target).returncode == 0


def test_unfit_python_is_told_clearly(tmp_path: Path) -> None:
    done = subprocess.run(
        ["sh", str(ROOT / "deploy/make-venv"), str(tmp_path / "venv")],
        env={**os.environ, "PYTHON": "/nowhere/python"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "No Python 3.11 or newer" in done.stderr
    assert not (tmp_path / "venv").exists()


def test_working_environment_is_left_as_it_is() -> None:
    environment = {**os.environ, "PYTHON": "/nowhere/python"}
    done = subprocess.run(["sh", str(ROOT / "deploy/make-venv"), str(ROOT / ".venv")], env=environment, text=True)
    assert done.returncode == 0


def test_pins_carry_hashes_and_name_no_index() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "training/requirements.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^[\w\-.\[\]]+==[^\\\n]+\\\n    --hash=sha256:", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-zA-Z]", text, re.MULTILINE)) > 0
        assert "index-url" not in text
