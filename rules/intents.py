"""Reads what a unit's message means for each ticket it speaks about."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rules import lexicon
from rules.guards import is_negated, is_question, needs_confirmation, why_not_done
from rules.half_width import half_width
from rules.line_marks import is_list_of_its_own
from rules.plain_done import is_plain_done, may_mean_done
from rules.promised_time import promised_words
from rules.reaching import contact_in
from rules.reply_pieces import UNNAMED_LINE, split_pieces, words_of
from rules.short_answers import says_not_yet
from rules.ticket_number import Patterns


class Intent(StrEnum):
    """What a unit's free text is for."""

    ACK = "ack"
    PROGRESS = "progress"
    RESOLVED = "resolved"
    EXTENSION = "extension"
    RETURN = "return"
    TRANSFER = "transfer"
    EXCLUDE = "exclude"
    QUESTION = "question"
    OTHER = "other"


# Below this a claim of done is asked about before it counts (a false close loses every reminder).
SURE = 0.8
COSTLY = frozenset({Intent.RESOLVED, Intent.EXTENSION, Intent.RETURN, Intent.TRANSFER, Intent.EXCLUDE})
_REQUESTS = (
    (Intent.EXCLUDE, lexicon.EXCLUDE),
    (Intent.RETURN, lexicon.RETURN),
    (Intent.TRANSFER, lexicon.TRANSFER),
    (Intent.EXTENSION, lexicon.EXTENSION),
)
_BY_THE_CITIZEN = re.compile(rf"{lexicon.CITIZEN.pattern}[^,，。;；]{{0,6}}(?:自己|自行|自个|自费|自家|找人)")
# 。。。 and 😂 say nothing of a ticket; a question mark asks.
_NO_WORDS = re.compile(r"(?:(?![?？])[\W_])*")
# 4513也是 says nothing by itself, and what was said of the other ticket is not carried over unasked.
_LIKE_THE_OTHER = re.compile(r"(?:也(?:是|一样|同样|这样)?|同上|一样|同样|同理)[的了吧啊]*[。.!]?")
_ENTRY = re.compile(r"^[0-9]{1,2}\s*[.、):]\s*(?=[^0-9])")
_LEFT_OPEN_NOW = re.compile(r"不满意|不认可|不同意|管不了|明天|后天|下周|再去|再来|待办")
_LEFT_OPEN = re.compile(r"撤诉|赔偿|补偿|管不了|还想|还要求|不满意|不认可|不同意|重复件")


@dataclass(frozen=True)
class Piece:
    """What one part of a message says about the tickets it names.

    `confidence` is between 0 and 1; `reasons` say what the reading rests on. `contacted` is False for a try
    that failed and None when nothing is said. `costly`: a mistake would lose a reminder or start a request.
    `plain`: nothing but an acknowledgement such as 收到, 1 or 👌.
    """

    text: str
    numbers: tuple[str, ...]
    tails: tuple[str, ...]
    lines: tuple[int, ...]
    intent: Intent
    confidence: float
    reasons: tuple[str, ...]
    contacted: bool | None
    costly: bool
    plain: bool


def read_reply(text: str, patterns: Patterns, n_lines: int = 0, *, is_named: bool = False) -> list[Piece]:
    """Return the pieces of a unit's message in order, at least one; `n_lines` as in split_pieces.

    `is_named`: what is read stood beside a line or number that is no longer in it.
    """
    pieces = []
    for part in split_pieces(text, patterns, n_lines):
        words = words_of(part, patterns, n_lines)
        words = _ENTRY.sub("", words) if part.lines else words
        plain = bool(lexicon.PLAIN_ACK.fullmatch(words))
        names = is_named or bool(part.numbers or part.tails or part.lines)
        intent, confidence, reasons = (Intent.ACK, 0.95, ("plain_ack",)) if plain else classify(words, is_named=names)
        confirm = needs_confirmation(part.text)
        if is_list_of_its_own(part.text):
            confirm = tuple(dict.fromkeys((*confirm, "own_list")))
        if UNNAMED_LINE in part.lines:
            confirm = tuple(dict.fromkeys((*confirm, "exception")))
        pieces.append(
            Piece(
                part.text,
                part.numbers,
                part.tails,
                part.lines,
                intent,
                confidence=min(confidence, 0.5) if confirm else confidence,
                reasons=tuple(dict.fromkeys(reasons + confirm)),
                contacted=contact_in(words),
                costly=intent in COSTLY or bool(confirm),
                plain=plain and not confirm,
            )
        )
    return pieces


