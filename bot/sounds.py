"""Says how a word sounds in pinyin, whole or by its initials: what sounds alike was often meant."""

from __future__ import annotations


def sound_of(word: str) -> str:
    """Return the pinyin of a word; Latin letters stay as they are."""
    import pypinyin  # only here: its tables of phrases cost most of a second, and few processes hear a command

    return "".join(pypinyin.lazy_pinyin(word))


def initials_of(word: str) -> str:
    """Return the first letters of its pinyin."""
    import pypinyin  # as above

    return "".join(pypinyin.lazy_pinyin(word, style=pypinyin.Style.FIRST_LETTER))
