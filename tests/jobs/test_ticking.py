"""Every job leaves a sign of how it ended; three bad ends in a row are told with a reference."""

from __future__ import annotations

import importlib
import re
import traceback
from collections.abc import Iterator
from datetime import timedelta

import pytest

from jobs import ticking
from jobs.beats import BEATS
from jobs.ticking import DONE, FAILED, JobFailed
from models.queries import machinery
from runtime import Runtime
from tests.jobs.bench import Bench, codes
from tests.stories.town import CALLER_NAME


@pytest.fixture(autouse=True)
def installed(small_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(ticking, "installation", lambda: small_bench.desk)
    ticking._written_at.clear()
    yield
    ticking._written_at.clear()


def beats(bench: Bench) -> set[str]:
    with bench.desk.database.reading() as session:
        return {name for name, row in machinery.heartbeats(session).items() if row.beat_at == bench.now}


@pytest.mark.parametrize("job", [beat.job for beat in BEATS])
def test_every_job_of_the_schedule_leaves_a_sign(small_bench: Bench, job: str) -> None:
    small_bench.now += timedelta(minutes=1)
    importlib.import_module(f"jobs.{job}").run()
    assert DONE + job in beats(small_bench)


def broken(_desk: Runtime) -> None:
    raise RuntimeError("planted")


def test_job_that_fails_three_times_in_a_row_is_told_with_its_reference(
    small_bench: Bench, capfd: pytest.CaptureFixture[str]
) -> None:
    bench = small_bench
    run = ticking.ticking("archive")(broken)
    for _ in range(2):
        with pytest.raises(RuntimeError):
            run()
    assert codes(bench.check()) == []
    with pytest.raises(RuntimeError):
        run()
    [found] = bench.check()
    logged = re.findall(r'"reference": "([0-9a-f]{6})"', capfd.readouterr().out)
    assert (found.code, found.n, found.reference) == ("job:archive", 3, logged[-1])
    bench.check(2)
    assert f"归档任务连续3次出错（编号 {logged[-1]}）" in bench.platform.texts[-1]


def about_a_caller(_desk: Runtime) -> None:
    raise ValueError(f"cannot read {CALLER_NAME}")


def test_job_that_fails_names_nobody_where_rq_writes_it_down(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(JobFailed) as failed:
        ticking.ticking("archive")(about_a_caller)()
    written = "".join(traceback.format_exception(failed.value))
    logged = capfd.readouterr().out
    assert CALLER_NAME not in written and CALLER_NAME not in logged
    assert "ValueError" in written and "about_a_caller" in logged


def test_one_good_end_makes_good_for_the_bad_ones(small_bench: Bench) -> None:
    bench = small_bench
    for _ in range(3):
        with pytest.raises(RuntimeError):
            ticking.ticking("archive")(broken)()
    ticking.ticking("archive")(lambda _desk: None)()
    assert codes(bench.check()) == []
    assert FAILED + "archive" not in beats(bench)


def test_job_of_every_few_seconds_writes_seldom(small_bench: Bench) -> None:
    run = ticking.ticking("send_outbox")(lambda _desk: None)
    run()
    wrote_at = small_bench.now
    small_bench.now += timedelta(seconds=29)
    run()
    with small_bench.desk.database.reading() as session:
        assert machinery.heartbeats(session)["job:send_outbox"].beat_at == wrote_at
