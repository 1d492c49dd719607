"""A program whose database belongs to a newer release stands down, and loses nothing meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rq import Queue
from rq.serializers import JSONSerializer
from sqlalchemy import create_engine

from config import load
from jobs.schedule import DeskScheduler
from jobs.watchdog import Watchdog
from jobs.worker import wait_until, worker_for
from models import migrate
from models.database import Database
from models.queries import inbox, machinery
from models.schema_check import SchemaCheck, Standing
from runtime import Runtime
from runtime.chores import Chores
from tests.installation import CONFIG
from tests.stories.desk import StoryDesk, story_desk
from wiring import build

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
NEWER = "20991231_0001"
Make = Callable[[], Runtime]


@pytest.fixture
def runtime(tmp_path: Path, database_url: str, valkey_url: str) -> Iterator[Make]:
    """Make programs that work on the same database and Redis."""
    (tmp_path / "var").mkdir()
    path = tmp_path / "config.toml"
    text = CONFIG.format(url=database_url).replace("unix:///nowhere/redis.sock", valkey_url)
    path.write_text(text, encoding="utf-8")
    made: list[Runtime] = []

    def make() -> Runtime:
        desk = build(load(path))
        desk.clock = lambda: START
        made.append(desk)
        return desk

    yield make
    for desk in made:
        desk.database.close()


def stamp(database: Database, revision: str) -> None:
    with create_engine(database.url).begin() as connection:
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{revision}'")


def asks_every_time(desk: Runtime) -> Runtime:
    """Let a program look at the schema at each step instead of once a second."""
    moments = iter(range(10_000))
    desk.schema = SchemaCheck(desk.database, steady=lambda: float(next(moments)))
    return desk


def knows(desk: Runtime, revision: str) -> Runtime:
    """Make it the program of a release that brought this revision."""
    desk.schema._known = (revision, *desk.schema._known)
    return desk


def signs_of_life(desk: Runtime) -> set[str]:
    with desk.database.reading() as session:
        return set(machinery.heartbeats(session))


def chores(desk: Runtime) -> list[Callable[[], object]]:
    """Return every job that ticks seldom, whatever it is called."""
    names = [name for name, kept in vars(Chores).items() if callable(kept) and not name.startswith("_")]
    assert len(names) >= 8
    return [getattr(desk.chores, name) for name in names]


def test_old_program_stands_down_and_the_new_one_goes_on(runtime: Make, capfd: pytest.CaptureFixture[str]) -> None:
    old, new = asks_every_time(runtime()), knows(asks_every_time(runtime()), NEWER)
    stamp(old.database, NEWER)
    for work in (old.scan, old.send, old.fetch, old.issue, old.sweep, old.try_again, *chores(old)):
        assert not work()
    assert DeskScheduler(old).enqueue_jobs() == [] and signs_of_life(old) == set()
    assert capfd.readouterr().out.count("schema_newer") == 1
    new.scan()
    new.send()
    assert {"scan", "worker:send"} <= signs_of_life(new)


def test_old_scheduler_gives_out_nothing(runtime: Make) -> None:
    old = asks_every_time(runtime())
    stamp(old.database, NEWER)
    DeskScheduler(old).enqueue_jobs()
    assert not Queue("ticks", connection=old.redis, serializer=JSONSerializer).jobs


def test_old_worker_gives_a_job_back_and_takes_no_more(runtime: Make) -> None:
    old = asks_every_time(runtime())
    stamp(old.database, NEWER)
    queue = Queue("ticks", connection=old.redis, serializer=JSONSerializer)
    queue.enqueue("jobs.scan_deadlines.run", ttl=30, result_ttl=0)
    queue.enqueue("jobs.sweep.run", ttl=30, result_ttl=0)
    worker = worker_for("ticks", old.redis, old.may_work)
    worker.work(burst=True, logging_level="CRITICAL")
    assert worker.stands_down and not worker.was_told_to_stop
    assert sorted(str(job.func_name) for job in queue.jobs) == ["jobs.scan_deadlines.run", "jobs.sweep.run"]


def test_old_worker_goes_on_when_its_schema_is_back() -> None:
    answers = iter([True, False])
    wait_until(lambda: next(answers))
    assert next(answers) is False


def test_old_watchdog_neither_beats_nor_pings_but_tells_when_nobody_works(runtime: Make) -> None:
    old = asks_every_time(runtime())
    pings: list[str] = []
    watchdog = Watchdog(old, START, pings.append)
    stamp(old.database, NEWER)
    watchdog.check()
    assert "watchdog" not in signs_of_life(old) and pings == []


def test_program_waits_for_a_database_that_is_not_migrated_yet(runtime: Make) -> None:
    new = asks_every_time(runtime())
    stamp(new.database, migrate.known_revisions()[-1])
    assert new.schema.standing() is Standing.OLDER
    assert new.scan() == 0 and signs_of_life(new) == set()


def test_schema_is_asked_for_once_a_second(runtime: Make) -> None:
    desk = runtime()
    moment = [0.0]
    check = SchemaCheck(desk.database, steady=lambda: moment[0])
    assert check.standing() is Standing.FITS
    stamp(desk.database, NEWER)
    moment[0] = 0.9
    assert check.standing() is Standing.FITS
    moment[0] = 1.1
    assert check.standing() is Standing.NEWER


@pytest.fixture
def desk(tmp_path: Path, sqlite_url: str, valkey_url: str) -> Iterator[StoryDesk]:
    with story_desk(tmp_path, sqlite_url, valkey_url) as opened:
        yield opened


def test_what_people_say_to_an_old_web_is_kept_and_answered_by_the_new_program(desk: StoryDesk) -> None:
    own = migrate.newest_revision()
    asks_every_time(desk.runtime)
    stamp(desk.runtime.database, NEWER)
    assert desk.says("zuoxi02", "/待办") == ""
    with desk.runtime.database.reading() as session:
        assert inbox.oldest_unanswered_at(session) is not None
    # The new program, with the same database.
    stamp(desk.runtime.database, own)
    desk.machine_passes(minutes=1)
    assert desk.runtime.sweep() == 1
    desk.runtime.send()
    desk.direct("zuoxi02").expects("待办")


def test_web_of_an_old_program_says_so(desk: StoryDesk) -> None:
    stamp(desk.runtime.database, NEWER)
    said = desk._api.get("/readyz")
    assert said.status_code == 503 and "数据库结构比程序新" in said.get_data(as_text=True)


def test_message_to_a_web_whose_database_is_not_migrated_is_sent_again(desk: StoryDesk) -> None:
    asks_every_time(desk.runtime)
    stamp(desk.runtime.database, migrate.known_revisions()[-1])
    heard = desk.sim.hears("zuoxi02", "/待办", "app", None)
    assert {exchange.status for exchange in heard.exchanges} == {503}
