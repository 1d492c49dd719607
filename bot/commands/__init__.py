"""Every command of the chat, in the order help lists them."""

from __future__ import annotations

from functools import cache

from bot.commands.accept import accept
from bot.commands.answer import answer
from bot.commands.approve import approve
from bot.commands.archive import archive
from bot.commands.assign import assign
from bot.commands.assist import assist
from bot.commands.bind import bind
from bot.commands.called import called
from bot.commands.caller import caller
from bot.commands.contacted import contacted
from bot.commands.correct import correct
from bot.commands.daily import daily
from bot.commands.declare import Command
from bot.commands.done import done
from bot.commands.draft import draft
from bot.commands.drill import drill
from bot.commands.due import due
from bot.commands.duty import duty
from bot.commands.evidence import evidence
from bot.commands.exclude import exclude
from bot.commands.extend import extend
from bot.commands.find import find
from bot.commands.followup import followup
from bot.commands.granted import granted
from bot.commands.handover import handover
from bot.commands.health import health
from bot.commands.help import help_
from bot.commands.incident import incident
from bot.commands.intake import intake
from bot.commands.ledger import ledger
from bot.commands.merge import merge
from bot.commands.mine import mine
from bot.commands.monthly import monthly
from bot.commands.near_words import NEAR_WORDS
from bot.commands.overdue import overdue
from bot.commands.patrol import patrol
from bot.commands.progress import progress
from bot.commands.promise import promise
from bot.commands.reconcile import reconcile
from bot.commands.rehearse import rehearse
from bot.commands.reject import reject
from bot.commands.replied import replied
from bot.commands.resume import resume
from bot.commands.return_ import return_
from bot.commands.sign import sign
from bot.commands.snooze import snooze
from bot.commands.special import special
from bot.commands.stats import stats
from bot.commands.submitted import submitted
from bot.commands.suspend import suspend
from bot.commands.swap import swap
from bot.commands.transfer import transfer
from bot.commands.undo import undo
from bot.commands.urge import urge
from bot.commands.verify import verify
from bot.commands.void import void
from bot.commands.weekly import weekly
from bot.commands.why import why
from bot.commands.withdraw import withdraw
from rules.name_resolution import NamedThing

# The life of a ticket first, then what helps it along, then lists, then the desk itself.
ALL: tuple[Command, ...] = (
    help_, intake, sign, verify, correct, assign, answer, accept, contacted, progress, promise, done, evidence,
    followup, draft, replied, archive, extend, return_, transfer, assist, suspend, exclude, merge, void,
    approve, reject, submitted, withdraw, granted, resume, undo, urge, called, snooze, patrol,
    mine, overdue, due, find, why, rehearse, caller, reconcile, ledger, duty, handover, swap,
    daily, weekly, monthly, special, incident, stats, health, bind, drill,
)  # fmt: skip
_BY_NAME = {each.name: each for each in ALL}
NAMES = tuple(word for each in ALL for word in (each.name, *each.synonyms))
# What people write for a command and the word behind it.
SHORT_FOR = {"接班": ("交班", "接班"), "请假": ("换班", "请假")}
# These begin with a command's name and are another word.
OTHER_WORDS = tuple(word for words in NEAR_WORDS.values() for word in words if word.startswith(NAMES))


@cache
def table() -> tuple[NamedThing, ...]:
    """Return what every command is called and sounds like; most processes never ask."""
    return tuple(each.named() for each in ALL)


def by_name(name: str) -> Command:
    """Return the command of this name."""
    return _BY_NAME[name]
