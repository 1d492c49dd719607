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
from actions.ports import Contacts, NoContacts
from bot.alarms import Alarms
from bot.doors import Door
from bot.fetching import FileLane
from bot.onlooker import Onlooker, look_on
from bot.origins import Origins
from bot.webhook import create_blueprint
from bot.wecom.aibot_callback import AibotCallback
from bot.wecom.app_callback import AppCallback
from bot.wecom.budget import RedisBudget
from bot.wecom.contacts import WecomContacts
from bot.wecom.envelope import Envelope
from bot.wecom.exchange import session_for
from bot.wecom.gateway import WecomGateway
from bot.wecom.line.local import SOCKET_NAME, LineClient
from bot.wecom.media import WecomMedia
from bot.wecom.media_url import MediaHosts
from bot.wecom.robot_callback import RobotDoor
from bot.wecom.token import AccessTokens, AppCredentials
from config.desk_rules import desk_rules
from logs import configure_logs
from machine_clock import MachineClock, Memory
from models.database import Database, DatabaseError
from models.evidence_folder import EvidenceFolder
from models.queries import machinery, study
from models.sealing import Keyring, install_keyring, keyring
from reports.issuing import ReportLane
from reports.press import HousePress
from rules.reply_model import reply_model
from rules.watching import GATEWAY
from runtime import MACHINE_CLOCK, Runtime
from texts.ledger_statement import facts_of
from web.app import create_web_app
from web.backend import HEARTBEATS, ApiToken, WebSettings
from web.tries import Tries

log = structlog.get_logger("wiring")
# The gateway's time-out stays below half the lease of a message being sent.
_GATEWAY_TIMEOUT_SECONDS = 8.0
# A callback is answered within about two seconds or left for the sweep, so the web waits no longer for the database.
_WEB_WAIT_SECONDS = 2.0
# Whose an encrypted id is, is asked before the message is answered.
_CONTACTS_TIMEOUT_SECONDS = 2.0
_JOB_TTL_SECONDS = 30
# A long video on a slow line, a year's report: the longest a file may take, and then some.
_JOB_TIMEOUTS = {"fetch_files": 480, "issue": 480}
_QUEUES = {"send_outbox": "send", "fetch_files": "files", "issue": "reports"}


@dataclass
class RqWaker:
    """Wakes the workers through RQ; what it cannot enqueue waits for the next tick."""

    store: redis.Redis

    def wake(self, job: str, *ids: int) -> None:
        """Enqueue a job by its name; losing it costs one tick."""
        queue = Queue(_QUEUES.get(job, "ticks"), connection=self.store, serializer=JSONSerializer)
        try:
            most = _JOB_TIMEOUTS.get(job)
            name = f"jobs.{job}.run"
            queue.enqueue(name, *ids, ttl=_JOB_TTL_SECONDS, job_timeout=most, result_ttl=0, failure_ttl=3600)
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
    rules, waker = desk_rules(settings), RqWaker(quick)
    source = _file_source(settings, credentials, quick)
    folder = EvidenceFolder(settings.server.var_dir, keyring())
    return Runtime(
        config=settings,
        rules=rules,
        database=database,
        redis=store,
        gateway=WecomGateway(settings.wecom.api_base, credentials, quick, _GATEWAY_TIMEOUT_SECONDS, _line(settings)),
        budget=RedisBudget(quick),
        waker=waker,
        tries=Tries(quick),
        machine=machine,
        clock=machine,
        web=_web_settings(settings),
        lane=FileLane(database, rules, source, folder, machine, waker),
        reports=ReportLane(database, rules, folder, machine, waker, HousePress(facts_of)),
        agent_id=app.agent_id if app else None,
        contacts=_contacts(settings, credentials, quick),
    )


def _contacts(settings: configuration.Config, app: AppCredentials | None, store: redis.Redis) -> Contacts:
    return WecomContacts(settings.wecom.api_base, app, store, _CONTACTS_TIMEOUT_SECONDS) if app else NoContacts()


