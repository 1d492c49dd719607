"""A plain claim of done is plain from its first word to its last."""

from __future__ import annotations

import pytest

from rules.intents import Intent, read_reply
from rules.ticket_number import compile_patterns

PATTERNS = compile_patterns([r"20\d{12}"])

PLAIN = """
弄完了|搞定了|修好了已拍照|已清理|处理完毕|灯亮了|水通了|好了|完事了|拉走了|清干净了|解决了居民满意|4512弄完了|都弄完了|都好了
已修复|修好了，谢谢|修好啦|弄好了哈|路灯修好了|楼道灯亮了|垃圾已清运|垃圾清走了|暖气热了|电梯修好了|电梯恢复正常了|井盖换好了
水管换好了不漏了|下水道通了|下水疏通了|来水了|来电了|已恢复供水|违建拆完了|违建已拆除|小广告清完了|树枝锯完了|树枝修剪完了
车挪走了|僵尸车拖走了|坑填好了|路面补好了|玻璃装好了|门锁换好了|已完成|已办理完毕|办妥了|今天上午修好了
昨天修好的|昨天下午处理完了|刚弄完|刚刚修好了|早就弄好了|已联系居民，修好了|修好了，已联系居民|修好了，居民满意|弄完了，照片发了
弄完了照片已发|弄完了 见图
我们这边弄完了|我们已经处理好了|已经给他弄好了|给居民修好了|问题解决了
全部清理完毕|清运完毕|收到，已办结|已处理好，已告知居民
处理好了，跟居民说了|已电话告知居民，办结|搞定👌|完工了|积水抽完了|化粪池清掏完毕|噪音问题已解决|已整改到位|物业已修好|三盏灯全亮了
屋里热了，22度|堆物已清走|消防通道清出来了|这件办完了|已更换|修好了，下午回访居民|刚清运完
该问题已解决，已回复诉求人|楼道杂物已清理，照片见群|师傅已经修好了|上门修好了|电来了|停水恢复了|井盖补上了|路修平了|树砍了|枯树已伐
雪扫完了|垃圾清了|商贩劝走了|车已挪|狗抓走了|已消杀|押金退了|工资已发|居民表示理解，办结|已全部完成整改|拾掇好了|完活了
换好了，谢谢领导|修好了可以回访了|已修好 照片稍后补|领导，修好了|昨晚修好的|维修完毕
再次上门，修好了，居民签字了|重新修了，好了|又去了一趟，修好了|又修好了
"""
# Each could be a plan, a part, somebody else's word or a denial: nobody but the unit can say which.
DOUBTFUL = """
弄完了我报|修好了跟您说|修好了联系您|修好了发照片|晚上弄完|天黑弄完|十分钟弄完|两天修好|后儿个弄完|明年修好|修好了要下周了|雨停了修好
满意了办结|按时办结|必须办结|我去修好|物业去修好|师傅晚上弄完|盯着物业弄完|早点修好|北柳巷弄完了|弄完了不|办结了么|哪修好了
修完了还是响|修好了照旧漏|弄好了居民不认账|弄好了验收没过|灯修好了没电|弄完了被城管拆了|以为修好了|暖气热了点|热了但只有16度
一单元弄完了，二单元明天|换好了仨，剩俩明天|手续办完了等施工|井盖换好了 没固定|先给办结了
已修好（误）|青禾修好了|主办弄完了|4512修好没|修好没|今天弄完|今天就修好了|给他弄完|我弄完|周四修好了|就好了|马上好了|给我办结了|接通了|通了|电话打通了|围挡装好了|材料做好了|说好了|弄完了吧
好了再说|修好了才算|一盏灯亮了|3号楼弄完了5号楼没|城管弄完了|让物业修好了|他说弄完了|你们修好了|修好了漏|换好了不亮|弄好了还得换
清完了又倒|拆完了一层|修好了俩|打错了修好了|修好了发错了|系统里办结了|去年修好了|图纸弄好了|换好了衣服|修好了联系居民|热了，16度
上门处理了|已上门处理|师傅修好了|12号楼门禁修好了|办了|弄了|修了|已办|可以了|没事了|OK了|噪音没了|材料已补|押金退|水来了又停了|我们去换了
收到，修好|好的 修好|居民同意，修好|现场处理了
再次上门|重新修了|又去了|又坏了
"""


def phrases(block: str) -> list[str]:
    return [phrase for line in block.strip().splitlines() for phrase in line.split("|")]


def is_surely_done(text: str) -> bool:
    [piece] = read_reply(text, PATTERNS)
    return piece.intent is Intent.RESOLVED and piece.is_sure


@pytest.mark.parametrize("text", phrases(DOUBTFUL))
def test_claim_with_anything_unknown_in_it_is_never_sure(text: str) -> None:
    assert not any(p.intent is Intent.RESOLVED and p.is_sure for p in read_reply(text, PATTERNS))


def test_plain_claims_are_taken_without_asking_back() -> None:
    asked_back = [text for text in phrases(PLAIN) if not is_surely_done(text)]
    assert len(asked_back) <= 0.05 * len(phrases(PLAIN)), asked_back


@pytest.mark.parametrize("text", ["弄完了不", "办结了么", "哪修好了", "4512修好没", "修好没", "修好没？"])
def test_asking_whether_it_is_done_is_a_question(text: str) -> None:
    [piece] = read_reply(text, PATTERNS)
    assert piece.intent is Intent.QUESTION


@pytest.mark.parametrize("text", ["北柳巷弄完了", "修好了照旧漏", "弄完了我报", "先给办结了", "弄了", "可以了"])
def test_doubtful_claim_is_asked_about_and_not_dropped(text: str) -> None:
    [piece] = read_reply(text, PATTERNS)
    assert piece.intent is Intent.RESOLVED
    assert not piece.is_sure
    assert "not_plain" in piece.reasons
