"""Keeps which ways to a group or a person are heard on, work or are refused."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from actions import attempts
from actions.desk import Desk
from actions.ports import Channel, GiveUp, RetryLater, SendOutcome, Sent, Unknown, Wire
from actions.recognising import known_as
from models.group import Group
from models.queries import cards, inbox, people
from models.queries import ways as queries
from models.way import EVERYWHERE, Way
from rules.chat import ChatMessage, Source

# A way that a receiver's side refused is tried again after a day, one of our own set-up or a dead line much sooner.
_REFUSED_FOR, _DOWN_FOR = timedelta(days=1), timedelta(minutes=5)
_KEPT_BY = timedelta(hours=1)
_WHY_CHARACTERS = 200
# Why a destination is told nothing any more whose every way was refused.
REFUSED_BEFORE = "refused before"
_DOORS = {Source.APP: Channel.APP, Source.AIBOT: Channel.AIBOT}
# What is known of ways, by destination and channel.
Known = Mapping[tuple[str, str], Way]


def to_group(group_id: int) -> str:
    """Return a group as the rows of ways name it."""
    return f"group:{group_id}"


def to_person(userid: str) -> str:
    """Return a person as the rows of ways name him, whatever the case of the userid."""
    return f"user:{userid.lower()}"


def listener(desk: Desk, destination: str) -> str:
    """Return whom a destination is: the group or the person of a message that is answered late, else itself."""
    kind, _, name = destination.partition(":")
    if kind == "user":
        return to_person(name)
    if kind == "card":
        return to_person(cards.holder_of(desk.session, int(name)))
    if kind != "inbox":
        return destination
    sender, chat_id = inbox.came_from(desk.session, int(name))
    group = people.group_by_chat(desk.session, chat_id) if chat_id else None
    return to_group(group.id) if group else to_person(known_as(desk.session, sender))


def note_heard(desk: Desk, message: ChatMessage) -> None:
    """Note who spoke to us through which door: that way is open, whatever was refused before."""
    channel = _DOORS.get(message.source)
    group = people.group_by_chat(desk.session, message.chat_id) if message.chat_id else None
    if channel is None or (message.chat_id and group is None):
        return
    destination = to_group(group.id) if group else to_person(message.sender)
    known = queries.way(desk.session, channel, destination)
    if known and known.refused_since is None and _is_fresh(known.heard_at, desk.real_now):
        return
    row = queries.way_kept(desk.session, channel, destination)
    row.heard_at = desk.real_now
    _open(row)


def note_outcome(desk: Desk, destination: str, wire: Wire, outcome: SendOutcome) -> Way | None:
    """Note what the platform said on a way; returns the way when it is refused now and was not before.

    What the receiver's side refuses closes this way alone; what is wrong with our set-up closes the channel, for
    everybody. An unknown outcome says nothing.
    """
    if wire.channel is Channel.RESPONSE_URL:
        return None
    destination = listener(desk, destination)
    match outcome:
        case Sent():
            _note_working(desk, destination, wire.channel)
        case GiveUp(scope="target"):
            return _refuse(desk, destination, wire, outcome)
        case GiveUp(scope="channel"):
            return _refuse(desk, EVERYWHERE, wire, outcome)
        case RetryLater(is_down=True):
            return _refuse(desk, EVERYWHERE, wire, outcome)
        case GiveUp() | RetryLater() | Unknown():
            pass
    return None


def is_closed_by(outcome: SendOutcome) -> bool:
    """Tell whether an outcome closes a way, and nothing was said on it."""
    match outcome:
        case GiveUp(scope=scope):
            return scope in ("target", "channel")
        case RetryLater(is_down=is_down):
            return is_down
    return False


def is_refused(row: Way | None, channel: Channel, address: str, real_now: datetime) -> bool:
    """Tell whether a way is not to be tried now: refused, for this very address, and not long enough ago."""
    if row is None or row.refused_since is None or row.try_again_at is None:
        return False
    # A moment further away was written before machine time was set back.
    if not timedelta(0) < row.try_again_at - real_now <= _REFUSED_FOR:
        return False
    return row.destination == EVERYWHERE or row.address_hash == attempts.address_hash(channel, address)


def bot_may_speak_in(desk: Desk, group: Group, known: Known | None = None) -> bool:
    """Tell whether the AI bot may push to a group: by the long connection, and where it was spoken to before.

    `known` is what is known of the ways there, where that has been read already; as below.
    """
    if not (desk.rules.bot_may_push and group.is_active and group.has_ai_bot and group.chat_id):
        return False
    return _bot_was_heard(desk, to_group(group.id), known)


def bot_may_speak_to(desk: Desk, userid: str, known: Known | None = None) -> bool:
    """Tell whether the AI bot may write to a person: by the long connection, and only who has written to it."""
    return desk.rules.bot_may_push and _bot_was_heard(desk, to_person(userid), known)


def may_be_told(desk: Desk, group: Group) -> bool:
    """Tell whether any way to push to a group is open; a group whose every way is refused is like none."""

    name, session = to_group(group.id), desk.session
    if desk.at_hand is None:
        known = queries.ways_to(session, name)
    else:
        known = desk.at_hand.once("ways", lambda: queries.all_ways(session))
    by_bot = group.chat_id if bot_may_speak_in(desk, group, known) else None
    there = ((Channel.PUSH_KEY, group.push_key), (Channel.AIBOT, by_bot))
    return any(
        address and not is_refused(known.get((name, channel)), channel, address, desk.real_now)
        for channel, address in there
    )


def open_again(desk: Desk, group: Group) -> None:
    """Try the push key of a group again at once: somebody has just given it."""
    row = queries.way(desk.session, Channel.PUSH_KEY, to_group(group.id))
    if row is not None:
        _open(row)


def was_heard(known: Known, channel: Channel, destination: str) -> bool:
    """Tell whether anybody ever spoke to us on a way, among those that are known."""
    row = known.get((destination, channel))
    return row is not None and row.heard_at is not None


def _bot_was_heard(desk: Desk, destination: str, known: Known | None) -> bool:
    there = queries.ways_to(desk.session, destination) if known is None else known
    return was_heard(there, Channel.AIBOT, destination)


def try_again(desk: Desk) -> None:
    """Let every refused way be tried once more, as something may have been mended."""
    queries.try_all_again(desk.session, desk.real_now)


def _note_working(desk: Desk, destination: str, channel: Channel) -> None:
    known = queries.ways_to(desk.session, destination, EVERYWHERE)
    for name in (destination, EVERYWHERE):
        row = known.get((name, channel))
        if row is not None and row.refused_since is None and _is_fresh(row.works_at, desk.real_now):
            continue
        if row is None and name == EVERYWHERE:
            continue
        row = row or queries.new_way(desk.session, channel, name)
        row.works_at = desk.real_now
        _open(row)


def _refuse(desk: Desk, destination: str, wire: Wire, outcome: GiveUp | RetryLater) -> Way | None:
    row = queries.way_kept(desk.session, wire.channel, destination)
    address = attempts.address_hash(wire.channel, wire.address)
    is_everywhere, code = destination == EVERYWHERE, attempts.storable_code(outcome.errcode)
    is_other = (row.errcode != code and isinstance(outcome, GiveUp)) if is_everywhere else row.address_hash != address
    is_new = row.refused_since is None or is_other
    if is_new:
        row.refused_since, row.refusals = desk.real_now, row.refusals + 1
    row.try_again_at = desk.real_now + (_DOWN_FOR if is_everywhere else _REFUSED_FOR)
    row.errcode = code
    row.why, row.address_hash = attempts.storable(outcome.why, _WHY_CHARACTERS), address
    desk.session.flush()
    return row if is_new else None


def _open(row: Way) -> None:
    row.refused_since = row.try_again_at = row.errcode = row.why = row.address_hash = None


def _is_fresh(at: datetime | None, real_now: datetime) -> bool:
    return at is not None and abs(real_now - at) < _KEPT_BY