def classify(words: str, *, is_named: bool = False) -> tuple[Intent, float, tuple[str, ...]]:
    """Return intent, confidence and reasons of the words about one ticket; a claim of done passes every guard."""
    if _NO_WORDS.fullmatch(words) or _LIKE_THE_OTHER.fullmatch(words):
        return Intent.OTHER, 0.3, ("empty",)
    if lexicon.FROM_THE_DESK.search(words) or lexicon.OTHER.search(words):
        return Intent.OTHER, 0.8, ("not_about_a_ticket",)
    if request := _request(words):
        return request
    if is_question(words) and not lexicon.ASKS_POLITELY.search(words):
        return Intent.QUESTION, 0.85, ("question",)
    if says_not_yet(words, is_named=is_named):
        return Intent.PROGRESS, 0.8, ("not_yet",)
    if claimed := _claim_of_done(words):
        return claimed
    if lexicon.PROGRESS.search(words):
        weak = re.search("那边说|听说|好像", words)
        return Intent.PROGRESS, 0.5 if weak else 0.8, ("progress",)
    if receipts := list(lexicon.ACK.finditer(words)):
        objects = lexicon.OBJECTION.search(words) or all(_is_refused(words, receipt) for receipt in receipts)
        return (Intent.OTHER, 0.7, ("objection",)) if objects else (Intent.ACK, 0.8, ("ack",))
    if any(pattern.search(words) for _, pattern in _REQUESTS):
        return (Intent.ACK if "先办" in words else Intent.PROGRESS), 0.5, ("request_denied",)
    if promised_words(words) or contact_in(words) is not None or lexicon.CONTACTED.search(words):
        return Intent.PROGRESS, 0.6, ("promise",)
    return Intent.OTHER, 0.3, ("nothing_known",)


def _claim_of_done(words: str) -> tuple[Intent, float, tuple[str, ...]] | None:
    """A claim is sure only when the whole of it is plain; any other is asked about, unless it denies itself."""
    claim, is_plain = lexicon.RESOLVED.search(words), is_plain_done(words)
    if not claim and not is_plain and not may_mean_done(words):
        return None
    against = why_not_done(words)
    if against:
        return Intent.PROGRESS, 0.6, (claim[0] if claim else "done", *against)
    doubts = (("left_open", _LEFT_OPEN), ("by_the_citizen", _BY_THE_CITIZEN))
    found = [name for name, pattern in doubts if pattern.search(words)]
    found += [] if is_plain else ["not_plain"]
    return Intent.RESOLVED, 0.55 if found else 0.9, ("done", *found)


def doubts_done(result: str) -> bool:
    """Tell whether the result beside a report of done denies it, leaves something open or asks for something else.

    The report itself is the word for done, so a result without one (已告知政策) is none the worse.
    """
    words = half_width(result)
    return bool(why_not_done(words) or needs_confirmation(words) or _request(words) or _LEFT_OPEN_NOW.search(words))


def _request(words: str) -> tuple[Intent, float, tuple[str, ...]] | None:
    """A request that is neither denied nor only asked about; several of them are told apart by their order."""
    for intent, pattern in _REQUESTS:
        found = next((match for match in pattern.finditer(words) if not _is_denied(intent, words, match.start())), None)
        if found is None:
            continue
        politely = lexicon.ASKS_POLITELY.search(words) and intent is not Intent.EXCLUDE
        if is_question(words) and not politely:
            return None
        return intent, 0.75, (found[0],)
    return None


def _is_refused(words: str, receipt: re.Match[str]) -> bool:
    """不受理, 没收到, 拒绝签收, 安排不了: the word of a receipt, denied before or behind it."""
    before, after = words[: receipt.start()], words[receipt.end() :]
    return bool(
        is_negated(words, receipt.start()) or re.search("拒绝?$", before) or re.match("不(?:[了下成动]|过来)", after)
    )


def _is_denied(intent: Intent, words: str, start: int) -> bool:
    if re.search(r"被驳回|驳回了|批了|批下来", words[start:]):
        return True
    return is_negated(words, start) and not re.search("能不|可不|行不|是不是", words[:start])
