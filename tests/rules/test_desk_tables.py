"""The desk's own tables: what is read, and everything wrong at once with its line."""

from __future__ import annotations

from rules.desk_tables import DeskTables, TableMistake, read_aliases, read_categories

HEAD = ["一级", "二级", "三级", "关键词", "主责单位", "社区可主责"]


def test_a_category_has_its_keywords_its_usual_unit_and_whether_a_community_may_lead() -> None:
    found, mistakes = read_categories(
        [HEAD, ["环境", "清运", "垃圾堆放", "垃圾、满溢", "", "是"], ["供热", "", "", "", "热力公司", "否"], []]
    )
    assert mistakes == []
    tables = DeskTables(found)
    assert tables.may_community_lead(["环境", "清运", "垃圾堆放"])
    assert not tables.may_community_lead(["供热"])
    assert tables.may_community_lead(["表里", "没有"])
    known = tables.by_keyword("垃圾桶满溢")
    assert known is None or known[0].path == ("环境", "清运", "垃圾堆放")
    assert found["供热",].lead_unit == "热力公司"


def test_all_mistakes_of_a_table_are_told_at_once_with_their_lines() -> None:
    _found, mistakes = read_categories(
        [
            HEAD,
            ["环境", "清运", "垃圾", "", "", "也许"],
            ["", "清运", "", "", "", ""],
            ["供热", "", "不热", "", "", ""],
            ["供水", "", "", "", "", ""],
            ["供水", "", "", "", "", ""],
            ["供电", "", "", "", "", "否", "多出来"],
        ]
    )
    assert [each.line for each in mistakes] == [2, 3, 4, 6, 7]
    assert "也许" in mistakes[0].problem and "重复" in mistakes[3].problem


def test_a_table_with_another_heading_is_refused_by_its_heading() -> None:
    assert read_categories([["一级", "二级"]])[1][0].line == 1
    assert read_aliases([["单位", "别名", "电话"]])[1] == [TableMistake(1, "不认识的列：电话")]


def test_one_alias_names_one_unit() -> None:
    found, mistakes = read_aliases(
        [["单位", "别名"], ["城市管理办公室", "城管科、市容科"], ["执法队", "城管科"], ["", "甲"], ["乙", ""]]
    )
    assert found["市容科"] == "城市管理办公室"
    assert [each.line for each in mistakes] == [3, 4, 5]
    assert DeskTables({}, found).called("城管科") == "城市管理办公室"
    assert DeskTables({}, found).called("别的") == "别的"
