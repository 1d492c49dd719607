"""What deploy/ gives to systemd and Docker names what exists and says what config.example.toml says."""

from __future__ import annotations

import configparser
import re
import shlex
import socket
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import click
import pytest
import yaml
from sqlalchemy import make_url

from config import ROOT
from console.commands import COMMANDS, cli
from deploy import service_manager

UNITS = ROOT / "deploy" / "systemd"
COMPOSE = ("compose.yaml", "compose.postgres.yaml")
HOME = "/opt/cuiban"
EXAMPLE = tomllib.loads((ROOT / "config.example.toml").read_text(encoding="utf-8"))


def unit(name: str) -> configparser.RawConfigParser:
    read = configparser.RawConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign]
    read.read(UNITS / name, encoding="utf-8")
    return read


def manage_arguments(command: str) -> list[str]:
    """Return what a command line gives to manage.py, after looking whether its files are there."""
    words = shlex.split(command)
    assert words[0] == f"{HOME}/.venv/bin/python" and words[1] == f"{HOME}/manage.py"
    assert (ROOT / "manage.py").exists() and (ROOT / ".venv" / "bin" / "python").exists()
    return words[2:]


@pytest.mark.parametrize("name", ["cuiban.service", "cuiban-backup.service"])
def test_units_run_commands_that_exist(name: str) -> None:
    [first, *options] = manage_arguments(unit(name)["Service"]["ExecStart"])
    command = cli.get_command(click.Context(cli), first)
    assert command is not None and first in COMMANDS
    command.make_context(first, list(options)).close()


def test_both_units_see_the_same_settings_secrets_and_folder() -> None:
    run, backup = unit("cuiban.service")["Service"], unit("cuiban-backup.service")["Service"]
    for key in ("User", "WorkingDirectory", "Environment", "EnvironmentFile", "StateDirectory", "UMask"):
        assert run[key] == backup[key]
    wrapper = (UNITS / "cuiban").read_text(encoding="utf-8")
    assert run["Environment"] in wrapper and run["EnvironmentFile"].removeprefix("-") in wrapper
    assert subprocess.run(["sh", "-n", str(UNITS / "cuiban")], check=False).returncode == 0


def test_the_service_never_gives_up_except_on_mistakes_in_the_settings() -> None:
    service = unit("cuiban.service")
    assert service["Unit"]["StartLimitIntervalSec"] == "0" and service["Service"]["Restart"] == "always"
    assert service["Service"]["RestartPreventExitStatus"] == "2"


def test_documents_that_units_name_are_there() -> None:
    for path in UNITS.glob("*.service"):
        named = unit(path.name)["Unit"]["Documentation"].removeprefix(f"file://{HOME}/")
        assert (ROOT / named).exists()


def compose(name: str) -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "deploy" / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize("name", COMPOSE)
def test_compose_files_build_the_image_and_rotate_every_log(name: str) -> None:
    services = compose(name)["services"]
    build = services["cuiban"]["build"]
    assert (ROOT / "deploy" / build["context"] / build["dockerfile"]).resolve() == ROOT / "deploy" / "Dockerfile"
    for service in services.values():
        assert (
            service["logging"]["options"].keys() == {"max-size", "max-file"} and service["restart"] == "unless-stopped"
        )
    outside, _, inside = services["cuiban"]["ports"][0].rpartition(":")
    assert outside == EXAMPLE["server"]["bind"] and inside == "8080"


def test_addresses_in_the_comments_are_those_of_the_services() -> None:
    text = (ROOT / "deploy" / "compose.postgres.yaml").read_text(encoding="utf-8")
    services = compose("compose.postgres.yaml")["services"]
    written = tomllib.loads("\n".join(_settings(text)))
    database = make_url(written["database"]["url"])
    asked = services["db"]["environment"]
    assert (database.host, database.port) == ("db", 5432)
    assert (database.username, database.database) == (asked["POSTGRES_USER"], asked["POSTGRES_DB"])
    assert written["redis"]["url"].endswith("@redis:6379/0") and "redis" in services
    assert database.drivername == "postgresql+psycopg"
    for section, settings in written.items():
        assert settings.keys() <= EXAMPLE[section].keys()


def _settings(text: str) -> list[str]:
    """The lines of config.toml that stand in a comment, as TOML."""
    found = re.findall(r'^#   \[(\w+)\]\s+(\w+ = "[^"]*")', text, re.MULTILINE)
    return [line for section, line in found for line in (f"[{section}]", line)]


