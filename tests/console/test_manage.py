from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from config import ROOT
from tests.installation import CONFIG

MANAGE = ROOT / "manage.py"


def manage(script: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *arguments]
    return subprocess.run(command, env={**os.environ, **variables}, cwd="/", capture_output=True, text=True, timeout=60)


def test_script_is_thin_and_may_be_run() -> None:
    assert os.access(MANAGE, os.X_OK)
    assert len(MANAGE.read_text("utf-8").splitlines()) <= 60


@pytest.mark.parametrize(("name", "code"), [("config.example.toml", 0), ("none.toml", 2)])
def test_exit_code_and_streams_are_those_of_the_command(name: str, code: int) -> None:
    secrets = {"CUIBAN_KEY": "REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE=", "CUIBAN_APP_SECRET": "invented"}
    done = manage(
        MANAGE, "check-config", CUIBAN_CONFIG=str(ROOT / name), CUIBAN_API_TOKEN="invented-token-1234", **secrets
    )
    assert done.returncode == code
    assert (done.stdout, len(done.stderr.splitlines())) == (("配置无误\n", 0) if code == 0 else ("", 1))


def test_script_goes_on_with_the_python_of_its_own_environment(tmp_path: Path) -> None:
    shutil.copy(MANAGE, tmp_path / "manage.py")
    own = tmp_path / ".venv" / "bin" / "python"
    own.parent.mkdir(parents=True)
    own.write_text('#!/bin/sh\necho own "$@"\n')
    own.chmod(0o755)
    done = manage(tmp_path / "manage.py", "show", "4512")
    assert done.stdout == f"own {tmp_path / 'manage.py'} show 4512\n"


def test_what_a_command_makes_is_for_its_user_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CONFIG.format(url="sqlite:///new/place/cuiban.db"), encoding="utf-8")
    before = os.umask(0o022)
    try:
        done = manage(MANAGE, "migrate", CUIBAN_CONFIG=str(tmp_path / "config.toml"))
    finally:
        os.umask(before)
    assert done.returncode == 0, done.stderr
    made = [tmp_path / "new", *(tmp_path / "new").rglob("*")]
    assert len(made) >= 3 and not any(path.stat().st_mode & 0o077 for path in made)
