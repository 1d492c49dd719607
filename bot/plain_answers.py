"""What the answers to the bot's questions have in common: a plain yes and no, and the tickets asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.call import Call
from models.question import Question
from models.ticket import Ticket
from rules.half_width import half_width
from rules.intents import Intent, Piece

YES = re.compile(r"(?:是+|对+|嗯+|是啊|对啊|没错|有)(?:的|了|呢|啊|吧)*")
NO = re.compile(
    r"(?:还)?没(?:来得及|顾上|时间|空)(?:联系|打|办|弄)?|(?:还)?(?:没有?|不是|否|没完|未办结|没办完|不行)(?:办完|办结|完|弄完|弄好|修好|呢|了|啊|联系)*"
)
_MARKS = "“”‘’\"'「」 \t\n"
_OF_THE_WORK = re.compile("[办完弄修]")
_FEW_WORDS = 6
_UNDER_WAY = re.compile("正|在[办修弄换清拆]|明|后天|下午|晚上|马上|等")


def is_no(plain: str) -> bool:
    """Tell whether a text says no and nothing of the work: 没修好 is news of its own."""
    return bool(NO.fullmatch(plain)) and not _OF_THE_WORK.search(plain)


def names_something(pieces: Sequence[Piece]) -> bool:
    """Tell whether anything is said of a ticket or line by its number."""
    return any(piece.numbers or piece.tails or piece.lines for piece in pieces)


def says_little(plain: str, pieces: Sequence[Piece]) -> bool:
    """Tell whether a few words behind a question (物业说的, 没留电话) are hardly news of another ticket."""
    unsure = pieces[0].intent in (Intent.OTHER, Intent.PROGRESS) or not pieces[0].is_sure
    return len(plain) <= _FEW_WORDS and unsure and not names_something(pieces) and not _UNDER_WAY.search(plain)


def plain_words(text: str) -> str:
    """Return a short answer as it is compared: half-width, without quotation marks and what ends a sentence."""
    return half_width(text).strip(_MARKS).rstrip("。.!~ ").rstrip(_MARKS)


def tickets_asked(call: Call, question: Question) -> list[Ticket]:
    """Return the tickets a question is about, in its order."""
    return [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in question.facts["ticket_ids"]]
