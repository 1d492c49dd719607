"""Takes what people choose of the lists the bot shows: which order it was about, which command was meant."""

from __future__ import annotations

from dataclasses import replace

from actions import questions
from bot.call import Call
from bot.choosing import ticket_choice
from bot.commands import by_name
from bot.done_answers import CONFIRMS
from bot.plain_answers import NO, YES, plain_words, says_little, tickets_asked
from bot.unit_reply import apply
from models.question import Question
from models.ticket import Ticket
from rules.choices import Chosen, NoneOfThem, UnclearWhich, read_choice
from rules.command_line import CommandLine
from rules.half_width import half_width
from rules.intents import Intent, Piece, read_reply
from rules.lexicon import PLAIN_ACK
from rules.linking import How
from rules.reply_pieces import without_the_rest
from rules.short_answers import denies_the_line, lets_stand, negates
from texts import choosing, replies


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
    if PLAIN_ACK.fullmatch(plain) or YES.fullmatch(plain) or NO.fullmatch(plain) or CONFIRMS.fullmatch(plain):
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
