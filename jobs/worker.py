"""Runs the jobs of one queue: `python -m jobs.worker ticks`; no fork, so that nothing outlives a killed worker."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable

import redis
import structlog
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.job import Job
from rq.serializers import JSONSerializer

from models.database import OperationalError
from reports import press
from runtime import Runtime
from wiring import installation

log = structlog.get_logger("worker")
QUEUES = ("ticks", "send", "files", "reports")
# Found by measuring: with RQ's defaults a dead worker is noticed after many minutes.
_WORKER_TTL_SECONDS = 30
_MAINTENANCE_SECONDS = 15
_LOOK_FOR_REDIS_EVERY_SECONDS = 0.5
_LOOK_AT_SCHEMA_EVERY_SECONDS = 2.0


MayWork = Callable[[], bool]


class TickWorker(SimpleWorker):
    """RQ's worker that comes back within seconds after Redis was away, and leaves a newer program's jobs to it."""

    max_connection_wait_time = 2.0
    may_work: MayWork = staticmethod(lambda: True)
    stands_down = False

    @property
    def was_told_to_stop(self) -> bool:
        """Tell whether a signal asked this worker to end."""
        return bool(self._shutdown_requested_date or (self._stop_requested and not self.stands_down))

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Do a job; where the database is a newer program's, give it back for that one and take no more."""
        if self.may_work():
            super().execute_job(job, queue)
            return
        kept = {"ttl": job.ttl, "job_timeout": job.timeout, "result_ttl": 0, "failure_ttl": job.failure_ttl}
        queue.enqueue(str(job.func_name), *job.args, **kept)
        job.delete()
        self.stands_down = self._stop_requested = True


def worker_for(queue_name: str, store: redis.Redis, may_work: MayWork = lambda: True) -> TickWorker:
    """Return a worker of one queue that reads nothing but JSON."""
    queue = Queue(queue_name, connection=store, serializer=JSONSerializer)
    worker = TickWorker(
        [queue],
        connection=store,
        serializer=JSONSerializer,
        worker_ttl=_WORKER_TTL_SECONDS,
        maintenance_interval=_MAINTENANCE_SECONDS,
    )
    worker.may_work = may_work
    return worker


def wait_for(store: redis.Redis) -> None:
    """Return once Redis answers."""
    told = False
    while True:
        try:
            store.ping()
            return
        except RedisError:
            if not told:
                log.warning("redis_away")
            told = True
            time.sleep(_LOOK_FOR_REDIS_EVERY_SECONDS)


def wait_until(may_work: MayWork) -> None:
    """Return once the database is one that this program may work on, or cannot be asked."""
    while not may_work():
        time.sleep(_LOOK_AT_SCHEMA_EVERY_SECONDS)


def work(queue_name: str, store: redis.Redis, may_work: MayWork = lambda: True) -> None:
    """Work on one queue until told to stop, also through a Redis that comes late or goes away."""
    while True:
        wait_for(store)
        wait_until(may_work)
        worker = worker_for(queue_name, store, may_work)
        try:
            worker.work(with_scheduler=False, logging_level="WARNING")
        except RedisError:
            log.warning("redis_lost")
        if worker.was_told_to_stop:
            return
        # The lost worker left its own handlers behind, which would stop only itself.
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        time.sleep(_LOOK_FOR_REDIS_EVERY_SECONDS)


def try_again(desk: Runtime) -> None:
    """Try what was set aside by whatever program ran before this one; an absent database is the watchdog's matter."""
    try:
        desk.try_again()
    except OperationalError:
        log.warning("database_away")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in QUEUES:
        sys.exit(f"usage: python -m jobs.worker {'|'.join(QUEUES)}")
    desk = installation()
    try_again(desk)
    if sys.argv[1] == "reports":
        press.get_ready()
    work(sys.argv[1], desk.redis, desk.may_work)
