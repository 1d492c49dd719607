"""The composition root: the only place that picks concrete classes and reads the configuration."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

import redis
import structlog
from flask import Flask
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

import config as configuration
from actions import handing_over, looks, reminders, replying
from actions.desk import Desk
from actions.desk_clock import desk_now, desk_time, set_clock, start_clock
from actions.ports import ChatGateway, SendBudget, Waker
from bot.dispatch import Dispatcher
from bot.doors import Door
from bot.sender import Sender
from bot.webhook import create_blueprint
from bot.wecom.aibot_callback import AibotCallback
from bot.wecom.app_callback import AppCallback
from bot.wecom.budget import RedisBudget
from bot.wecom.envelope import Envelope
from bot.wecom.gateway import WecomGateway
from bot.wecom.token import AppCredentials
from config.desk_rules import desk_rules
from logs import configure_logs
from machine_clock import MachineClock, Memory
from models.database import Database, DatabaseError, Session
from models.queries import clocks as clock_queries
from models.queries import deliveries as delivery_queries
from models.queries import machinery
from models.sealing import Keyring, install_keyring
from rules.settings import DeskRules
from web.app import create_web_app
from web.backend import ApiToken, WebSettings

log = structlog.get_logger("runtime")
# The gateway's time-out stays below half the lease of a message being sent.
_GATEWAY_TIMEOUT_SECONDS = 8.0
# A callback is answered within about two seconds or left for the sweep, so the web waits no longer for the database.
_WEB_WAIT_SECONDS = 2.0
_SCANS_AT_ONCE = 50
_SCAN_EVERY = timedelta(seconds=10)
_JOB_TTL_SECONDS = 30
_QUEUES = {"send_outbox": "send"}
# Where what is known of the machine's clocks is kept for processes that start later.
_MACHINE_CLOCK = "machine_clock"


@dataclass
class RqWaker:
    """Wakes the workers through RQ; what it cannot enqueue waits for the next tick."""

    store: redis.Redis

    def wake(self, job: str, *ids: int) -> None:
        """Enqueue a job by its name; losing it costs one tick."""
        queue = Queue(_QUEUES.get(job, "ticks"), connection=self.store, serializer=JSONSerializer)
        try:
            queue.enqueue(f"jobs.{job}.run", *ids, ttl=_JOB_TTL_SECONDS, result_ttl=0, failure_ttl=3600)
        except RedisError:
            log.warning("not_woken", job=job)


@dataclass
class Runtime:
    """One process's hold on the installation; everything in it may be replaced in tests."""

    config: configuration.Config
    rules: DeskRules
    database: Database
    redis: redis.Redis
    gateway: ChatGateway
    budget: SendBudget
    waker: Waker
    machine: MachineClock
    clock: Callable[[], datetime]

    def __post_init__(self) -> None:
        self.dispatcher = Dispatcher(self.database, self.rules, self.waker, self.clock)
        agent_id = self.config.wecom.app.agent_id if self.config.wecom.app else None
        self.sender = Sender(self.database, self.rules, self.gateway, self.budget, agent_id, self.clock)

    def scan(self) -> int:
        """Fire everything that has come due; held while the machine's clock jumps."""
        now, jumped_by = self.clock(), self.machine.jumped_by
        if jumped_by is not None:
            log.error("clock_jumped", seconds=jumped_by)
            with self.database.transaction() as session:
                machinery.beat(session, "clock_jump", now, {"seconds": jumped_by})
                machinery.beat(session, _MACHINE_CLOCK, now, self.machine.memory())
            return 0
        n_fired = self._fire_until_quiet()
        with self.database.transaction() as session:
            machinery.beat(session, "scan", self.clock())
            machinery.beat(session, _MACHINE_CLOCK, self.clock(), self.machine.memory())
        if n_fired:
            self.waker.wake("send_outbox")
        return n_fired

    def _fire_until_quiet(self) -> int:
        n_fired = 0
        for _ in range(_SCANS_AT_ONCE):
            with self.database.transaction() as session:
                desk = self.desk(session)
                looks.ensure_patrol(desk)
                fired = reminders.fire_due(desk)
            n_fired += fired
            if fired == 0:
                break
        return n_fired

    def send(self) -> int:
        """Send everything that may be sent now."""
        sent = self.sender.run()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:send", self.clock())
        return sent

    def sweep(self) -> int:
        """Answer what was left unanswered."""
        swept = self.dispatcher.sweep()
        with self.database.transaction() as session:
            machinery.beat(session, "worker:ticks", self.clock())
        return swept

    def archive(self) -> int:
        """Archive tickets that were replied long enough ago."""
        with self.database.transaction() as session:
            return replying.archive_ripe(self.desk(session))

    def hand_over(self) -> bool:
        """Post the note of the running shift once."""
        with self.database.transaction() as session:
            return handing_over.post_hand_over(self.desk(session))

    def tidy(self) -> None:
        """Forget ticks that nobody can ask for any more."""
        with self.database.transaction() as session:
            machinery.forget_ticks(session, self.clock() - timedelta(days=1))

    def walk_to(self, target: datetime) -> None:
        """Move desk time to `target` through every moment at which something is due, in order."""
        while True:
            with self.database.transaction() as session:
                now = desk_now(session, self.clock())
                following = _next_stop(session, now, target)
                speed = desk_time(session, self.clock()).speed
                set_clock(session, self.clock(), following or target, speed)
            self._fire_until_quiet()
            self.hand_over()
            self.sender.run()
            if following is None:
                return

    def set_speed(self, speed: float) -> None:
        """Let desk time go at another speed from now on."""
        with self.database.transaction() as session:
            now = self.clock()
            set_clock(session, now, desk_now(session, now), speed)

    @property
    def web(self) -> WebSettings:
        """Return what the web needs to know of the configuration."""
        settings, password = self.config, self.config.login.admin_password
        return WebSettings(
            base_url=settings.site.base_url,
            tokens=tuple(ApiToken(t.name, t.token.reveal(), frozenset(t.rights)) for t in settings.security.api_tokens),
            clock_may_move=settings.is_local_platform,
            admin_password=password.reveal() if password else None,
            session_length=settings.login.session,
            scan_silence=settings.thresholds.scan_silence,
        )

    def desk(self, session: Session) -> Desk:
        """Return the desk at this moment on an open session."""
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)


