"""Runs the jobs of one queue: `python -m jobs.worker ticks`; no fork, so that nothing outlives a killed worker."""

from __future__ import annotations

import sys

from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from wiring import runtime

QUEUES = ("ticks", "send")
# Found by measuring: with RQ's defaults a dead worker is noticed after many minutes.
_WORKER_TTL_SECONDS = 30
_MAINTENANCE_SECONDS = 15


def main(queue_name: str) -> None:
    """Work on one queue until told to stop."""
    desk = runtime()
    queue = Queue(queue_name, connection=desk.redis, serializer=JSONSerializer)
    worker = SimpleWorker(
        [queue],
        connection=desk.redis,
        serializer=JSONSerializer,
        worker_ttl=_WORKER_TTL_SECONDS,
        maintenance_interval=_MAINTENANCE_SECONDS,
    )
    worker.work(with_scheduler=False, logging_level="WARNING")


if __name__ == "__main__":
    if len(sys.argv) != 2 or sys.argv[1] not in QUEUES:
        sys.exit(f"usage: python -m jobs.worker {'|'.join(QUEUES)}")
    main(sys.argv[1])
