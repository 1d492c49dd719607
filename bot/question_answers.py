"""Reads the short answers to the bot's own questions: a choice, a confirmation, a correction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions import questions, unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.commands import by_name
from bot.just_spoken import just_spoken_of
from bot.refused import refused_to
from bot.unit_meaning import claim_done
from bot.unit_reply import apply, ask_which, held_open, quoted_numbers, takes_done_back
from models.question import Question
from models.ticket import Ticket
from rules.choices import Choice, Chosen, NoneOfThem, UnclearWhich, read_choice
from rules.command_line import CommandLine
from rules.guards import is_question, why_not_done
from rules.half_width import half_width
from rules.intents import Intent, Piece, contact_in, read_reply
from rules.lexicon import PLAIN_ACK
from rules.linking import How
from rules.promised_time import promised_words
from rules.short_answers import denies_the_line, lets_stand, negates
from texts import replies

_CONFIRMS = re.compile(r"(?:是的?|对|嗯)?[,，\s]*(?:都)?确认(?:办结)?[了]?")
_DONE_WORD = re.compile(r"(?:是的?|对|嗯|好的?|没错)?[,，\s]*(?:都)?(?:已经?|全)?(?:办结|办完)了?")
_YES = re.compile(r"(?:是+|对+|嗯+|是啊|对啊|没错|有)(?:的|了|呢|啊|吧)*")
_CONTACTED = re.compile(
    r"(?:是的?|对|嗯)?[,，\s]*(?:都)?(?:已经?)?联系(?:过|上)?了?|(?:都)?联系过了?|打[过了](?:电话)?了?|(?:都)?打过电话了?|已电话联系"
)
_NO = re.compile(r"(?:还)?(?:没有?|不是|否|没完|未办结|没办完|不行)(?:办完|办结|完|弄完|弄好|修好|呢|了|啊|联系)*")

_OF_ANOTHER = re.compile("另外?一?[个件条单]|另外的?|别的|其[他它余]")
_NOT_CONFIRMED = re.compile(r"(?:不|没|未|别|等|待)[^,，。;；]{0,6}确认|不能算|不算")
_OF_THE_WORK = re.compile("[办完弄修]")


# 昨天就联系了 promises nothing.
_PAST_DAY = re.compile(r"昨[天晚日儿]?|前天|今天(?:早上|上午)?|上周[一二三四五六日天]?|刚才?|早上|上午")


def is_bare_confirmation(text: str) -> bool:
    """Tell whether a text is nothing but a yes or no to a question of the bot."""
    plain = _plain(text)
    is_yes_or_no = _CONFIRMS.fullmatch(plain) or _is_no(plain) or _YES.fullmatch(plain)
    return bool(is_yes_or_no) and not PLAIN_ACK.fullmatch(plain)


def picks_from_list(call: Call) -> bool:
    """Tell whether a text with numbers in it only picks among the choices just shown: 4513, 4512和1207."""
    question = questions.pending(call.desk, call.message)
    if question is None or question.kind != "which_ticket" or call.message.quote_text:
        return False
    choice = _ticket_choice(call, question)
    is_only_a_pick = isinstance(choice, Chosen) and not any(words for _line, words in choice.parts)
    return is_only_a_pick and questions.is_last_word(call.desk, call.message, question)


def answers_what_it_quotes(call: Call) -> bool:
    """Tell whether the quote is of the question asked, or of just the tickets asked about, and the text answers it."""
    question = questions.pending(call.desk, call.message)
    if question is None or question.kind not in ("which_ticket", "confirm_done", "contact_before_done"):
        return False
    if quoted_numbers(call) != tuple(_numbers(call, question)):
        return False
    if question.kind == "which_ticket":
        return len(quoted_numbers(call)) > 1 and _ticket_choice(call, question) is not None
    plain = _plain(call.text)
    if question.kind == "confirm_done":
        return any(word.fullmatch(plain) for word in (_CONFIRMS, _NO, _YES))
    return _is_no(plain) or any(word.fullmatch(plain) for word in (_CONTACTED, _YES))


def choose_command(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Run the command chosen by its number with what stood behind the initials; None when the text is no choice."""
    names = question.facts["names"]
    match read_choice(call.text, names) if is_last_word else None:
        case None:
            return None
        case NoneOfThem():
            return replies.nothing_run()
        case Chosen(only_line=int(picked)):
            rest = question.facts["rest"]
            asked = replace(call, message=replace(call.message, quote_text=question.facts["quote"]))
            line = CommandLine(names[picked - 1], rest, tuple(half_width(rest).split()))
            return by_name(line.name).run(asked, line)
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return replies.choose_one_command()