def _file_source(settings: configuration.Config, credentials: AppCredentials | None, store: redis.Redis) -> WecomMedia:
    wecom = settings.wecom
    api_base = wecom.api_base
    tokens = AccessTokens(store, session_for(api_base), api_base, credentials) if credentials else None
    key = wecom.aibot.encoding_aes_key if wecom.aibot else None
    return WecomMedia(api_base, MediaHosts(api_base, wecom.media_hosts), tokens, key.reveal() if key else None)


def _web_settings(settings: configuration.Config) -> WebSettings:
    password = settings.login.admin_password
    return WebSettings(
        base_url=settings.site.base_url,
        tokens=tuple(ApiToken(t.name, t.token.reveal(), frozenset(t.rights)) for t in settings.security.api_tokens),
        clock_may_move=settings.is_local_platform,
        admin_password=password.reveal() if password else None,
        session_length=settings.login.session,
        scan_silence=settings.thresholds.scan_silence,
        heartbeats=(*HEARTBEATS, GATEWAY) if settings.has_long_connection else HEARTBEATS,
    )


def _line(settings: configuration.Config) -> LineClient | None:
    return LineClient(settings.socket_dir / SOCKET_NAME) if settings.has_long_connection else None


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
    doors, nearest = _doors(desk.config), lambda at: desk.machine.nearest(at)
    origins = Origins(desk.database, desk.clock)
    standing = lambda: desk.schema.standing()  # noqa: E731 - as it is at each call
    app.register_blueprint(create_blueprint(doors, desk.dispatcher, origins, nearest, standing))
    return app


def serve() -> Flask:
    """Return the web application for the real server: each of its processes also listens for the others."""
    desk = installation(_WEB_WAIT_SECONDS)
    app = create_app(desk)
    _read_past_orders(desk.database)
    look_on(onlooker(desk))
    return app


def _read_past_orders(database: Database) -> None:
    """The first order must not wait for the words of thousands."""
    try:
        with database.reading() as session:
            study.likest(session, (), 1, 1.0)
    except DatabaseError:
        # They are read with the first order then.
        log.warning("database_away")


def onlooker(desk: Runtime) -> Onlooker:
    """Return a web process's eye on the other processes."""
    alarms = Alarms(desk.database, desk.rules, desk.gateway, desk.agent_id)
    silence = desk.config.thresholds.scan_silence
    return Onlooker(desk.database, desk.rules, desk.clock, alarms, silence, desk.may_work)


def _doors(settings: configuration.Config) -> dict[str, Door]:
    window, keys = settings.security.callback_window, envelopes(settings)
    doors: dict[str, Door] = {}
    if "app" in keys:
        doors["app"] = AppCallback(keys["app"], settings.wecom.corp_id, window)
    if "aibot" in keys:
        doors["aibot"] = AibotCallback(keys["aibot"], window)
    if "robot" in keys:
        doors["robot"] = RobotDoor(keys["robot"], window)
        doors["robot:json"] = RobotDoor(keys["robot"], window, speaks_xml=False)
    return doors


def envelopes(settings: configuration.Config) -> dict[str, Envelope]:
    """Return the keys of the callback URLs that are configured, by the last word of each."""
    wecom, found = settings.wecom, dict[str, Envelope]()
    if wecom.app is not None:
        found["app"] = Envelope(wecom.app.token.reveal(), wecom.app.encoding_aes_key.reveal(), wecom.corp_id)
    bot = wecom.aibot
    if bot is not None and bot.token is not None and bot.encoding_aes_key is not None:
        # The AI bot of one's own enterprise encrypts for nobody in particular: its receiveid is empty.
        found["aibot"] = Envelope(bot.token.reveal(), bot.encoding_aes_key.reveal(), "")
    if wecom.robot is not None:
        found["robot"] = Envelope(wecom.robot.token.reveal(), wecom.robot.encoding_aes_key.reveal(), "")
    return found
