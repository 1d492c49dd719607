"""Uploads what is to be sent as a file, apart from the sender, who waits for nothing but answers."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog

from actions import file_ways, setting_aside, ways
from actions.desk import Desk
from actions.desk_clock import desk_now
from actions.ports import ChatGateway, GiveUp, Parcel, RetryLater, Uploaded, UploadOutcome, Waker, Wire
from actions.telling_of_ways import tell_of_way
from bot.file_routes import Wanted, wanted_upload
from models.database import Database, Session
from models.evidence_folder import EvidenceFolder
from models.queries import kept_media as queries
from models.sealed_file import FileBroken
from rules.settings import DeskRules

log = structlog.get_logger("carrying")
_LOOKED_AT = 200
# After that the next tick goes on.
_AT_A_STRETCH_SECONDS = 60.0
_AWAY = "the file is not in the folder, or broken"


@dataclass
class Carrier:
    """Carries files to the platform; several at once do no more harm than an upload too many."""

    database: Database
    rules: DeskRules
    gateway: ChatGateway
    folder: EvidenceFolder
    clock: Callable[[], datetime]
    waker: Waker
    agent_id: int | None

    def run(self) -> int:
        """Upload what waits for it; returns how many files were tried."""
        n_tried, until = 0, time.monotonic() + _AT_A_STRETCH_SECONDS
        for wanted in self._wanted():
            if time.monotonic() >= until:
                break
            outcome = self._uploaded(wanted)
            with self.database.transaction() as session:
                self._note(self._desk(session), wanted, outcome)
            n_tried += 1
        if n_tried:
            self.waker.wake("send_outbox")
        return n_tried

    def _wanted(self) -> list[Wanted]:
        with self.database.reading() as session:
            desk, found = self._desk(session), dict[tuple[object, ...], Wanted]()
            for file_id, destination in queries.files_waiting(session, _LOOKED_AT):
                wanted = wanted_upload(desk, file_id, destination, self.agent_id)
                if wanted is not None:
                    # The app and the AI bot need a file once, however many it goes to.
                    owner = file_ways.owner_of(wanted.channel, wanted.address)
                    found.setdefault((file_id, wanted.channel, owner), wanted)
            return list(found.values())

    def _uploaded(self, wanted: Wanted) -> UploadOutcome:
        try:
            with self.database.reading() as session:
                file = file_ways.file_of(self._desk(session), wanted.file_id)
                name, sha256 = file.filename, file.sha256
            content = b"".join(self.folder.pieces(sha256))
        except (FileNotFoundError, FileBroken):
            log.error("file_away", file_id=wanted.file_id)
            return GiveUp(_AWAY)
        try:
            return self.gateway.upload(wanted.channel, wanted.address, Parcel(name, content))
        except Exception:
            # The gateway promises not to raise; what was uploaded in vain shows to nobody.
            log.exception("gateway_raised", channel=wanted.channel)
            return GiveUp("gateway raised")

    def _note(self, desk: Desk, wanted: Wanted, outcome: UploadOutcome) -> None:
        file_ways.note_upload(desk, wanted.file_id, wanted.channel, wanted.address, outcome)
        if isinstance(outcome, Uploaded):
            return
        log.warning("not_uploaded", channel=wanted.channel, errcode=outcome.errcode, why=outcome.why)
        if isinstance(outcome, RetryLater):
            return
        wire = Wire(wanted.channel, wanted.address, {})
        refused = ways.note_outcome(desk, wanted.destination, wire, outcome)
        if refused is not None:
            subject = setting_aside.Subject("way", refused.id)
            setting_aside.attempt(desk, subject, partial(tell_of_way, desk, refused, outcome))

    def _desk(self, session: Session) -> Desk:
        now = self.clock()
        return Desk(session, desk_now(session, now), now, self.rules)
