"""Gives out the desk's ticks: `python -m jobs.schedule`; two of these do no harm, because a tick row is unique."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from redis.exceptions import RedisError
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.serializers import JSONSerializer

from actions.desk_clock import desk_now
from actions.ports import SAME_BYTES_DROPPED_FOR
from actions.sending import SEND_LEASE
from jobs.beats import BEATS, Beat
from models.database import OperationalError
from models.queries import machinery
from runtime import Runtime
from wiring import installation

log = structlog.get_logger("schedule")
_LOOK_EVERY_SECONDS = 1.0


class DeskScheduler(CronScheduler):
    """RQ's scheduler with JSON jobs that expire, a tick row against doubles, and no fear of an absent Redis."""

    def __init__(self, desk: Runtime) -> None:
        super().__init__(connection=desk.redis)
        self.desk = desk
        self._given: dict[str, int] = {}

    def enqueue_jobs(self) -> list[CronJob]:
        """Give out every tick whose slot has come and that nobody has given out yet."""
        if not self.desk.may_work():
            return []
        real_now = self.desk.clock()
        try:
            due = self._take_ticks(real_now)
        except OperationalError:
            log.warning("database_away")
            return []
        for beat in due:
            self._enqueue(beat)
        return []

    def heartbeat(self) -> None:
        """Tell the registry of RQ that this scheduler lives; a missing Redis is the watchdog's matter."""
        try:
            super().heartbeat()
        except RedisError:
            log.warning("redis_away")

    def register_birth(self) -> None:
        """Enter the registry of RQ when Redis is there."""
        try:
            super().register_birth()
        except RedisError:
            log.warning("redis_away")

    def calculate_sleep_interval(self) -> float:
        """Look once a second, which is also the shortest distance of two ticks."""
        return _LOOK_EVERY_SECONDS

    def _take_ticks(self, real_now: datetime) -> list[Beat]:
        with self.desk.database.reading() as session:
            now, newest = desk_now(session, real_now), machinery.newest_beat_at(session)
        if newest is not None and newest - real_now > self.desk.config.thresholds.clock_jump:
            self._go_on_from(real_now)
        slots = {beat: _slot(now if beat.in_desk_time else real_now, beat.every) for beat in BEATS}
        fresh = [beat for beat, slot in slots.items() if self._given.get(beat.job) != slot]
        if not fresh:
            return []
        with self.desk.database.transaction() as session:
            machinery.beat(session, "scheduler", real_now)
            won = [beat for beat in fresh if machinery.give_tick(session, beat.job, slots[beat], real_now)]
        self._given.update({beat.job: slots[beat] for beat in fresh})
        return won

    def _go_on_from(self, real_now: datetime) -> None:
        """Begin anew where machine time was set back: ticks were given out already for what comes now."""
        log.warning("time_went_back")
        with self.desk.database.transaction() as session:
            machinery.pull_back(session, real_now, SEND_LEASE, SAME_BYTES_DROPPED_FOR)

    def _enqueue(self, beat: Beat) -> None:
        seconds = max(2, int(beat.every.total_seconds()))
        queue = Queue(beat.queue, connection=self.desk.redis, serializer=JSONSerializer)
        try:
            most = int(beat.within.total_seconds())
            queue.enqueue(f"jobs.{beat.job}.run", ttl=seconds, job_timeout=most, result_ttl=0, failure_ttl=3600)
        except RedisError:
            # The tick is lost and the next one makes up for it: every job looks at what is due, not at the tick.
            log.warning("tick_lost", job=beat.job)


def _slot(moment: datetime, every: timedelta) -> int:
    return int(moment.timestamp() // every.total_seconds())


if __name__ == "__main__":
    DeskScheduler(installation()).start()  # type: ignore[no-untyped-call]
