"""Reads the short answers to the bot's own questions: a choice, a confirmation, a correction."""

from __future__ import annotations

import re
from dataclasses import replace

from actions import questions, unit_work
from actions.refusals import Refusal
from bot.call import Call
from bot.choosing import ticket_choice
from bot.commands import by_name
from bot.contact_answers import CONTACTED, contact_before_done, tells_of_contact
from bot.just_spoken import just_spoken_of
from bot.plain_answers import NO, YES, is_no, names_something, plain_words, says_little, tickets_asked
from bot.refused import refused_to
from bot.request_answers import KINDS as OF_REQUESTS
from bot.request_answers import answers_by_quote
from bot.unit_meaning import claim_done
from bot.unit_reply import apply, quoted_numbers
from models.question import Question
from models.ticket import Ticket
from rules.choices import Chosen, NoneOfThem, UnclearWhich, read_choice
from rules.command_line import CommandLine
from rules.guards import is_question, why_not_done
from rules.half_width import half_width
from rules.intents import Intent, Piece, doubts_done, read_reply
from rules.lexicon import PLAIN_ACK
from rules.lifecycle import WITH_UNIT
from rules.linking import How
from rules.reaching import contact_in
from rules.reply_pieces import without_the_rest
from rules.short_answers import denies_the_line, lets_stand, negates
from texts import choosing, replies

_CONFIRMS = re.compile(r"(?:是的?|对|嗯)?[,，\s]*(?:都)?(?:确认(?:办结)?|已经?确认办结)[了]?")
_THE_WORD = re.compile(r"\s*".join("确认办结"))
# What may stand beside the word: the contact, the photos, thanks.
_BESIDE_THE_WORD = re.compile(r"照片|图片|视频|拍了|谢谢|辛苦|居民.{0,4}(?:满意|认可)")
_DONE_WORD = re.compile(
    r"(?:是的?|对|嗯|好的?|没错)?[,，\s]*(?:都)?(?:已经?|全)?(?:办结|办完)了?"
    r"|确[认定]都?(?:已经?)?(?:办[结完好]|完成|[修弄]好|[修弄]完|处理[好完]|解决)了?"
)

_BEHIND = re.compile(r"[,，。;；!！\s]+")
_ASKED_OF_TICKETS = OF_REQUESTS | {"which_ticket", "confirm_done", "contact_before_done"}
_NOT_CONFIRMED = re.compile(r"(?:不|没|未|别|等|待)[^,，。;；]{0,6}确认|不能算|不算")


def is_bare_confirmation(text: str) -> bool:
    """Tell whether a text is nothing but a yes or no to a question of the bot."""
    plain = plain_words(text)
    is_yes_or_no = _CONFIRMS.fullmatch(plain) or is_no(plain) or YES.fullmatch(plain)
    return bool(is_yes_or_no) and not PLAIN_ACK.fullmatch(plain)


def picks_from_list(call: Call) -> bool:
    """Tell whether a text with numbers in it only picks among the choices just shown: 4513, 4512和1207."""
    question = questions.pending(call.desk, call.message)
    if question is None or question.kind != "which_ticket" or call.message.quote_text:
        return False
    choice = ticket_choice(call, question)
    is_only_a_pick = isinstance(choice, Chosen) and not any(words for _line, words in choice.parts)
    return is_only_a_pick and questions.is_last_word(call.desk, call.message, question)


def answers_what_it_quotes(call: Call) -> bool:
    """Tell whether the quote is of the question asked, or of just the tickets asked about, and the text answers it."""
    question = questions.pending(call.desk, call.message)
    if question is None or question.kind not in _ASKED_OF_TICKETS:
        return False
    if quoted_numbers(call) != tuple(_numbers(call, question)):
        return False
    if question.kind in OF_REQUESTS:
        return answers_by_quote(call, question)
    if question.kind == "which_ticket":
        return len(quoted_numbers(call)) > 1 and ticket_choice(call, question) is not None
    plain = plain_words(call.text)
    if question.kind == "confirm_done":
        return any(word.fullmatch(plain) for word in (_CONFIRMS, NO, YES))
    return is_no(plain) or any(word.fullmatch(plain) for word in (CONTACTED, YES))


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
    return choosing.choose_one_command()


