from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine

from console.commands import COMMANDS, cli
from deploy.place import only_one, prepare_folders
from models import migrate
from models.database import Database
from models.queries import machinery
from runtime import Runtime
from tests.console.conftest import Run
from tests.installation import CONFIG


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_helps_in_chinese(command: str) -> None:
    said = CliRunner().invoke(cli, [command, "--help"])
    assert said.exit_code == 0
    assert "用法：" in said.output and "显示这份说明" in said.output
    assert not any(
        english in said.output for english in ("Usage", "Options", "OPTIONS", "Show this", "required", "TEXT")
    )


@pytest.mark.parametrize("arguments", [["--help"], []])
def test_overview_lists_every_command(arguments: list[str]) -> None:
    said = CliRunner().invoke(cli, arguments)
    assert all(f"  {command} " in said.output for command in COMMANDS)
    assert not any(english in said.output for english in ("Usage", "Options", "Commands", "COMMAND", "Show this"))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["shwo"], "没有命令 shwo"),
        (["show"], "缺少 TICKET"),
        (["show", "4512", "--nope"], "没有选项 --nope"),
        (["show", "4512", "--round", "x"], "--round 写得不对"),
        (["show", "4512", "--round"], "--round 后面的值不对"),
        (["show", "4512", "4513"], "参数多了或少了"),
        (["balance", "--day", "soon"], "--day 写得不对"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_2(arguments: list[str], said: str) -> None:
    result = CliRunner().invoke(cli, arguments)
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1 and said in result.output


def test_faultless_configuration_is_said_to_be_so(run: Run) -> None:
    said = run("check-config")
    assert (said.exit_code, said.output) == (0, "配置无误\n")


def test_every_mistake_of_the_configuration_is_told(run: Run, config_path: Path) -> None:
    config_path.write_text(config_path.read_text().replace("corp_id", "corpid").replace("var_dir", "vardir"))
    said = run("check-config")
    assert said.exit_code == 2
    assert "corpid" in said.output and "vardir" in said.output
    assert "invented-secret" not in said.output


def test_other_commands_tell_one_mistake_and_how_many_there_are(run: Run, config_path: Path) -> None:
    config_path.write_text(config_path.read_text().replace("corp_id", "corpid").replace("var_dir", "vardir"))
    said = run("show", "4512")
    assert said.exit_code == 2
    assert len(said.output.splitlines()) == 1 and "check-config" in said.output


def test_migrate_brings_an_empty_database_to_the_newest_schema(run: Run, config_path: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'cuiban.db'}"
    config_path.write_text(CONFIG.format(url=url), encoding="utf-8")
    assert run("migrate").exit_code == 0
    assert run("migrate").exit_code == 0
    database = Database(url)
    assert migrate.current_revision(database) == migrate.newest_revision()
    database.close()


def test_missing_database_is_not_made_by_looking(run: Run, config_path: Path, tmp_path: Path) -> None:
    absent = tmp_path / "absent.db"
    config_path.write_text(CONFIG.format(url=f"sqlite:///{absent}"), encoding="utf-8")
    said = run("show", "4512")
    assert said.exit_code == 1
    assert said.output == "数据库还没有建立，请先运行 ./manage.py migrate\n"
    assert not absent.exists()


def test_unforeseen_error_is_one_line_without_its_message(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise RuntimeError("马冬梅 13811112222")

    monkeypatch.setattr("console.setting_up.load", broken)
    said = run("check-config")
    assert said.exit_code == 70
    assert len(said.output.splitlines()) == 1
    assert "RuntimeError" in said.output and "马冬梅" not in said.output


def test_newer_schema_is_told_in_one_line_and_an_older_release_can_be_gone_back_to(run: Run, database_url: str) -> None:
    first, newest = migrate.known_revisions()[-1], migrate.newest_revision()
    assert first in run("migrate", "--back-to", first).output
    assert run("migrate", "--back-to", "x").exit_code == 1
    assert newest in run("migrate").output
    with create_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_0001'")
    said = run("migrate")
    assert said.exit_code == 1 and "比程序新" in said.output and len(said.output.splitlines()) == 1


def test_nothing_is_taken_back_from_under_a_running_desk(run: Run, desk: Runtime, database_url: str) -> None:
    first, newest = migrate.known_revisions()[-1], migrate.newest_revision()
    prepare_folders(desk.config)
    with only_one(desk.config):
        said = run("migrate", "--back-to", first)
    assert said.exit_code == 1 and "请先停止催办" in said.output and len(said.output.splitlines()) == 1
    if not database_url.startswith("sqlite"):
        with desk.database.transaction() as session:
            machinery.beat(session, "scan", datetime.now(UTC))
        said = run("migrate", "--back-to", first)
        assert said.exit_code == 1 and "等一分钟再运行" in said.output
    assert migrate.current_revision(desk.database) == newest


@pytest.mark.parametrize(("command", "said"), [("doctor", "升级这台的程序"), ("balance", "比程序新")])
def test_whose_database_is_newer_is_not_sent_to_migrate(run: Run, database_url: str, command: str, said: str) -> None:
    with create_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_0001'")
    done = run(command)
    assert done.exit_code == 1 and said in done.output and "migrate" not in done.output
