"""How the units of the invented township work: some fast, some slow, some that citizens are content with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Ways:
    """A unit's pace against the limits it has, how often it runs late, and the shares of content callers."""

    pace: float
    late: float
    pleased: float


WAYS: dict[str, Ways] = {
    "青禾家园社区": Ways(0.30, 0.03, 0.90),
    "北柳巷社区": Ways(0.42, 0.06, 0.84),
    "南柳社区": Ways(0.50, 0.09, 0.80),
    "槐树庄社区": Ways(0.66, 0.16, 0.72),
    "云杉里社区": Ways(0.36, 0.04, 0.88),
    "便民服务中心": Ways(0.25, 0.02, 0.92),
    "城市管理办公室": Ways(0.46, 0.07, 0.82),
    "社区建设办公室": Ways(0.55, 0.10, 0.78),
    "平安建设办公室": Ways(0.40, 0.05, 0.81),
    "综合行政执法队": Ways(0.62, 0.14, 0.70),
    "民生保障办公室": Ways(0.33, 0.03, 0.89),
    "柳湾热力公司": Ways(0.52, 0.12, 0.74),
}
