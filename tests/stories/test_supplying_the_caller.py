"""Who called, when the order did not say it: supplied in direct chat, sealed, named nowhere else."""

from __future__ import annotations

import re

from models.queries.deliveries import deliveries_of_ticket
from models.queries.tickets import latest_round
from tests.stories.desk import StoryDesk
from tests.stories.town import CALLER_NAME, CALLER_PHONE, NUMBER, SECOND, order


def test_missing_phone_is_supplied_sealed_found_and_told_in_no_event(desk: StoryDesk) -> None:
    assert "缺：来电人、联系电话" in desk.pastes("zuoxi02", order(来电人="", 联系电话=""))
    assert "已更正联系电话" in desk.says("zuoxi02", "/更正 4512 联系电话 139 1234 5678")
    assert "已更正来电人" in desk.says("zuoxi02", f"/更正 4512 来电人 {CALLER_NAME}")
    shown = desk.says("zuoxi02", "/电话 4512")
    assert CALLER_NAME in shown and CALLER_PHONE in shown
    assert NUMBER in desk.says("zuoxi02", f"/查 {CALLER_PHONE}")
    told = desk.api_text(f"/tickets/{NUMBER}")
    assert CALLER_NAME not in told and CALLER_PHONE not in told


def test_supplied_phone_is_taken_back_and_a_wrong_one_refused_without_repeating_it(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(联系电话=""))
    refused = desk.says("zuoxi02", "/更正 4512 联系电话 1391234")
    assert "不像联系电话" in refused and "1391234" not in refused
    desk.says("zuoxi02", f"/更正 4512 联系电话 {CALLER_PHONE}")
    assert "已撤销“更正联系电话”，现为" in desk.says("zuoxi02", "/撤销")
    assert CALLER_PHONE not in desk.says("zuoxi02", "/电话 4512")


def test_in_a_group_the_caller_is_not_taken_but_asked_to_be_withdrawn(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(联系电话=""))
    answer = desk.says("zuoxi02", f"/更正 4512 联系电话 {CALLER_PHONE}", "wrDESK")
    assert "撤回本条" in answer and CALLER_PHONE not in answer
    assert CALLER_PHONE not in desk.says("zuoxi02", "/电话 4512")