def test_the_image_holds_the_whole_product_and_no_data() -> None:
    ignored = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    patterns = [line.lstrip("/") for line in ignored]
    rooms = ("rules", "models", "actions", "texts", "bot", "web", "jobs", "config", "console", "deploy", "simulator")
    assert not [room for room in rooms if any(fnmatch(room, pattern) for pattern in patterns)]
    assert {"var", "data", "config.toml", "deploy/secrets", "**/*.env", ".git"} <= set(patterns)
    for word in re.findall(r"^COPY (\S+) ", (ROOT / "deploy" / "Dockerfile").read_text(), re.MULTILINE):
        assert (ROOT / word).exists()


def test_files_for_servers_name_no_package_index() -> None:
    files = [*UNITS.iterdir(), *(ROOT / "deploy" / name for name in (*COMPOSE, "Dockerfile"))]
    assert not [path.name for path in files if "index-url" in path.read_text() or "http" in _addresses(path)]


def _addresses(path: Path) -> str:
    return path.read_text(encoding="utf-8").replace("http://127.0.0.1:8080/readyz", "")


@pytest.mark.parametrize("kind", ["file", "abstract", "absent", "unset"])
def test_service_manager_hears_when_the_desk_is_ready(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    address = {"file": f"{tmp_path}/notify", "abstract": f"@cuiban-{tmp_path.name}", "absent": f"{tmp_path}/no"}.get(
        kind, ""
    )
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        if is_there := kind in ("file", "abstract"):
            manager.bind(address.replace("@", "\0"))
        service_manager.tell(service_manager.READY)
        if is_there:
            assert manager.recv(100) == b"READY=1"


def test_the_handbook_names_commands_options_and_files_that_exist() -> None:
    for page in ("docs/operations.zh-CN.md", "README.md", "README.zh-CN.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for name, rest in re.findall(r"(?:\./|python )manage\.py ([a-z][a-z-]+)([^`\n]*)", text):
            _require_command(name, rest)
        for name, rest in re.findall(r"(?:^ +|`|&& )cuiban ([a-z][a-z-]+)([^`\n]*)", text, re.MULTILINE):
            _require_command(name, rest)
        for path in re.findall(r"(?<![\w/])deploy/[\w./-]+\w", text):
            assert path.startswith(("deploy/secrets", "deploy/demo/mine")) or any(ROOT.glob(f"{path}*")), path


def _require_command(name: str, rest: str) -> None:
    assert name in COMMANDS, name
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    known = {option for parameter in command.params for option in parameter.opts} | {"--help"}
    assert set(re.findall(r"(?<=\s)--[a-z-]+", re.split("&&|；", rest)[0])) <= known, (name, rest)


def test_all_logs_together_stay_below_what_the_handbook_says() -> None:
    conf = configparser.RawConfigParser(inline_comment_prefixes=None)
    conf.read(ROOT / "deploy" / "supervisord.conf", encoding="utf-8")
    total = 0
    for name in conf.sections():
        prefix = {"supervisord": "logfile"}.get(name, "stdout_logfile" if name.startswith("program:") else "")
        if prefix and name != "program:simulator":
            assert name == "supervisord" or conf[name]["redirect_stderr"] == "true"
            size = int(conf[name][f"{prefix}_maxbytes"].removesuffix("MB"))
            total += size * (1 + int(conf[name][f"{prefix}_backups"]))
    assert 0 < total <= 400


def test_wrapper_takes_secrets_as_they_are_written(tmp_path: Path) -> None:
    """As systemd does for the service: a shell would cut `p&w$1 #x` short and run the rest."""
    (tmp_path / "etc").mkdir()
    written = "# 备注\n\nPLAIN=a=b\nODD=p&w$HOME `touch x` #; (x\nQUOTED=\"two words\"\nSINGLE='$x'\n不是变量\nLAST=end"
    (tmp_path / "etc" / "secrets.env").write_text(written, encoding="utf-8")
    python = tmp_path / "opt" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\nenv\n", encoding="utf-8")
    somebody = tmp_path / "id"
    somebody.write_text("#!/bin/sh\necho 999\n", encoding="utf-8")
    wrapper = tmp_path / "cuiban"
    script = (UNITS / "cuiban").read_text(encoding="utf-8")
    wrapper.write_text(script.replace("/etc/cuiban", f"{tmp_path}/etc").replace("/opt/cuiban", f"{tmp_path}/opt"))
    for program in (python, somebody, wrapper):
        program.chmod(0o755)
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "HOME": "/nowhere"}
    said = subprocess.run([wrapper, "show", "a b"], env=environment, capture_output=True, text=True, check=True).stdout
    lines = said.splitlines()
    assert lines[:3] == [f"{tmp_path}/opt/manage.py", "show", "a b"]
    for expected in ("PLAIN=a=b", "ODD=p&w$HOME `touch x` #; (x", "QUOTED=two words", "SINGLE=$x", "LAST=end"):
        assert expected in lines
    assert f"CUIBAN_CONFIG={tmp_path}/etc/config.toml" in lines
