"""Reads whether the citizen was reached; contact with anybody else, a denied and a coming one are none."""

from __future__ import annotations

import re

from rules import lexicon
from rules.guards import is_question

_CITIZEN = lexicon.CITIZEN.pattern
_CLAUSES = re.compile("[,，。;；\n]")
_ELSEWHERE_FIRST = re.compile(
    rf"(?:联系|告知|通知|[和与跟给])[了好过上]*(?:(?!{_CITIZEN}).){{0,4}}(?:{lexicon.SOMEBODY_ELSE.pattern})"
)
_AND_THE_CITIZEN = re.compile(
    rf"[和及与、并跟](?:已|电话|告知|联系|回复|通知|跟|向|给)*{_CITIZEN}|{_CITIZEN}[和及与、]"
)
_AGREED = re.compile("约[好了定在]|说好")
_VERB = re.compile("联系|沟通|打过(?!招呼)|打[了过]?个?电话|说好|说明(?![天早晚日年])|解释|见面|见了|告知|回电|通话")
# 未告知居民, 请坐席告知居民, 正在与居民沟通: denied, asked of others or under way, unless 已 says that it is over.
_NOT_SO = re.compile(
    rf"(?:(?:没有?|未|不用?|无法|没法|来不及|难以|别|勿|需要?|(?<!取)得|应该?|可以?|正|(?<!现)在|待)(?:[跟和与给向]?{_CITIZEN}(?:本人)?)?"
    rf"|(?:请|麻烦|让|叫|催|帮|由|(?<![按主])要)(?:(?!已)[^,，。;；]){{0,6}})(?:去|来|再|先|及时|电话)*(?:{_VERB.pattern})"
    rf"|(?:{_VERB.pattern})(?:[不没][了成通过上到]|[中着](?!心)|一下)"
)
# 先跟居民联系 says what is going to be done; told as over it has a 了, 过, 好 or 已 somewhere.
_OVER = re.compile("[了过好上到成通完]|已|刚|都|昨|前天")
_BARE = re.compile(rf"[跟和与给向同]{_CITIZEN}(?:本人)?(?:{_VERB.pattern})(?![了过好上到成通完])")
_BY_HIMSELF = re.compile(
    rf"(?<![跟和与给向同]){_CITIZEN}(?:自己|说|称|讲|反映|表示|要求?|曾经?|也|已经?|都|之前|多次)*(?={_VERB.pattern})"
)
# Behind a contact that names nobody stands its end, a time, or what came of it; any other word may be somebody else.
_NOBODY_BEHIND = re.compile(
    rf"(?:{_VERB.pattern})(?:[上到好过了完]|电话|清楚|成功|完毕)*(?:$|[\s!~:()（👌👍]|[他她](?!们|家)|人家|{_CITIZEN}"
    r"|[并且后也都]*(?:约|说|满意|认可|同意|理解|表示|确认|上门|入户|现场|正在|马上|稍后|预计|争取|没问题|谢谢|辛苦|情况|是|已|今|明[天日早晚]|后天"
    r"|下?周[一二三四五六日天]|上午|下午|中午|晚上|[0-9一二三四五六七八九十]+(?:点|号|日|月|:|分钟|个?小时)|的?[吧啊呀哈啦呢]*$))"
)
_WITH_NOBODY = re.compile(
    rf"[跟和与给向同](?:[他她](?!们)|人家|已经?|都|电话|[0-9]+|[号楼单元室户家])*(?={_VERB.pattern})"
)
_WITH = re.compile(rf"[跟和与给向同](?:(?![跟和与给向同])[^,，。;；])*?(?:{_VERB.pattern})")


def contact_in(words: str) -> bool | None:
    """Tell whether the caller was reached, was tried in vain (False), or nothing is said (None)."""
    if any(_is_about_the_citizen(words, vain) for vain in lexicon.NOT_REACHED.finditer(words)):
        return False
    clauses = [clause for clause in _CLAUSES.split(words) if lexicon.CONTACTED.search(clause)]
    return True if any(_reached_the_citizen(clause, words) for clause in clauses) else None


def _is_about_the_citizen(words: str, vain: re.Match[str]) -> bool:
    """A line that is engaged may be the property manager's, and a car may stand on a line (占线) as well."""
    begun = max((found.end() for found in _CLAUSES.finditer(words, 0, vain.start())), default=0)
    ended = _CLAUSES.search(words, vain.end())
    clause = words[begun : ended.start() if ended else len(words)]
    is_elsewhere = lexicon.SOMEBODY_ELSE.search(clause) or re.search("违停|停车|占道|车辆?占", clause)
    return bool(lexicon.CITIZEN.search(clause)) or not is_elsewhere


def doubts_contact(note: str) -> bool:
    """Tell whether what stands beside a report of first contact speaks of none yet, or of somebody else."""
    if is_question(note):
        return True
    if contact_in(note) is not None or _AGREED.search(note):
        return False
    seen = (lexicon.NOT_TRIED, lexicon.CONTACT_AHEAD, _NOT_SO)
    others_only = lexicon.SOMEBODY_ELSE.search(note) and not lexicon.CITIZEN.search(note)
    return any(pattern.search(note) for pattern in seen) or bool(others_only)


def _reached_the_citizen(clause: str, words: str) -> bool:
    """Who is named decides; where nobody is, nobody else may stand there either: 已联系电工 is none."""
    if any(pattern.search(clause) for pattern in (lexicon.NOT_TRIED, lexicon.CONTACT_AHEAD, _NOT_SO)):
        return False
    if _BARE.search(clause) and not _OVER.search(clause):
        return False
    if lexicon.CITIZEN.search(clause):
        if _ELSEWHERE_FIRST.search(clause) and not _AND_THE_CITIZEN.search(clause):
            return False
        by_himself = _BY_HIMSELF.search(clause)
        return not by_himself or bool(_NOBODY_BEHIND.match(clause, by_himself.end()))
    if lexicon.SOMEBODY_ELSE.search(clause):
        return False
    if not lexicon.CITIZEN.search(words) and lexicon.WEAK_CONTACT.search(clause):
        return False
    return _names_nobody(clause)


def _names_nobody(clause: str) -> bool:
    verb = _VERB.search(clause)
    if verb is None:
        return True
    is_with_somebody = _WITH.search(clause) and not _WITH_NOBODY.search(clause)
    return not is_with_somebody and bool(_NOBODY_BEHIND.match(clause, verb.start()))