def choose_ticket(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Apply what was said to the tickets chosen from the list; None when the text is no choice."""
    choice = ticket_choice(call, question) if is_last_word else None
    match choice:
        case NoneOfThem():
            return replies.dropped()
        case Chosen(parts):
            tickets = tickets_asked(call, question)
            if question.facts.get("again") == "uneven" and any(lets_stand(words) for _line, words in parts):
                # 都是 or 1和3 to 除了②都办完: what was said of which was never plain.
                return _choose_again(call, question, "uneven")
            if any(_is_unclear(call, words) for _line, words in parts):
                return _choose_again(call, question, "which")
            if all(denies_the_line(words) for _line, words in parts):
                return replies.dropped()
            questions.close(call.desk, call.message)
            said = question.facts["text"]
            return "\n".join(_apply_choice(call, tickets[line - 1], words, said) for line, words in parts)
        case UnclearWhich(why):
            return _choose_again(call, question, why)
    if is_last_word and _says_nothing_of_which(call):
        # 收到 and 是的 say nothing of which, and what was said before is not forgotten for them.
        return _choose_again(call, question, question.facts.get("again", "which"))
    return None


def _says_nothing_of_which(call: Call) -> bool:
    plain = plain_words(call.text)
    if PLAIN_ACK.fullmatch(plain) or YES.fullmatch(plain) or NO.fullmatch(plain) or _CONFIRMS.fullmatch(plain):
        return True
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    return len(pieces) == 1 and pieces[0].intent is Intent.OTHER and says_little(plain, pieces)


def _choose_again(call: Call, question: Question, why: str) -> str:
    questions.ask(call.desk, call.message, question.kind, question.facts)
    return choosing.choose_again(question.facts["shown"], why)


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
    newly = _newly_said(call, words)
    if lets_stand(words) or "shows" in newly.reasons:
        # 其他都好了 names tickets first; which they are was chosen now.
        piece = read_reply(without_the_rest(said_before), call.desk.rules.number_patterns)[0]
        return apply(call, ticket, replace(piece, text=said_before), How.CHOSEN)
    return apply(call, ticket, newly, How.CHOSEN)


def confirm_done(call: Call, question: Question, *, is_last_word: bool) -> str | None:
    """Take a claim of "done" only from a word that says so; a bare number or 是的 never closes anything."""
    plain, beside = _around_the_word(plain_words(call.text))
    tickets = tickets_asked(call, question)
    if _CONFIRMS.fullmatch(plain) or (is_last_word and _DONE_WORD.fullmatch(plain)):
        questions.close(call.desk, call.message)
        questions.teach(question, Intent.RESOLVED)
        texts = question.facts["texts"]
        told = [f"{text}，{beside}" if contact_in(beside) else text for text in texts]
        return "\n".join(_confirmed(call, ticket, text) for ticket, text in zip(tickets, told, strict=True))
    if not is_last_word:
        return None
    if NO.fullmatch(plain):
        questions.teach(question, Intent.PROGRESS)
        return "\n".join(_not_done(call, ticket) for ticket in tickets)
    if YES.fullmatch(plain) or PLAIN_ACK.fullmatch(plain):
        questions.ask(call.desk, call.message, question.kind, question.facts)
        return replies.type_the_word([ticket.ticket_no for ticket in tickets])
    if _NOT_CONFIRMED.search(plain):
        questions.teach(question, Intent.PROGRESS)
        return "\n".join(_not_done(call, ticket) for ticket in tickets)
    return _still_not_done(call, tickets) or _said_of_the_same(call, question, tickets)


def _around_the_word(plain: str) -> tuple[str, str]:
    """Return 确认办结 and what stands behind it (联系过了, 照片一会发), when that takes nothing back; else the text."""
    plain = _THE_WORD.sub("确认办结", plain)
    head, _, beside = (_BEHIND.sub(",", plain, count=1)).partition(",")
    is_harmless = contact_in(beside) or _BESIDE_THE_WORD.search(beside)
    if not _CONFIRMS.fullmatch(head) or not is_harmless or doubts_done(beside) or is_question(beside):
        return plain, ""
    return head, beside


def asks_done_again(call: Call) -> str | None:
    """Ask once more what was asked too long ago, or before words about another ticket; 确认办结 closes only then."""
    if not _THE_WORD.fullmatch(plain_words(call.text)):
        return None
    old = questions.unanswered(call.desk, call.message) or questions.last_asked(call.desk, call.message, "confirm_done")
    if old is None or old.kind != "confirm_done":
        return None
    tickets = tickets_asked(call, old)
    if any(ticket.state not in WITH_UNIT for ticket in tickets):
        return None
    questions.ask(call.desk, call.message, old.kind, old.facts)
    return replies.confirm_once_more([ticket.ticket_no for ticket in tickets])


def _said_of_the_same(call: Call, question: Question, tickets: list[Ticket]) -> str | None:
    """确实修好了 is about what was asked; what says neither yes nor no, such as 物业说的, has it asked again."""
    pieces = read_reply(call.text, call.desk.rules.number_patterns)
    if len(pieces) != 1 or names_something(pieces):
        return None
    if pieces[0].intent is Intent.RESOLVED:
        questions.close(call.desk, call.message)
        return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)
    if pieces[0].intent is not Intent.OTHER and not says_little(plain_words(call.text), pieces):
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
    if names_something(pieces) or pieces[0].intent is not Intent.PROGRESS or not why_not_done(call.text):
        return None
    return "\n".join(apply(call, ticket, pieces[0], How.CHOSEN) for ticket in tickets)


def answers_a_colleague(call: Call) -> str | None:
    """Take a plain answer to the last question here to somebody of the same unit; None when there is none."""
    asked = questions.of_colleague(call.desk, call.message, call.speaker)
    plain = plain_words(call.text)
    if asked is None or just_spoken_of(call):
        return None
    if asked.kind == "contact_before_done":
        is_answer = bool(CONTACTED.fullmatch(plain)) or (
            not YES.fullmatch(plain) and (tells_of_contact(call, plain) or contact_in(plain) is False)
        )
    else:
        # A bare 没有 may be said of anything; the word for done is not.
        is_answer = _CONFIRMS.fullmatch(plain) is not None
    if not is_answer:
        return None
    answers = {"contact_before_done": contact_before_done, "confirm_done": confirm_done}
    answer = answers[asked.kind](call, asked, is_last_word=True)
    if answer is not None:
        questions.end(call.desk, asked)
    return answer


def _numbers(call: Call, question: Question) -> list[str]:
    return [ticket.ticket_no for ticket in tickets_asked(call, question)]
