"""Makes up a month of a township as an outline, to be put on paper in tests; every name and number is invented."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from reports.outline import Chart, Figure, Outline, Paragraph, Section, Series, Table, Value
from rules.report_periods import Period, ReportKind

UNITS = (
    "北柳巷社区",
    "青禾家园社区",
    "东篱社区",
    "石桥村",
    "南塘村",
    "物业管理科",
    "城市管理办公室",
    "市容环境卫生服务中心",
)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
CATEGORIES = (
    ("物业管理·电梯故障及维修", 96),
    ("供暖·室温不达标", 71),
    ("市容环卫·垃圾清运不及时", 58),
    ("停车管理·占用消防通道", 44),
    ("噪声扰民·夜间施工", 37),
    ("供水·二次供水水质", 22),
    ("违法建设·私搭乱建", 19),
    ("道路·路灯不亮", 14),
    ("养犬管理", 9),
    ("其他", 6),
)


def figure(key: str, name: str, value: Value, shown: str | None = None) -> Figure:
    return Figure(key, name, value, "—" if value is None else str(value) if shown is None else shown, f"按{name}统计")


def rate(key: str, name: str, part: int, whole: int) -> Figure:
    if not whole:
        return figure(key, name, None)
    percent = (Decimal(100 * part) / whole).quantize(Decimal("0.1"))
    return figure(key, name, percent, f"{part}/{whole} = {percent}%{'（样本少）' if whole < 10 else ''}")


def outline(
    kind: ReportKind = ReportKind.MONTHLY,
    sections: tuple[Section, ...] | None = None,
    summary: tuple[Paragraph, ...] | None = None,
) -> Outline:
    start, end = datetime(2026, 10, 31, 16, tzinfo=UTC), datetime(2026, 11, 30, 16, tzinfo=UTC)
    received, change = (
        figure("received_count", "受理量", 376),
        figure("received_pop", "受理量环比", Decimal("-12.5"), "下降12.5%"),
    )
    signed = rate("sign_on_time_rate", "签收及时率", 371, 376)
    told = (
        Paragraph(("【月报】本月受理", received, "件，环比", change, "。")),
        Paragraph(("签收及时率", signed, "。")),
    )
    if sections is None:
        sections = month(received, change, signed)
    return Outline(
        kind,
        "YB-202611-1",
        "三间房乡接诉即办工作月报",
        "三间房乡",
        Period(start, end),
        "2026年11月",
        datetime(2026, 12, 1, 0, 30, tzinfo=UTC),
        sections,
        told if summary is None else summary,
    )


def month(received: Figure, change: Figure, signed: Figure) -> tuple[Section, ...]:
    return (
        Section(
            "总体情况",
            (
                Paragraph(
                    (
                        "本月共受理群众诉求",
                        received,
                        "件，环比",
                        change,
                        "；签收及时率",
                        signed,
                        "，满意率较上月",
                        figure("satisfaction_pop", "满意率环比", Decimal("2.3"), "上升2.3个百分点"),
                        "。",
                    )
                ),
                Paragraph(
                    (
                        "办理时长中位数",
                        figure("time_to_close", "办理时长中位数", 80, "1小时20分"),
                        "，挂账件",
                        figure("suspended_count", "挂账件", 0),
                        "件。下一步继续盯紧临期件，对反复诉求逐件上门。",
                    )
                ),
                by_day(),
            ),
        ),
        Section("诉求分类", (categories(), pareto())),
        Section("各单位办理情况", (units(), unit_bars())),
        Section("时段分布", (heat(),)),
        Section("超时件及原因", (overdue(),)),
        Section("群体诉求", ()),
        Section(
            "回访不满意件",
            (Table("回访不满意件清单", ("工单号", "单位", "原因"), ()), Chart("不满意原因", "bar", (), ())),
        ),
    )


def by_day() -> Chart:
    days = tuple(f"{day}日" for day in range(1, 31))
    now = tuple(figure(f"day.{day}.received", f"{day}受理量", 6 + 5 * order % 17) for order, day in enumerate(days))
    before = tuple(
        figure(f"day.{day}.before", f"上月{day}受理量", 9 + 7 * order % 13) for order, day in enumerate(days)
    )
    return Chart("每日受理量", "line", days, (Series("本月", now), Series("上月", before)))


def categories() -> Table:
    total = sum(count for _, count in CATEGORIES)
    rows = [
        (
            name,
            figure(f"category.{name}.count", f"{name}受理量", count),
            rate(f"category.{name}.share", f"{name}占比", count, total),
            figure(
                f"category.{name}.pop",
                f"{name}环比",
                Decimal(count - 40) / 2,
                f"{'上升' if count > 40 else '下降'}{abs(Decimal(count - 40) / 2)}%",
            ),
        )
        for name, count in CATEGORIES
    ]
    rows.append(
        (
            "合计",
            figure("category.total", "合计", total),
            rate("category.total.share", "合计占比", total, total),
            figure("x", "环比", None),
        )
    )
    return Table("诉求分类前十", ("类别", "受理量", "占比", "环比"), tuple(rows), has_total=True)


def pareto() -> Chart:
    counts = tuple(figure(f"category.{name}.count", f"{name}受理量", count) for name, count in CATEGORIES)
    return Chart("诉求分类帕累托图", "pareto", tuple(name for name, _ in CATEGORIES), (Series("受理量", counts),))


def units() -> Table:
    columns = ("承办单位", "受理量", "办结量", "按时办结率", "首联及时率", "响应率", "解决率", "满意率", "综合成绩")
    return Table("各单位办理情况", columns, tuple(unit_row(unit, 61 - 7 * order) for order, unit in enumerate(UNITS)))


def unit_row(unit: str, count: int) -> tuple[str | Figure, ...]:
    part = max(count - 3, 0)
    return (
        unit,
        figure(f"unit.{unit}.received", f"{unit}受理量", count),
        figure(f"unit.{unit}.closed", f"{unit}办结量", part),
        *(
            rate(f"unit.{unit}.{key}", f"{unit}{key}", part, count)
            for key in ("closing", "contact", "response", "solved", "satisfied")
        ),
        figure(f"unit.{unit}.score", f"{unit}综合成绩", Decimal("93.4")),
    )


def unit_bars() -> Chart:
    counts = tuple(figure(f"unit.{unit}.received", "", 61 - 7 * order) for order, unit in enumerate(UNITS))
    closed = tuple(figure(f"unit.{unit}.closed", "", 58 - 7 * order) for order, unit in enumerate(UNITS))
    return Chart("各单位受理与办结", "bar", UNITS, (Series("受理量", counts), Series("办结量", closed)))


def heat() -> Chart:
    hours = tuple(f"{hour}时" for hour in range(24))
    series = tuple(
        Series(
            day,
            tuple(
                figure(f"heat.{day}.{hour}", "", (row * 5 + 11 * column) % 14 * (6 < column < 23))
                for column, hour in enumerate(hours)
            ),
        )
        for row, day in enumerate(WEEKDAYS)
    )
    return Chart("诉求时段分布", "heat", hours, series)


def overdue() -> Table:
    columns = ("工单号", "承办单位", "诉求", "超时", "原因")
    rows = tuple(
        (
            f"2026111900{order:04d}",
            UNITS[order % 8],
            "居民反映楼内电梯多次困人，物业称待厂家到货后更换主板，请尽快协调修复并告知时间",
            figure(f"overdue.{order}.late", "超时", 95 + order, f"1小时{35 + order}分"),
            "等待厂家配件" if order % 2 else "责任单位反复协调未果，已提请挂账",
        )
        for order in range(12)
    )
    return Table("超时件清单", columns, rows)
