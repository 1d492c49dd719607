"""Lines of a bundle are named by figures, circles, ranges and edges; other numbers name none."""

from __future__ import annotations

import pytest

from rules.line_marks import answers_a_list, find_lines


def lines_in(text: str, n_lines: int = 3) -> list[tuple[int, ...]]:
    return [found.lines for found in find_lines(text, n_lines)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("②办完", [(2,)]),
        ("①到③都办完", [(1, 2, 3)]),
        ("①-③收到", [(1, 2, 3)]),
        ("①②办完③明天", [(1,), (2,), (3,)]),
        ("1-3都弄完了", [(1, 2, 3)]),
        ("1到2都弄完了", [(1, 2)]),
        ("2办完了", [(2,)]),
        ("2、3办完了", [(2,), (3,)]),
        ("1、2、弄完", [(1,), (2,)]),
        ("2和3弄好了", [(2,), (3,)]),
        ("1 办完 2 明天", [(1,), (2,)]),
        ("1办完，2明天", [(1,), (2,)]),
        ("1办完2明天3不归我们", [(1,), (2,), (3,)]),
        ("1和2办完3明天", [(1,), (2,), (3,)]),
        ("1、2办完3没弄", [(1,), (2,), (3,)]),
        ("1办完3明天", [(1,), (3,)]),
        ("1和3没弄2好了", [(1,), (3,), (2,)]),
        ("收到，马上联系1和2", [(1,), (2,)]),
        ("1没弄，修好了2、3", [(1,), (2,), (3,)]),
        ("1办完2和3还没", [(1,), (2,), (3,)]),
        ("1办完2到3明天", [(1,), (2, 3)]),
        ("①办完2明天", [(1,), (2,)]),
        ("1.办完了\n2.明天\n3.没联系上", [(1,), (2,), (3,)]),
        ("1、已联系 2、已修好 3、明天", [(1,), (2,), (3,)]),
        ("第二个办完了", [(2,)]),
        ("第2件和第三件都好了", [(2,), (3,)]),
        ("第一到第三个都好了", [(1, 2, 3)]),
    ],
)
def test_lines_of_a_shown_list_are_found(text: str, lines: list[tuple[int, ...]]) -> None:
    assert lines_in(text) == lines


@pytest.mark.parametrize(
    "text",
    [
        "2天内办完",
        "1个办完了",
        "3号楼去过了",
        "2-1-301没人",
        "1-2单元通了",
        "2点到现场",
        "1.5米高的墙",
        "1、已联系居民，明天上门",
        "1.已联系 2.已修好",
        "修好2盏",
        "22度了",
        "4办完了",
        "第二天再去",
        "第一步先清",
        "3:30到",
        "20%完成",
        "2小时后到",
        "第一件事是联系居民",
    ],
)
def test_other_numbers_are_no_lines(text: str) -> None:
    assert lines_in(text) == []


@pytest.mark.parametrize(
    "text", ["1和2换了3根管", "1和2办完，3点去", "1、2修好3盏", "1和2等3天", "1和2花了30", "1和2下午3-4点去"]
)
def test_numbers_of_other_things_behind_lines_are_no_lines(text: str) -> None:
    assert lines_in(text) == [(1,), (2,)]


def test_plain_numbers_are_no_lines_where_no_list_was_shown() -> None:
    assert lines_in("2办完了", 0) == []
    assert lines_in("第二个办完了", 0) == []
    assert lines_in("②办完了", 0) == [(2,)]


def test_edges_of_a_list_are_looked_for_without_a_slow_expression() -> None:
    assert find_lines("前" + " " * 8000 + "x", 9) == []


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("1、2已联系 3没打通", True),
        ("1已联系2没打通", True),
        ("1-3都弄完了", True),
        ("收到，2、3办完了", True),
        ("那个楼门号看不清，是 3 还是 8", False),
        ("1.已联系 2.已修好", False),
        ("1、已联系居民\n2、已修好", False),
        ("1、2号楼都修好了", False),
        ("1-2单元通了，3单元没通", False),
        ("换了2盏灯3根管", False),
        ("下午3点去，4点前办完", False),
        ("打了2次电话，1次接通", False),
        ("1、3、5单元已通暖，居民满意，已办结", False),
        ("1、2、3号楼已完成，4号楼明天", False),
        ("1、2、3号都已完成", True),
        ("1 已联系 2 已到现场 3 已修好", False),
        ("收到，1已联系居民 2明天上门", False),
        ("1已联系居民2明天上门", False),
        ("1已联系 2已修好", True),
        ("1已联系 2已联系 3明天去", True),
        ("1已修好 2没去现场 3已联系", True),
        ("2已联系", True),
        ("3不是我们的，是城管的", True),
        ("3是城管的", True),
        ("除了3都弄完了", True),
        ("除了第二件，其他都好了", True),
        ("前两件弄完了，最后一个没弄", True),
        ("一二都好了，三还没", True),
        ("1弄完了，其他的明天", True),
        ("第3个弄完了", True),
        ("第一件第二件都联系了", True),
        ("1已办结", False),
        ("1", False),
        ("收到", False),
        ("除了3号楼都修好了", False),
        ("除了2户都通了", False),
        ("2车垃圾清走了", False),
        ("3棵树砍了，其他的明天", False),
        ("20分钟到", False),
        ("三天内办完", False),
        ("一楼二楼都修好了", False),
        ("一直没联系上", False),
        ("一会儿去", False),
        ("第一次联系没通", False),
        ("前两天联系过", False),
        ("第一个井盖换好了，第二个明天换", False),
    ],
)
def test_numbers_of_a_list_are_known_without_it(text: str, several: bool) -> None:
    assert answers_a_list(text) is several
