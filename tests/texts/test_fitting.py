from __future__ import annotations

from texts.fitting import clipped, fitting


def test_text_that_fits_stays_as_it_is() -> None:
    assert fitting("一\n二", 7) == "一\n二"


def test_long_text_ends_at_a_line_and_points_to_the_board() -> None:
    shortened = fitting("\n".join(f"第{number}行" for number in range(400)), 2048)
    assert len(shortened.encode()) <= 2048
    *lines, last = shortened.split("\n")
    assert last == "…（更多请看看板）" and lines[-1] == f"第{len(lines) - 1}行"


def test_one_endless_line_is_cut_between_characters() -> None:
    shortened = fitting("长" * 1000, 2048)
    assert 2000 < len(shortened.encode()) <= 2048
    assert set(shortened.split("\n")[0]) == {"长"}


def test_title_that_is_cut_says_so_and_ends_in_no_comma() -> None:
    assert clipped("楼道照明灯坏了三天，老人上下楼不便", 20) == "楼道照明灯坏了三天，老人上下楼不便"
    assert clipped("楼道照明灯坏了三天，老人上下楼不便", 10) == "楼道照明灯坏了三天…"
    assert clipped("楼道照明灯坏了三天，老人上下楼不便", 11) == "楼道照明灯坏了三天…"
