"""The composition root: the only place that picks concrete classes and reads the configuration."""

from __future__ import annotations

from dataclasses import dataclass
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
from actions.desk_clock import start_clock
from bot.doors import Door
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
from models.database import Database, DatabaseError
from models.queries import machinery
from models.sealing import Keyring, install_keyring
from rules.reply_model import reply_model
from runtime import MACHINE_CLOCK, Runtime
from web.app import create_web_app
from web.backend import ApiToken, WebSettings
from web.tries import Tries

log = structlog.get_logger("wiring")
# The gateway's time-out stays below half the lease of a message being sent.
_GATEWAY_TIMEOUT_SECONDS = 8.0
# A callback is answered within about two seconds or left for the sweep, so the web waits no longer for the database.
_WEB_WAIT_SECONDS = 2.0
_JOB_TTL_SECONDS = 30
_QUEUES = {"send_outbox": "send"}


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
        tries=Tries(quick),
        machine=machine,
        clock=machine,
        web=_web_settings(settings),
        agent_id=app.agent_id if app else None,
    )


def _web_settings(settings: configuration.Config) -> WebSettings:
    password = settings.login.admin_password
    return WebSettings(
        base_url=settings.site.base_url,
        tokens=tuple(ApiToken(t.name, t.token.reveal(), frozenset(t.rights)) for t in settings.security.api_tokens),
        clock_may_move=settings.is_local_platform,
        admin_password=password.reveal() if password else None,
        session_length=settings.login.session,
        scan_silence=settings.thresholds.scan_silence,
    )


def _remembered(database: Database) -> Memory | None:
    try:
        with database.reading() as session:
            row = machinery.heartbeats(session).get(MACHINE_CLOCK)
            return Memory(row.facts, row.beat_at) if row and row.facts else None
    except DatabaseError:
        # Whoever asked for the time finds out that the database is away; what was known still holds.
        return None


@cache
def installation(wait_seconds: float = 10.0) -> Runtime:
    """Return this process's installation, built at the first call from the chosen configuration."""
    built = build(configuration.load(configuration.chosen_path()), wait_seconds=wait_seconds)
    with built.database.transaction() as session:
        start_clock(session, built.clock(), built.config.first_desk_time, built.config.clock.speed)
    return built


def create_app(desk: Runtime | None = None) -> Flask:
    """Return the web application: callbacks, API, health and the board."""
    desk = desk or installation(_WEB_WAIT_SECONDS)
    app = create_web_app(desk)
    # The first message must not wait for the weights to be read.
    reply_model()
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
