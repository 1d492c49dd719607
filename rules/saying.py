"""Decides when a chat hears a reminder that has fired: now, in the morning, together with others, or not again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from rules.ladder import REPEAT_KEY, Firing
from rules.night import UNITS, Night
from rules.policy import Audience, Repeat
from rules.settings import RepeatThrottle

SAID_JUST_NOW = "said just now"
SAID_THIS_NIGHT = "said this night"
SAID_SOON = "said soon"


@dataclass(frozen=True)
class Word:
    """A repeat of a ticket's clock in one chat, said at `at` or waiting until then; by night also a step."""

    clock_id: int
    at: datetime


@dataclass(frozen=True)
class Heard:
    """What a chat has heard or is going to hear: last of this clock, and lately in repeats of any clock."""

    of_clock: datetime | None = None
    repeats: tuple[Word, ...] = field(default=())


@dataclass(frozen=True)
class Saying:
    """Said at once, or at `release_at`, or not at all because of `instead`."""

    release_at: datetime | None = None
    instead: str | None = None


@dataclass(frozen=True)
class Speaker:
    """A clock that wants to speak: its id, how it repeats, whether it is urgent or even waits for nobody."""

    clock_id: int
    repeat: Repeat | None
    urgent: bool
    is_alert: bool = False


@dataclass(frozen=True)
class Manners:
    """The settled night and distances, by which a fired reminder is said, held or left unsaid."""

    night: Night
    throttle: RepeatThrottle

    def saying(self, firing: Firing, audience: Audience, speaker: Speaker, heard: Heard, now: datetime) -> Saying:
        """Return when a chat hears a firing. Steps are never left unsaid; what is mild waits for the morning."""
        if not is_repeat(firing) or speaker.repeat is None:
            return Saying(self._step_held_until(firing, audience, speaker, heard, now))
        if heard.of_clock is not None and heard.of_clock > now:
            return Saying(instead=SAID_SOON)
        if heard.of_clock is not None and now - heard.of_clock < self._apart(speaker.repeat, speaker.urgent):
            return Saying(instead=SAID_JUST_NOW)
        if speaker.is_alert:
            return Saying()
        together = self._together(speaker, heard, now)
        if speaker.urgent:
            return Saying(together)
        if self._spoke_this_night(speaker.repeat, heard, now):
            return Saying(instead=SAID_THIS_NIGHT)
        return Saying(self._by_day(speaker.repeat, together))

    def minds_others(self, firing: Firing, now: datetime) -> bool:
        """Tell whether it matters for a firing what the chat has heard: for repeats, and for anything by night."""
        return is_repeat(firing) or self.night.is_night(now)

    def _step_held_until(
        self, firing: Firing, audience: Audience, speaker: Speaker, heard: Heard, now: datetime
    ) -> datetime | None:
        morning = self.night.held_until(firing.severity, audience, speaker.urgent, now)
        if morning or speaker.urgent or audience not in UNITS or not self.night.is_night(now):
            return morning
        # A sleeping unit hears of what is overdue at once, but of many orders not more than once an hour.
        return self._together(speaker, heard, now)

    def _apart(self, repeat: Repeat, urgent: bool) -> timedelta:
        """A repeat keeps the distance its policy gives it, or the general one when that is shorter."""
        return min(self.throttle.interval(urgent), repeat.interval(urgent))

    def _spoke_this_night(self, repeat: Repeat, heard: Heard, now: datetime) -> bool:
        night = self.night.hush().span_at(now) if repeat.once_by_night else None
        return night is not None and heard.of_clock is not None and heard.of_clock >= night[0]

    def _together(self, speaker: Speaker, heard: Heard, now: datetime) -> datetime | None:
        """Repeats of many clocks for one chat are one message, at most one an hour: all that wait go together."""
        # They wait with others for the hour to pass, but not for the morning, which is for what is said by day alone.
        waiting = [word.at for word in heard.repeats if now < word.at <= now + self.throttle.bundle_every]
        if waiting:
            return min(waiting)
        lately = [word for word in heard.repeats if now - word.at < self.throttle.bundle_every]
        # What is due at this very moment is in the same message anyway.
        before = [word for word in lately if word.at < now and word.clock_id != speaker.clock_id]
        return max(word.at for word in lately if word.at < now) + self.throttle.bundle_every if before else None

    def _by_day(self, repeat: Repeat, release_at: datetime | None) -> datetime | None:
        night = self.night.span_at(release_at) if release_at and repeat.by_day_only else None
        return night[1] if night else release_at


def is_repeat(firing: Firing) -> bool:
    """Tell whether a firing comes after the last step."""
    return firing.key.startswith(REPEAT_KEY)
