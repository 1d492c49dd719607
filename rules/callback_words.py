"""What a call-back can say, and how platforms write it."""

from __future__ import annotations

from enum import StrEnum

from rules.half_width import half_width


class Satisfied(StrEnum):
    """Whether the citizen is satisfied; the last three are no rating."""

    SATISFIED = "满意"
    BASICALLY = "基本满意"
    UNSATISFIED = "不满意"
    NOT_RATED = "未评价"
    NOT_CALLED = "无法回访"
    NO_ANSWER = "无人接听"

    @property
    def is_rating(self) -> bool:
        """Tell whether the citizen said anything."""
        return self in (Satisfied.SATISFIED, Satisfied.BASICALLY, Satisfied.UNSATISFIED)


class Solved(StrEnum):
    """Whether the citizen says that the matter is solved."""

    SOLVED = "解决"
    BASICALLY = "基本解决"
    PARTLY = "部分解决"
    UNSOLVED = "未解决"
    NOT_HANDLED = "不办理"


_SATISFIED = {
    Satisfied.SATISFIED: "满意 非常满意 很满意 较满意 比较满意",
    # 一般 is no grade of the formula (domain.md, section 5): its row is put back to whoever keeps the file.
    Satisfied.BASICALLY: "基本满意 基本认可",
    Satisfied.UNSATISFIED: "不满意 非常不满意 很不满意 不太满意 不认可",
    Satisfied.NOT_RATED: "未评价 未作评价 不评价 不予评价 无评价 拒绝评价",
    Satisfied.NOT_CALLED: "无法回访 无法联系 空号 停机 关机 不回访 无需回访 免回访",
    Satisfied.NO_ANSWER: "无人接听 未接通 未接听 无应答 占线 拒接",
}
_SOLVED = {
    Solved.SOLVED: "解决 已解决 全部解决 办成 已办成",
    Solved.BASICALLY: "基本解决",
    Solved.PARTLY: "部分解决",
    Solved.UNSOLVED: "未解决 没解决 没有解决 未办成 未得到解决",
    Solved.NOT_HANDLED: "不办理 退单 不办理(退单)",
}
_SATISFIED_OF = {word: meant for meant, words in _SATISFIED.items() for word in words.split()}
_SOLVED_OF = {word: meant for meant, words in _SOLVED.items() for word in words.split()}
_YES = frozenset("是 有 1 Y YES TRUE √ ✓ 有效 已联系 联系 联系了".split())
_NO = frozenset("否 0 N NO FALSE × ✗ X 无效 未联系 没联系 没有联系 不是".split())


def read_satisfied(word: str) -> Satisfied | None:
    """Return what a cell says of satisfaction; None for a word that is not known, which is never a 满意.

    是 and 否 are taken too: a column headed 是否满意 may be answered by them.
    """
    plain = _plain(word)
    if plain in _SATISFIED_OF:
        return _SATISFIED_OF[plain]
    answer = read_yes_or_no(plain)
    return None if answer is None else (Satisfied.SATISFIED if answer else Satisfied.UNSATISFIED)


def read_solved(word: str) -> Solved | None:
    """Return what a cell says of the solution; None for a word that is not known. 是 and 否 are taken too."""
    plain = _plain(word)
    if plain in _SOLVED_OF:
        return _SOLVED_OF[plain]
    answer = read_yes_or_no(plain)
    return None if answer is None else (Solved.SOLVED if answer else Solved.UNSOLVED)


def read_yes_or_no(word: str) -> bool | None:
    """Return whether a cell says yes; None for anything that is neither yes nor no."""
    plain = _plain(word).upper()
    return True if plain in _YES else False if plain in _NO else None


def _plain(word: str) -> str:
    return half_width(word).strip().strip("。.")
