"""Tells whether a text answers a question of the bot: a bare yes, a pick from its list, words about what it asked."""

from __future__ import annotations

from actions import questions
from bot.call import Call
from bot.choosing import ticket_choice
from bot.contact_answers import CONTACTED, contact_before_done, tells_of_contact
from bot.done_answers import CONFIRMS, confirm_done
from bot.just_spoken import just_spoken_of
from bot.plain_answers import NO, YES, is_no, plain_words, tickets_asked
from bot.request_answers import KINDS as OF_REQUESTS
from bot.request_answers import answers_by_quote
from bot.unit_reply import quoted_numbers
from models.question import Question
from rules.choices import Chosen
from rules.lexicon import PLAIN_ACK
from rules.reaching import contact_in

_ASKED_OF_TICKETS = OF_REQUESTS | {"which_ticket", "confirm_done", "contact_before_done"}


def is_bare_confirmation(text: str) -> bool:
    """Tell whether a text is nothing but a yes or no to a question of the bot."""
    plain = plain_words(text)
    is_yes_or_no = CONFIRMS.fullmatch(plain) or is_no(plain) or YES.fullmatch(plain)
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
        return any(word.fullmatch(plain) for word in (CONFIRMS, NO, YES))
    return is_no(plain) or any(word.fullmatch(plain) for word in (CONTACTED, YES))


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
        is_answer = CONFIRMS.fullmatch(plain) is not None
    if not is_answer:
        return None
    answers = {"contact_before_done": contact_before_done, "confirm_done": confirm_done}
    answer = answers[asked.kind](call, asked, is_last_word=True)
    if answer is not None:
        questions.end(call.desk, asked)
    return answer


def _numbers(call: Call, question: Question) -> list[str]:
    return [ticket.ticket_no for ticket in tickets_asked(call, question)]
