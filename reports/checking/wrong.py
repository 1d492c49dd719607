"""One thing that is wrong in a finished report, worded for the analyst who has to mend it."""

from __future__ import annotations

from dataclasses import dataclass

WORDS = {
    "damaged": "文件损坏，无法打开",
    "missing_file": "缺少文件",
    "missing_sheet": "缺少工作表",
    "extra_sheet": "多出工作表",
    "hidden": "有隐藏内容",
    "formula": "单元格里是公式，不是数值",
    "tracked_change": "有未接受的修订或批注",
    "bad_reference": "引用的单元格不存在",
    "wrong_cell": "引用了别的单元格",
    "differs_from_cell": "与指标表单元格不一致",
    "unreferenced": "指标没有在正文或表格中出现",
    "unknown_figure": "没有办法复核的指标",
    "wrong_figure": "与原始数据重新计算的结果不一致",
    "wrong_shown": "写法与数值不一致",
    "figure_twice": "同一指标出现两次",
    "missing_figure": "指标表缺少指标",
    "stray_digit": "正文里有没有出处的数字",
    "text_differs": "文字与数据生成的不一致",
    "missing_text": "缺少一段文字或一行",
    "extra_text": "多出一段文字或一行",
    "wrong_total": "合计不等于各行之和",
    "shares_not_whole": "占比之和不是百分之百",
    "rate_out_of_range": "比率不在零到百分之百之间",
    "part_over_whole": "分子大于分母",
    "few_unmarked": "样本少于十没有标注",
    "nothing_shown_as_zero": "没有数据应写“—”",
    "percent_for_points": "比率的变化应写“个百分点”",
    "points_for_percent": "数量的变化应写百分比",
    "wrong_direction": "上升、下降或持平写反了",
    "wrong_base": "对比的期间写错了",
    "unknown_name": "单位、分类或人员名称在数据里没有",
    "other_subject": "这件工单不属于专项对象",
    "unknown_ticket": "工单号在数据里没有",
    "wrong_weekday": "星期写错了",
    "impossible_date": "日期不存在",
    "date_outside": "日期不在报告期内",
    "wrong_number": "报告编号不一致",
    "wrong_title": "标题不一致",
    "wrong_period": "报告期不一致",
    "chart_differs": "图的数据与表不一致",
    "summary_differs": "摘要与数据不一致",
    "identity": "出现了可能是个人信息的内容",
    "remains": "有没有写完的地方",
    "doubled": "标点重复，或字间有空格",
    "empty_section": "小节是空的",
}


@dataclass(frozen=True)
class Wrong:
    """What is wrong, where it stands, what should stand there and what does."""

    code: str
    where: str
    expected: str = ""
    found: str = ""

    @property
    def text(self) -> str:
        """Return it as one line for the analyst."""
        should = f"，应为“{self.expected}”" if self.expected else ""
        does = f"，实为“{self.found}”" if self.found else ""
        return f"{self.where}：{WORDS[self.code]}{should}{does}"
