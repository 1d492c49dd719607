"""The commands about people: what WeCom says of them, and whose an encrypted id is."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.recognising import note_answer
from models.queries import identities, people
from runtime import Runtime
from simulator.server import SimulatedWecom
from tests.console.conftest import DIRECTORY, Run

WO = "woAJ2GCAAAXtWyujaWJHDDGi0mACAAAA"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What the platform says does not depend on the database."""
    return sqlite_url


def test_refresh_names_who_left_and_who_is_called_otherwise(run: Run, sim: SimulatedWecom) -> None:
    sim.city.roll.member("zuoxi01").status = 5
    sim.city.roll.member("luzr").name = "陆建国"
    said = run("refresh-contacts")
    assert said.exit_code == 0
    assert "已退出" in said.output and "企业微信里叫陆建国" in said.output and "核对了 3 人" in said.output
    assert "姓名已改为陆建国" in run("refresh-contacts", "--names").output
    assert "陆建国" not in run("refresh-contacts").output


def test_refresh_that_cannot_ask_says_so(run: Run, directory: Path) -> None:
    said = run("refresh-contacts")
    assert said.exit_code == 1 and "doctor" in said.output


def test_encrypted_id_is_bound_on_the_machine_too(run: Run, desk: Runtime, directory: Path) -> None:
    with desk.database.transaction() as session:
        note_answer(session, [WO], {}, desk.clock())
        code = identities.unknown_open_ids(session)[0].code
    assert "没有编号" in run("bind-person", "12", "陆主任").output
    assert f"编号 {code} 已登记为陆主任" in run("bind-person", code, "陆主任").output
    assert run("bind-person", code, "王主任").exit_code == 1
    assert run("bind-person", code, "wangzr", "--change").exit_code == 0
    with desk.database.reading() as session:
        known = identities.open_id(session, WO)
        assert known is not None and people.names_of(session, [known.userid or ""]) == {"wangzr": "王主任"}


def test_refresh_without_an_app_says_that_there_is_nobody_to_ask(run: Run, config_path: Path, directory: Path) -> None:
    text = config_path.read_text(encoding="utf-8")
    head, _, tail = text.partition("[wecom.app]")
    line = '[wecom.aibot]\nmode = "long_connection"\nbot_id = "aib1"\nsecret = "invented-secret"\n'
    config_path.write_text(head + line + tail[tail.index("\n[") :], encoding="utf-8")
    said = run("refresh-contacts")
    assert said.exit_code == 1 and "没有配置自建应用" in said.output and "没有应答" not in said.output


def test_doctor_names_every_person_whom_nothing_reaches(
    run: Run, config_path: Path, directory: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    more = "".join(f'[[people]]\nuserid = "many{n}"\nname = "承办{n}号"\nroles = ["unit_staff"]\n' for n in range(30))
    many = tmp_path / "many.toml"
    many.write_text(DIRECTORY + more, encoding="utf-8")
    imported = run("import-directory", many)
    assert imported.exit_code == 0, imported.output
    text = config_path.read_text(encoding="utf-8")
    head, _, tail = text.partition("[wecom.app]")
    line = '[wecom.aibot]\nmode = "long_connection"\nbot_id = "aib1"\nsecret = "invented-secret"\n'
    config_path.write_text(head + line + tail[tail.index("\n[") :], encoding="utf-8")
    said = "".join(run("doctor").output.split())
    assert "没有配置：私信、卡片只到对机器人说过话的人" in said
    assert all(f"承办{n}号" in said for n in range(30))