def choose_ticket(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Apply what was said to the tickets chosen from the list; None when the text is no choice."""
    choice = _ticket_choice(call, question) if is_last_word else None
    match choice:
        case NoneOfThem():
            return replies.dropped()
        case Chosen(parts):
            tickets = _tickets(call, question)
            if any(_is_unclear(call, words) for _line, words in parts):
                return _choose_again(call, question, "which")
            if all(denies_the_line(words) for _line, words in parts):
                return replies.dropped()
            questions.close(call.desk, call.message)
            said = question.facts["text"]
            return "\n".join(_apply_choice(call, tickets[line - 1], words, said) for line, words in parts)
        case UnclearWhich(why):
            return _choose_again(call, question, why)
    return None


def _choose_again(call: Call, question: Question, why: str) -> str:
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return replies.choose_again(question.facts["shown"], why)


def _is_unclear(call: Call, words: str) -> bool:
    """Tell whether words beside a line (弄错了) are neither a yes or no to it nor anything said of the work."""
    if lets_stand(words) or denies_the_line(words):
        return False
    return _newly_said(call, words).intent is Intent.OTHER and not negates(words)


def _newly_said(call: Call, words: str) -> Piece:
    return read_reply(words, call.desk.rules.number_patterns, is_named=True)[0]


def _apply_choice(call: Call, ticket: Ticket, words: str, said_before: str) -> str:
    """What was asked about counts only for a line with nothing but a yes beside it; newly said words stand for it."""
    if denies_the_line(words):
        return replies.left_alone(ticket.ticket_no)
    if lets_stand(words):
        return apply(call, ticket, read_reply(said_before, call.desk.rules.number_patterns)[0], How.CHOSEN)
    return apply(call, ticket, _newly_said(call, words), How.CHOSEN)


def confirm_done(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Take a claim of "done" only from a word that says so; a bare number or 是的 never closes anything."""
    plain = _plain(call.text)
    tickets = _tickets(call, question)
    if _CONFIRMS.fullmatch(plain) or (is_last_word and _DONE_WORD.fullmatch(plain)):
        questions.close(call.desk, call.message)
        texts = question.facts["texts"]
        return "\n".join(_confirmed(call, ticket, text) for ticket, text in zip(tickets, texts, strict=True))
    if not is_last_word:
        return None
    if _NO.fullmatch(plain):
        return "\n".join(_not_done(call, ticket) for ticket in tickets)
    if _YES.fullmatch(plain) or PLAIN_ACK.fullmatch(plain):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return replies.type_the_word([ticket.ticket_no for ticket in tickets])
    if _NOT_CONFIRMED.search(plain):
        return "\n".join(replies.not_done(ticket.ticket_no) for ticket in tickets)
    return _still_not_done(call, tickets) or _said_of_the_same(call, question, tickets)


def _said_of_the_same(call: Call, question: Question, tickets: list[Ticket]) -> str | None:
    """确实修好了 is about what was asked; what says neither yes nor no, such as 物业说的, has it asked again."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    if len(pieces) != 1 or _names_something(pieces):
        return None
    if pieces[0].intent is Intent.RESOLVED:
        return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
    if pieces[0].intent is not Intent.OTHER:
        return None
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return replies.type_the_word([ticket.ticket_no for ticket in tickets])


def _not_done(call: Call, ticket: Ticket) -> str:
    """Whoever answers that it is not done yet has it in hand."""
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        unit_work.accept(call.desk, ticket, share, call.source(intent="ack"), unit_work.Word())
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
    return replies.not_done(ticket.ticket_no)


def _confirmed(call: Call, ticket: Ticket, text: str) -> str:
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        return claim_done(call, ticket, share, text, is_contacted=bool(contact_in(text)))
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)


def _still_not_done(call: Call, tickets: list[Ticket]) -> str | None:
    """A sentence that takes the claim back (还得等配件) is about what was asked, not about a ticket to be asked for."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    if _names_something(pieces) or pieces[0].intent is not Intent.PROGRESS or not why_not_done(call.text):
        return None
    return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)