def _next_stop(session: Session, now: datetime, target: datetime) -> datetime | None:
    """Return the next moment up to `target` at which a clock speaks or something held is released."""
    moments = (
        clock_queries.next_moment(session, now, target),
        delivery_queries.next_release(session, now, target),
    )
    following = min((moment for moment in moments if moment is not None), default=None)
    return None if following is None else min(_scan_grid(following), target)


def _scan_grid(moment: datetime) -> datetime:
    """Return the moment of the scan that would notice it: what falls due within one interval is told together."""
    seconds = _SCAN_EVERY.total_seconds()
    return datetime.fromtimestamp(math.ceil(moment.timestamp() / seconds) * seconds, UTC)


def build(settings: configuration.Config, *, wait_seconds: float = 10.0) -> Runtime:
    """Put an installation's parts together; opens no connection yet."""
    configure_logs()
    install_keyring(Keyring.from_text([key.reveal() for key in settings.security.encryption_keys]))
    # Without this redis-py retries ten times with pauses, and every send would wait for an absent Redis.
    at_once = Retry(NoBackoff(), 0)
    quick = redis.Redis.from_url(settings.redis_url, socket_timeout=1, socket_connect_timeout=1, retry=at_once)
    # A worker waits for its next job on a blocking call, so its connection may take longer.
    store = redis.Redis.from_url(settings.redis_url, socket_timeout=60, socket_connect_timeout=2, retry=at_once)
    app = settings.wecom.app
    credentials = AppCredentials(settings.wecom.corp_id, app.agent_id, app.secret.reveal()) if app else None
    database = Database(settings.database_url, wait_seconds=wait_seconds)
    machine = MachineClock(settings.thresholds.clock_jump, remembered=lambda: _remembered(database))
    return Runtime(
        config=settings,
        rules=desk_rules(settings),
        database=database,
        redis=store,
        gateway=WecomGateway(settings.wecom.api_base, credentials, quick, _GATEWAY_TIMEOUT_SECONDS),
        budget=RedisBudget(quick),
        waker=RqWaker(quick),
        machine=machine,
        clock=machine,
    )


def _remembered(database: Database) -> Memory | None:
    try:
        with database.reading() as session:
            row = machinery.heartbeats(session).get(_MACHINE_CLOCK)
            return Memory(row.facts, row.beat_at) if row and row.facts else None
    except DatabaseError:
        # Whoever asked for the time finds out that the database is away; what was known still holds.
        return None


@cache
def runtime(wait_seconds: float = 10.0) -> Runtime:
    """Return this process's installation, built at the first call from the chosen configuration."""
    built = build(configuration.load(configuration.chosen_path()), wait_seconds=wait_seconds)
    with built.database.transaction() as session:
        start_clock(session, built.clock(), built.config.first_desk_time, built.config.clock.speed)
    return built


def create_app(desk: Runtime | None = None) -> Flask:
    """Return the web application: callbacks, API, health and the board."""
    desk = desk or runtime(_WEB_WAIT_SECONDS)
    app = create_web_app(desk)
    app.register_blueprint(create_blueprint(_doors(desk.config), desk.dispatcher, lambda at: desk.machine.nearest(at)))
    return app


def _doors(settings: configuration.Config) -> dict[str, Door]:
    window, wecom = settings.security.callback_window, settings.wecom
    doors: dict[str, Door] = {}
    if wecom.app is not None:
        envelope = Envelope(wecom.app.token.reveal(), wecom.app.encoding_aes_key.reveal(), wecom.corp_id)
        doors["app"] = AppCallback(envelope, wecom.corp_id, window)
    bot = wecom.aibot
    if bot is not None and bot.token is not None and bot.encoding_aes_key is not None:
        # The AI bot of one's own enterprise encrypts for nobody in particular: its receiveid is empty.
        doors["aibot"] = AibotCallback(Envelope(bot.token.reveal(), bot.encoding_aes_key.reveal(), ""), window)
    return doors
