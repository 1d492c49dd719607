"""Reads the answers to the bot's question whether the citizen was contacted before the matter was done."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions import questions, unit_work
from actions.refusals import Refusal
from bot.asking_which import ask_which
from bot.call import Call
from bot.held import held_open
from bot.just_spoken import just_spoken_of
from bot.plain_answers import YES, is_no, names_something, plain_words, says_little, tickets_asked
from bot.refused import refused_to
from bot.unit_reply import apply, takes_done_back
from models.question import Question
from models.ticket import Ticket
from rules.guards import is_question, why_not_done
from rules.intents import Piece, read_reply
from rules.lexicon import PLAIN_ACK
from rules.line_marks import find_lines
from rules.linking import How
from rules.promised_time import promised_words
from rules.reaching import contact_in
from texts import replies

CONTACTED = re.compile(
    r"(?:是的?|对|嗯)?[,，\s]*(?:都)?(?:已经?)?联系(?:过|上)?了?|(?:都)?联系过了?|打[过了](?:电话)?了?|(?:都)?打过电话了?|已电话联系"
)
# 这就联系, 下午打, 正联系呢: of the call alone, which is still to come.
_CALL_AHEAD = re.compile(
    r"(?:我们?|这就|马上|等?一?会儿?|待会儿?|回头|稍后|晚点|现在|[今明后][天早晚日儿]|早上|上午|中午|下午|晚上|正在?|在|就|再|先|去|来|给|跟|[他她]|居民|诉求人|\s|,)*"
    r"(?:联系|沟通|打(?!不))(?:居民|诉求人|[他她]|个?电话|一下|中|着|呢|吧|啊|呀)*"
)
_NEEDLESS = re.compile("(?:没有?必要|不用|不需要?|无需|用不着)(?:再|去)?(?:联系|打|告知|通知|沟通)")
# 另外，已联系 is of the order asked about; 别的 is another one only where it is said how that stands.
_OF_ANOTHER = re.compile(
    "(?:另外?一?[个件条单]|另外[那两三几]?[个件条单]|另外的)(?!居民|业主|住户|师傅|社区|单位|人|电话|问题)"
    "|(?:别的|其[他它余])(?:[个件条单]|的)*"
    "(?=[都也]?(?:明|后天|今天|下午|上午|晚上|还没|正在|在[修办弄]|马上|收到|[办弄修清换拆处][理好完]))"
)
# 昨天就联系了 promises nothing.
_PAST_DAY = re.compile(r"昨[天晚日儿]?|前天|今天(?:早上|上午)?|上周[一二三四五六日天]?|刚才?|早上|上午")


def contact_before_done(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Record the contact that was missing when the unit said it was done; None when the text says something else."""
    plain = plain_words(call.text)
    tickets = tickets_asked(call, question)
    if is_last_word and _OF_ANOTHER.match(plain):
        return _said_of_another(call, plain, tickets) or None
    if is_last_word and len(tickets) > 1 and find_lines(plain, len(tickets)):
        # 1联系了: the question had no numbers of its own, so nobody knows whether they count the same.
        return _ask_again(call, question, tickets)
    is_of_both = _OF_ANOTHER.search(plain.partition(",")[2]) is not None
    if CONTACTED.fullmatch(plain) or (is_last_word and not is_of_both and tells_of_contact(call, plain)):
        if others := _spoken_of_since(call, question, tickets):
            piece = read_reply(call.text, call.desk.rules.number_patterns)[0]
            return ask_which(call, piece, [*tickets, *others], "just_spoken")
        return "\n".join(_contact_noted(call, ticket) for ticket in tickets)
    if not is_last_word:
        return None
    first, _, rest = plain.partition(",")
    if _OF_ANOTHER.search(rest) and (CONTACTED.fullmatch(first) or is_no(first)):
        of_these = [_contact_noted(call, ticket) for ticket in tickets] if CONTACTED.fullmatch(first) else []
        return "\n".join([*(of_these or [replies.contact_still_missing()]), _said_of_another(call, rest, tickets)])
    is_ahead = _CALL_AHEAD.fullmatch(rest if is_no(first) else plain)
    if is_no(plain) or is_ahead or _NEEDLESS.match(plain):
        return replies.contact_still_missing()
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    takes_it_back = len(tickets) == 1 and takes_done_back(pieces[0])
    if (pieces[0].contacted is False or takes_it_back) and not names_something(pieces):
        return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
    says_nothing_known = "nothing_known" in pieces[0].reasons and not names_something(pieces)
    if PLAIN_ACK.fullmatch(plain) or says_nothing_known or _is_of_these(call, plain, pieces):
        return _ask_again(call, question, tickets)
    return None


def _is_of_these(call: Call, plain: str, pieces: Sequence[Piece]) -> bool:
    """他知道, and whatever else names no ticket (匿名的，没法联系) while the unit has no other in hand."""
    return says_little(plain, pieces) or not (names_something(pieces) or held_open(call))


def _ask_again(call: Call, question: Question, tickets: Sequence[Ticket]) -> str:
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return replies.was_it_contacted([ticket.ticket_no for ticket in tickets])


def _said_of_another(call: Call, words: str, tickets: Sequence[Ticket]) -> str:
    """明天去修另一个 is of the one other ticket that is open; of several it is asked which."""
    piece = read_reply(words, call.desk.rules.number_patterns)[0]
    others = [share.ticket for share in held_open(call) if share.ticket not in tickets]
    if len(others) == 1:
        return apply(call, others[0], piece, How.ONLY_OPEN)
    return ask_which(call, piece, others, "just_spoken") if others else ""


def _spoken_of_since(call: Call, question: Question, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return what the bot spoke of after the question and has no contact either: 已联系 may mean that."""
    if question.overtaken_at is None:
        return []
    return [ticket for ticket in just_spoken_of(call) if ticket not in tickets and ticket.contacted_at is None]


def tells_of_contact(call: Call, plain: str) -> bool:
    """是的, or a sentence such as 打过电话了居民挺满意 that has nothing still to come in it."""
    if YES.fullmatch(plain) and not PLAIN_ACK.fullmatch(plain):
        return True
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    ahead = promised_words(_PAST_DAY.sub("", plain))
    return bool(contact_in(plain)) and not (
        names_something(pieces) or why_not_done(plain) or takes_done_back(pieces[0]) or is_question(plain) or ahead
    )


def _contact_noted(call: Call, ticket: Ticket) -> str:
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        unit_work.contacted(call.desk, ticket, share, call.source(intent="progress"), unit_work.Word())
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
    return replies.contact_noted(ticket.ticket_no)