def contact_before_done(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Record the contact that was missing when the unit said it was done; None when the text says something else."""
    plain = _plain(call.text)
    tickets = _tickets(call, question)
    if _CONTACTED.fullmatch(plain) or (is_last_word and _tells_of_contact(call, plain)):
        if others := _spoken_of_since(call, question, tickets):
            piece = read_reply(call.text, call.desk.rules.number_patterns)[0]
            return ask_which(call, piece, [*tickets, *others], "just_spoken")
        return "\n".join(_contact_noted(call, ticket) for ticket in tickets)
    if not is_last_word:
        return None
    first, _, rest = plain.partition(",")
    if _CONTACTED.fullmatch(first) and _OF_ANOTHER.search(rest):
        noted = [_contact_noted(call, ticket) for ticket in tickets]
        return "\n".join([*noted, _said_of_another(call, rest, tickets)])
    if _is_no(plain):
        return replies.contact_still_missing()
    if PLAIN_ACK.fullmatch(plain):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return replies.was_it_contacted([ticket.ticket_no for ticket in tickets])
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    takes_it_back = len(tickets) == 1 and takes_done_back(pieces[0])
    if (pieces[0].contacted is False or takes_it_back) and not _names_something(pieces):
        return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
    return None


def _said_of_another(call: Call, words: str, tickets: Sequence[Ticket]) -> str:
    """明天去修另一个 is of the one other ticket that is open; of several it is asked which."""
    piece = read_reply(words, call.desk.rules.number_patterns)[0]
    others = [share.ticket for share in held_open(call) if share.ticket not in tickets]
    if len(others) == 1:
        return apply(call, others[0], piece, How.ONLY_OPEN)
    return ask_which(call, piece, others, "just_spoken") if others else ""


def answers_a_colleague(call: Call) -> str | None:
    """Take a plain answer to the last question here to somebody of the same unit; None when there is none."""
    asked = questions.of_colleague(call.desk, call.message, call.speaker)
    plain = _plain(call.text)
    if asked is None or just_spoken_of(call):
        return None
    if asked.kind == "contact_before_done":
        is_answer = bool(_CONTACTED.fullmatch(plain)) or (
            not _YES.fullmatch(plain) and (_tells_of_contact(call, plain) or contact_in(plain) is False)
        )
    else:
        is_answer = any(word.fullmatch(plain) for word in (_CONFIRMS, _NO))
    if not is_answer:
        return None
    answers = {"contact_before_done": contact_before_done, "confirm_done": confirm_done}
    answer = answers[asked.kind](call, asked, is_last_word=True)
    if answer is not None:
        questions.end(call.desk, asked)
    return answer


def _spoken_of_since(call: Call, question: Question, tickets: Sequence[Ticket]) -> list[Ticket]:
    """Return what the bot spoke of after the question and has no contact either: 已联系 may mean that."""
    if question.overtaken_at is None:
        return []
    return [ticket for ticket in just_spoken_of(call) if ticket not in tickets and ticket.contacted_at is None]


def _tells_of_contact(call: Call, plain: str) -> bool:
    """是的, or a sentence such as 打过电话了居民挺满意 that has nothing still to come in it."""
    if _YES.fullmatch(plain) and not PLAIN_ACK.fullmatch(plain):
        return True
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    ahead = promised_words(_PAST_DAY.sub("", plain))
    return bool(contact_in(plain)) and not (
        _names_something(pieces) or why_not_done(plain) or is_question(plain) or ahead
    )


def _contact_noted(call: Call, ticket: Ticket) -> str:
    try:
        share = unit_work.share_of(call.desk, ticket, call.speaker.department_id)
        unit_work.contacted(call.desk, ticket, share, call.source(intent="progress"), unit_work.Word())
    except Refusal as refused:
        return refused_to(call, refused, ticket_no=ticket.ticket_no)
    return replies.contact_noted(ticket.ticket_no)


def _is_no(plain: str) -> bool:
    """Tell whether a text says no and nothing of the work: 没修好 is news of its own."""
    return bool(_NO.fullmatch(plain)) and not _OF_THE_WORK.search(plain)


def _names_something(pieces: Sequence[Piece]) -> bool:
    return any(piece.numbers or piece.tails or piece.lines for piece in pieces)


def _plain(text: str) -> str:
    return half_width(text).strip().rstrip("。.!~ ")


def _tickets(call: Call, question: Question) -> list[Ticket]:
    return [call.desk.session.get_one(Ticket, ticket_id) for ticket_id in question.facts["ticket_ids"]]


def _numbers(call: Call, question: Question) -> list[str]:
    return [ticket.ticket_no for ticket in _tickets(call, question)]


def _ticket_choice(call: Call, question: Question) -> Choice | None:
    return read_choice(
        call.text, _numbers(call, question), call.desk.rules.number_patterns, n_shown=question.facts["shown"]
    )