def test_secrecy_is_set_by_an_agent_and_lifted_by_an_official_or_an_undo_only(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    assert "已更正保密" in desk.says("zuoxi02", "/更正 4512 保密 是")
    assert desk.ticket().shape["confidential"] is True
    assert "取消须由主管" in desk.says("zuoxi02", "/更正 4512 保密 否")
    desk.says("zuoxi02", "/撤销")
    assert desk.ticket().shape["confidential"] is False
    desk.says("zuoxi02", "/更正 4512 保密 是")
    assert "不能用 /更正" in desk.says("sunzr", "/更正 4512 地址 云杉里6号楼")
    assert "已更正保密" in desk.says("sunzr", "/更正 4512 保密 否")
    assert desk.ticket().shape["confidential"] is False


def test_who_is_supplied_late_is_hidden_in_what_was_said_before(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(来电人="", 联系电话="", 主要内容="赵大勇反映灯坏"))
    for command in ("/签收 4512", "/初核 4512 属实 赵大勇说对", "/更正 4512 分类 灯/赵大勇家", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    desk.says("liwg", "4512 去了赵大勇家没人", "wrQINGHE")
    desk.says("zuoxi02", "/更正 4512 来电人 赵大勇")
    for who, chat in (("zuoxi02", "wrDESK"), ("liwg", "wrQINGHE")):
        answer = desk.says(who, "/查 4512", chat)
        assert "去了赵**家没人" in answer and "赵大勇" not in answer
    assert "赵大勇" not in desk.api_text(f"/tickets/{NUMBER}")
    with desk.runtime.database.reading() as session:
        waiting = deliveries_of_ticket(session, latest_round(session, NUMBER).id)
        assert not [row for row in waiting if "赵大勇" in str(row.facts)]


def test_who_was_taken_for_the_caller_before_stays_hidden_and_comes_back_by_undo(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/更正 4512 联系电话 13600000001")
    desk.says("zuoxi02", "/更正 4512 来电人 刘金凤")
    desk.says("zuoxi02", f"/更正 4512 内容 {CALLER_NAME}说还是冷，刘金凤也说冷，可打{CALLER_PHONE}")
    for command in ("/签收 4512", "/初核 4512 属实", "/转办 4512 青禾"):
        desk.says("zuoxi02", command)
    posted = desk.group("wrQINGHE").expects("新工单", "欧阳**说还是冷，刘**也说冷").text
    desk.says("liwg", f"4512 收到，联系了{CALLER_NAME}", "wrQINGHE")
    for told in (posted, desk.says("zuoxi02", "/查 4512", "wrDESK"), desk.api_text(f"/tickets/{NUMBER}")):
        assert CALLER_NAME not in told and CALLER_PHONE not in told and "刘金凤" not in told


def test_correction_of_the_caller_is_taken_back_to_who_it_was(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    desk.says("zuoxi02", "/更正 4512 来电人 刘金凤")
    assert "已撤销“更正来电人”" in desk.says("zuoxi02", "/撤销")
    shown = desk.says("zuoxi02", "/电话 4512")
    assert CALLER_NAME in shown and "刘金凤" not in shown
    assert NUMBER in desk.says("zuoxi02", f"/查 {CALLER_NAME}")


def test_room_of_a_corrected_address_is_told_by_phone_lookup_alone_and_comes_back_by_undo(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.says("zuoxi02", "/更正 4512 地址 云杉里6号楼3单元1201")
    desk.says("zuoxi02", "/撤销")
    assert desk.ticket().shape["address"] == "青禾家园二期3号楼"
    assert "青禾家园二期3号楼2单元501" in desk.says("zuoxi02", "/电话 4512 核对")
    desk.says("zuoxi02", "/更正 4512 地址 青禾家园二期5号楼1单元602")
    shown = desk.says("zuoxi02", "/电话 4512 核对")
    assert "青禾家园二期5号楼1单元602" in shown and "501" not in shown
    desk.says("liwg", "4512 602的不在家，501的也不在", "wrQINGHE")
    told = desk.says("zuoxi02", "/查 4512", "wrDESK") + desk.api_text(f"/tickets/{NUMBER}")
    # A sha256 of a message may hold any three digits.
    words = re.sub(r"\b[0-9a-f]{64}\b", "", told)
    assert "602" not in words and "501" not in words


def test_former_caller_of_the_order_beside_is_hidden_in_what_is_said_of_both(desk: StoryDesk) -> None:
    desk.walks_to_assigned()
    desk.walks_to_assigned(SECOND)
    for name in ("刘金凤", "钱多多"):
        desk.says("zuoxi02", f"/更正 4513 来电人 {name}")
    desk.says("liwg", "4512和4513都修好了，钱多多和刘金凤都满意", "wrQINGHE")
    for told in (desk.says("zuoxi02", "/查 4512", "wrDESK"), desk.api_text(f"/tickets/{NUMBER}")):
        assert "钱**和刘**都满意" in told and "刘金凤" not in told


def test_word_for_a_caller_who_keeps_it_to_himself_is_no_name(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    for word in ("匿名", "保密", "不详"):
        assert "不像来电人" in desk.says("zuoxi02", f"/更正 4512 来电人 {word}")
    assert CALLER_NAME in desk.says("zuoxi02", "/电话 4512")


def test_copy_with_the_phone_that_was_put_right_since_is_no_other_callers(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(诉求类型=""))
    desk.says("zuoxi02", "/更正 4512 联系电话 13600000001")
    assert "请核对单号" not in desk.pastes("zuoxi02", order(是否保密="是"))
    shown = desk.ticket().shape
    assert shown["confidential"] is True and shown["kind"] == "投诉"


def test_room_that_only_a_second_copy_tells_is_there_for_whoever_goes(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order(问题点位=""))
    desk.pastes("zuoxi02", order(问题点位="云杉里6号楼3单元1201"))
    assert "1201" not in desk.says("zuoxi02", "/查 4512")
    assert "1201" in desk.says("zuoxi02", "/电话 4512")
    desk.says("zuoxi02", "/撤销")
    assert "1201" not in desk.says("zuoxi02", "/电话 4512")


def test_place_taken_for_a_name_is_open_again_when_that_is_taken_back(desk: StoryDesk) -> None:
    desk.pastes("zuoxi02", order())
    before = desk.ticket().shape["address"]
    desk.says("zuoxi02", f"/更正 4512 来电人 {before[:4]}")
    assert desk.ticket().shape["address"] != before
    desk.says("zuoxi02", "/撤销")
    assert desk.ticket().shape["address"] == before
