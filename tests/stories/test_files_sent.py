"""Files on their way to people: uploaded first, refused, uploaded again, or told as a link; and drafts of replies."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from sqlalchemy import select, update

from models.access_log import AccessEntry
from models.person import Person
from tests.stories.desk import StoryDesk
from tests.stories.test_evidence import JPEG, sends
from tests.stories.test_reports import ANALYST, ToldPress, files, issues, stored
from tests.stories.town import SECOND, order


@pytest.fixture
def ordered(desk: StoryDesk) -> StoryDesk:
    """A report is ordered and made, its summary is read, and its two files wait to be uploaded."""
    desk.runtime.reports.press = ToldPress()
    desk.says(ANALYST, "/日报")
    desk.runtime.reports.run()
    desk.runtime.send()
    desk.direct(ANALYST).expects("【日报】", "附件随后发来")
    desk.direct(ANALYST).expects_nothing()
    return desk


def test_a_file_that_no_way_takes_is_a_link_for_one_person(ordered: StoryDesk) -> None:
    ordered.sim.fault("media/upload", "errcode", errcode=60020, times=None)
    ordered.runtime.issue()
    ordered.runtime.send()
    link = ordered.direct(ANALYST).expects("没能以文件发出", "限本人", ".docx").text.splitlines()[-1]
    ordered.direct(ANALYST).expects(".xlsx")
    path = urlsplit(link).path
    assert f"/file/{ANALYST}/" in path
    kept = files(ordered, stored(ordered)[0].number)["docx"]
    # A program that only looks whether it is there has read nothing.
    assert ordered._api.head(path).status_code == 200
    assert reads(ordered) == []
    answer = ordered._api.get(path)
    assert reads(ordered) == ["file"]
    assert answer.get_data() == b"".join(ordered.runtime.folder.pieces(kept.sha256))
    assert "attachment" in answer.headers["Content-Disposition"]
    assert ordered._api.get(path.replace(ANALYST, "sunzr")).status_code == 404
    # Whoever has another post now reads nothing by what was sent before, and gets nothing of what was ordered.
    ordered.says(ANALYST, "/周报 上周")
    with_roles(ordered, "unit_staff")
    assert ordered._api.get(path).status_code == 403
    ordered.all_read()
    issues(ordered)
    ordered.direct(ANALYST).expects_nothing()
    with_roles(ordered, "analyst")
    ordered.says("sunzr", "/日报 重出")
    assert "已作废" in ordered._api.get(path).get_data(as_text=True)
    ordered.machine_passes(days=3, minutes=1)
    assert ordered._api.get(path).status_code == 404
    ordered.all_read()


def reads(desk: StoryDesk) -> list[str]:
    with desk.runtime.database.reading() as session:
        return list(session.scalars(select(AccessEntry.action)))


def with_roles(desk: StoryDesk, role: str, userid: str = ANALYST) -> None:
    with desk.runtime.database.transaction() as session:
        session.execute(update(Person).where(Person.userid == userid).values(roles=[role]))


def photo_is_a_link_of_the_agent_for_two_hours(desk: StoryDesk) -> None:
    """Where the platform takes no file, the evidence of a draft is for one person, and not for as long as a report."""
    desk.sim.fault("media/upload", "errcode", errcode=60020, times=None)
    desk.says("zuoxi02", "/回复稿 4512")
    issues(desk)
    path = urlsplit(desk.direct("zuoxi02").expects("没能以文件发出", "限本人").text.splitlines()[-1]).path
    number, until, mark = path.rpartition("/")[2].split("-")
    assert desk._api.get(path).get_data() == JPEG
    other = "0" if mark[-1] != "0" else "1"
    for forged in (
        path.replace("zuoxi02", "zuoxi03"),
        path.replace(until, str(int(until) + 3600)),
        path.replace(f"/{number}-", f"/{int(number) + 1}-"),
        path[:-1] + other,
    ):
        assert desk._api.get(forged).status_code == 404, forged
    with_roles(desk, "unit_staff", "zuoxi02")
    assert desk._api.get(path).status_code == 403
    with_roles(desk, "agent", "zuoxi02")
    desk.machine_passes(minutes=119)
    assert desk._api.get(path).status_code == 200
    desk.machine_passes(minutes=2)
    assert desk._api.get(path).status_code == 404
    desk.sim.city.faults.clear()


def test_a_busy_platform_is_asked_three_times_and_then_told_otherwise(ordered: StoryDesk) -> None:
    ordered.sim.fault("media/upload", "errcode", errcode=-1, times=None)
    for _ in range(3):
        ordered.direct(ANALYST).expects_nothing()
        ordered.runtime.issue()
        ordered.runtime.send()
        ordered.machine_passes(seconds=50)
    ordered.runtime.send()
    ordered.direct(ANALYST).expects("没能以文件发出", ".docx")
    ordered.all_read()


def test_a_restart_between_upload_and_sending_uploads_nothing_twice(ordered: StoryDesk) -> None:
    assert ordered.runtime.carrier.run() == 2
    assert ordered.runtime.carrier.run() == 0
    ordered.machine_passes(minutes=10)
    ordered.runtime.send()
    ordered.direct(ANALYST).expects("[file]", ".docx")
    ordered.direct(ANALYST).expects("[file]", ".xlsx")
    assert ordered.sim.city.calls["media/upload"] == 2


def test_what_the_platform_has_lost_is_uploaded_once_more(ordered: StoryDesk) -> None:
    ordered.runtime.carrier.run()
    ordered.sim.city.files.clear()
    ordered.runtime.send()
    ordered.direct(ANALYST).expects_nothing()
    issues(ordered)
    ordered.direct(ANALYST).expects("[file]", ".docx")
    ordered.direct(ANALYST).expects("[file]", ".xlsx")
    assert ordered.sim.city.calls["media/upload"] == 4


def test_a_report_asked_for_in_the_supervisors_group_comes_there_as_files(desk: StoryDesk) -> None:
    desk.runtime.reports.press = ToldPress()
    assert "正在生成日报" in desk.says("sunzr", "/日报", "wrSUPERVISORS")
    issues(desk)
    group = desk.group("wrSUPERVISORS")
    group.expects("【日报】")
    assert group.expects("[file]", ".docx").files[0].content.startswith(b"RB-")
    group.expects("[file]", ".xlsx")
    # In a unit's group nobody is told of reports.
    assert "正在生成" not in desk.says("sunzr", "/日报", "wrQINGHE")
    desk.all_read()


def test_the_draft_says_what_is_recorded_and_names_what_is_not(desk: StoryDesk) -> None:
    push = desk.walks_to_assigned()
    desk.all_read()
    before = desk.says("zuoxi02", "/回复稿 4512")
    assert "缺：" in before and "联系情况" in before and "办理结果" in before and "没有写联系诉求人的情况" in before
    # What is taken back, lies ahead or names another's caller is not stated.
    desk.pastes("zuoxi02", order(SECOND, 来电人="欧阳晓月", 联系电话="13912345678"))
    desk.says("liwg", "4512 我们已经上门清理完了，找欧阳晓月核实过", "wrQINGHE")
    assert "清理完了，找欧阳**核实过。" in desk.says("zuoxi02", "/回复稿 4512")
    desk.says("liwg", "/撤销 4512")
    desk.says("liwg", "4512 明天上午上门看", "wrQINGHE")
    ahead = desk.says("zuoxi02", "/回复稿 4512")
    assert "约定于11月19日12:00前上门。" in ahead and "清理" not in ahead and "现场核实：" not in ahead
    desk.says("liwg", "已联系居民，现场查看是阀门堵塞", quoting=push)
    desk.says("liwg", "/证据 4512")
    sends(desk, "liwg", ("image", JPEG))
    desk.says("liwg", "/办结 4512 已清洗阀门，室温21度")
    desk.says("liwg", "确认办结")
    # Sent back by the citizen, the old result is none, and the draft says why.
    desk.says("zuoxi02", "/回访 4512 满意 未解决 还是不热")
    sent_back = desk.says("zuoxi02", "/回复稿 4512", "wrDESK")
    assert sent_back.splitlines()[1].startswith("请核对：上次回访“满意、未解决”") and "办理结果：" not in sent_back
    assert "表示满意" not in sent_back
    desk.says("liwg", "/办结 4512 已清洗阀门，室温21度")
    desk.says("liwg", "确认办结")
    desk.says("zuoxi02", "/回访 4512 满意 已解决")
    desk.all_read()
    photo_is_a_link_of_the_agent_for_two_hours(desk)
    draft = desk.says("zuoxi02", "/回复稿 4512")
    assert "您反映的“" in draft and "工作人员已与您联系" in draft and "办理结果：已清洗阀门，室温21度。" in draft
    assert "表示满意" in draft and "证据1份" in draft and "缺：现场核实、办理措施。" in draft
    issues(desk)
    photo = desk.direct("zuoxi02").expects("[file]")
    assert photo.files[0].content == JPEG
    # The citizen is not told of himself, and what a later call contradicts is no result.
    assert "市民" not in draft and "**" not in draft and "下一步" not in draft
    # In the group the text alone, and where to get the rest.
    said = desk.says("zuoxi02", "/回复稿 4512", "wrDESK")
    assert "请私聊我发" in said
    issues(desk)
    desk.direct("zuoxi02").expects_nothing()
    desk.all_read()
