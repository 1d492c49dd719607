"""Runs the jobs of one queue: `python -m jobs.worker ticks`; no fork, so that nothing outlives a killed worker."""

from __future__ import annotations

import signal
import sys
import time

import redis
import structlog
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from wiring import installation

log = structlog.get_logger("worker")
QUEUES = ("ticks", "send")
# Found by measuring: with RQ's defaults a dead worker is noticed after many minutes.
_WORKER_TTL_SECONDS = 30
_MAINTENANCE_SECONDS = 15
_LOOK_FOR_REDIS_EVERY_SECONDS = 0.5


class TickWorker(SimpleWorker):
    """RQ's worker that comes back within seconds after Redis was away, instead of within a minute."""

    max_connection_wait_time = 2.0

    @property
    def was_told_to_stop(self) -> bool:
        """Tell whether a signal asked this worker to end."""
        return bool(self._stop_requested or self._shutdown_requested_date)


def worker_for(queue_name: str, store: redis.Redis) -> TickWorker:
    """Return a worker of one queue that reads nothing but JSON."""
    queue = Queue(queue_name, connection=store, serializer=JSONSerializer)
    return TickWorker(
        [queue],
        connection=store,
        serializer=JSONSerializer,
        worker_ttl=_WORKER_TTL_SECONDS,
        maintenance_interval=_MAINTENANCE_SECONDS,
    )


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


def work(queue_name: str, store: redis.Redis) -> None:
    """Work on one queue until told to stop, also through a Redis that comes late or goes away."""
    while True:
        wait_for(store)
        worker = worker_for(queue_name, store)
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


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in QUEUES:
        sys.exit(f"usage: python -m jobs.worker {'|'.join(QUEUES)}")
    work(sys.argv[1], installation().redis)
