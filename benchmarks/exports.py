"""Writes the export of a platform that is nobody's: invented orders, as varied as real ones, some of them closed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl

HEADINGS = (
    "工单编号 来电时间 派单时间 来电人 联系电话 是否保密 诉求类型 一级分类 二级分类 三级分类 标题 主要内容 发生地址 "
    "紧急程度 办理时限 截止时间 承办单位 协办单位 工单状态 签收时间 初核时间 转办时间 接单时间 首次联系时间 办结时间 "
    "平台回复时间 办理情况"
).split()
_FAMILIES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚"
_MATTERS = (
    ("市政", "道路", "路灯照明", "{place}的路灯连续{n}天不亮，晚上漆黑一片，老人出行容易摔倒"),
    ("供热", "居民供暖", "室内温度不达标", "家中暖气不热，室温只有{n}度，已向热力公司报修两次没有人上门"),
    ("环境", "垃圾清运", "垃圾堆放", "{place}旁垃圾桶满溢，{n}天没有清运，气味很大，影响周边居民生活"),
    ("住房", "物业管理", "电梯故障", "{place}电梯坏了{n}天，物业说等配件，高层住户上下楼不方便"),
    ("交通", "停车管理", "占道停车", "{place}门口每天有{n}多辆车占道停放，堵住消防通道，多次反映没有解决"),
    ("城管", "施工管理", "夜间施工噪声", "{place}东侧工地夜里{n}点以后还在施工，噪声扰民，孩子无法休息"),
    ("供水", "居民用水", "水压不足", "{place}水压小，六层以上早晚高峰没有水，已经{n}天"),
    ("物业", "公共设施", "单元门损坏", "{place}单元门坏了{n}周没有修，外来人员随意进出，住户觉得不安全"),
)
_PLACES = ("柳湾路8号院", "青禾家园东区", "槐树庄小区", "北柳巷12号院", "云杉里", "南柳小区西区", "河沿胡同")
_ENDING = "。来电人希望相关部门尽快核实处理，并将办理结果反馈给来电人，联系时请说明工单编号。"
_UNITS = ("青禾家园社区", "北柳巷社区", "槐树庄社区", "云杉里社区", "城市管理办公室", "综合行政执法队", "柳湾热力公司")
_LIMITS = (("紧急", "2小时", 2), ("一般", "24小时", 24), ("一般", "7天", 168), ("一般", "15天", 360))


def write_export(file: Path, n_rows: int, closed_share: float, until: datetime) -> None:
    """Write a workbook of so many orders; the open ones are of the last days before `until` (local time)."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("工单")
    sheet.append(["某乡工单导出"])
    sheet.append(HEADINGS)
    for row in rows(n_rows, closed_share, until):
        sheet.append(row)
    book.save(file)


def rows(n_rows: int, closed_share: float, until: datetime) -> Iterator[Sequence[object]]:
    """Yield the rows of such an export, the same ones each time."""
    chance = random.Random(2026)
    for number in range(n_rows):
        is_closed = chance.random() < closed_share
        days_ago = chance.uniform(17, 700) if is_closed else chance.uniform(0.1, 1.5)
        yield _row(chance, number, until - timedelta(days=days_ago), until, is_closed)


def _row(chance: random.Random, number: int, at: datetime, until: datetime, is_closed: bool) -> Sequence[object]:
    matter, place = chance.choice(_MATTERS), chance.choice(_PLACES)
    urgency, limit, hours = chance.choice(_LIMITS)
    name = chance.choice(_FAMILIES) + "".join(chance.choices(_GIVEN, k=chance.randint(1, 2)))
    door = f"{chance.randint(1, 18)}0{chance.randint(1, 4)}室"
    address = f"{place}{chance.randint(1, 30)}号楼{chance.randint(1, 6)}单元{door}"
    content = f"{name[0]}先生来电反映：" + matter[3].format(place=place, n=chance.randint(2, 30)) + _ENDING
    # Midnight itself may be a day without its time, and is asked for.
    dispatched = at.replace(second=max(1, at.second), microsecond=0)
    dues = [dispatched + timedelta(minutes=minutes) for minutes in (8, 14, 25, 60, 70)]
    if is_closed:
        done = dispatched + timedelta(hours=hours * chance.uniform(0.3, 1.1))
        moments: list[datetime | None] = [*dues, done, done + timedelta(minutes=30)]
    else:
        moments = [moment if moment < until else None for moment in dues[:3]] + [None] * 4
    return [
        f"{dispatched:%Y%m%d}{number % 1_000_000:06d}",
        dispatched - timedelta(minutes=20),
        dispatched,
        name,
        f"1{chance.choice('3578')}{chance.randint(0, 999_999_999):09d}",
        "是" if chance.random() < 0.03 else "否",
        chance.choice(("求助", "投诉", "咨询", "建议")),
        *matter[:3],
        f"关于{place}{matter[2]}的问题",
        content,
        address,
        urgency,
        limit,
        dispatched + timedelta(hours=hours),
        chance.choice(_UNITS),
        chance.choice(_UNITS[4:5]) if chance.random() < 0.05 else None,
        "已归档" if is_closed else "已转办",
        *moments,
        "已联系来电人并上门处理，来电人表示满意。" if is_closed else None,
    ]
