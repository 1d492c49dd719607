"""Draws the charts of a report as pictures that can be read in Chinese, by the colour-blind and from a grey printer."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from itertools import accumulate
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reports.outline import Chart, Figure, Series
from reports.paper_text import clean, width, words_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.font_manager import FontProperties

# Low, so that a picture seldom goes to the next page and leaves half of one empty behind it.
PIXELS, HIGH_PIXELS = (1280, 512), (1280, 720)
_DPI = 176
# Packed harder a picture takes twice the time and is a tenth smaller.
_PACKED: dict[str, Any] = {"compress_level": 3}
# Okabe and Ito's colours, from dark to light in grey; bars get a pattern besides, lines a mark.
_COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
_PATTERNS = ("", "///", "...", "xxx", "\\\\\\", "+++")
_MARKS, _STROKES = "osD^vP", ("-", "--", "-.", ":", "-", "--")
_DARK, _PALE = "#333333", "#D9D9D9"
_LABELLED_POINTS = 12
MOST_BARS, _LOW_BARS = 25, 13
_LONG_LABEL, _LONGEST_LABEL = 8, 28
_ABOVE: dict[str, Any] = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0), "frameon": False}


def get_ready() -> None:
    """Load what draws, so that the first report of a process need not wait for it."""
    import matplotlib.backends.backend_agg
    import matplotlib.figure  # noqa: F401


def draw(chart: Chart, number: str) -> bytes:
    """Return a chart as a PNG picture; `number` is that of the report it belongs to."""
    # matplotlib takes a second to load and is paid for only where something is drawn; without pyplot there is no state.
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    shown = _first_bars(chart)
    wide, high = HIGH_PIXELS if _is_high(shown) else PIXELS
    picture = Picture(figsize=(wide / _DPI, high / _DPI), dpi=_DPI, facecolor="white")
    FigureCanvasAgg(picture)
    axes = picture.add_axes((0.08, 0.16, 0.88, 0.62))
    {"bar": _bars, "line": _lines, "pareto": _pareto, "heat": _heat}[chart.kind](axes, shown)
    rest = f"，前{MOST_BARS}项" if len(shown.labels) < len(chart.labels) else ""
    picture.text(
        0.5, 0.955, f"{clean(chart.name)}（单位：{clean(chart.unit)}{rest}）", ha="center", va="top", font=_font(14)
    )
    picture.text(0.985, 0.02, f"数据来源：{clean(number)}", ha="right", va="bottom", color="#595959", font=_font(8))
    _make_room(axes)
    file = BytesIO()
    told = {"Software": None, "Description": _drawn_from(shown)}
    picture.savefig(file, format="png", dpi=_DPI, metadata=told, pil_kwargs=_PACKED)
    return file.getvalue()


def _drawn_from(chart: Chart) -> str:
    """Return the figures of a chart by their keys, which the picture carries along so that it can be checked."""
    figures = (figure for series in chart.series for figure in series.figures)
    return json.dumps({clean(figure.key): words_of(figure) for figure in figures}, ensure_ascii=False)


@lru_cache(maxsize=16)
def _font(size: float) -> FontProperties:
    """The Chinese font that zhplot brings along, without what that package does to matplotlib when it is imported."""
    from matplotlib.font_manager import FontProperties

    found = find_spec("zhplot")
    if found is None or not found.submodule_search_locations:
        raise FileNotFoundError("the package zhplot with the Chinese font of the charts is not installed")
    file = Path(found.submodule_search_locations[0], "fonts", "NotoSansSC-Regular.ttf")
    return FontProperties(fname=str(file), size=size)


def _first_bars(chart: Chart) -> Chart:
    if chart.kind in ("line", "heat") or len(chart.labels) <= MOST_BARS:
        return chart
    series = tuple(Series(each.name, each.figures[:MOST_BARS]) for each in chart.series)
    return Chart(chart.name, chart.kind, chart.labels[:MOST_BARS], series, chart.unit)


def _is_high(chart: Chart) -> bool:
    """Bars need room for many lying ones, or for names that stand aslant below them."""
    return chart.kind == "pareto" or (_is_lying(chart) and len(chart.labels) > _LOW_BARS)


def _is_lying(chart: Chart) -> bool:
    """Bars with many or long names lie one below the other."""
    many = len(chart.labels) > _LABELLED_POINTS or any(width(label) > _LONG_LABEL for label in chart.labels)
    return chart.kind == "bar" and many


def _bars(axes: Axes, chart: Chart) -> None:
    lying = _is_lying(chart)
    thick, places = 0.76 / len(chart.series), range(len(chart.labels))
    for order, series in enumerate(chart.series):
        offset = (order - (len(chart.series) - 1) / 2) * thick
        where, values = [place + offset for place in places], _values(series)
        look: dict[str, Any] = {
            "color": _COLOURS[order % 6],
            "hatch": _PATTERNS[order % 6],
            "edgecolor": "white",
            "label": clean(series.name),
        }
        bars = axes.barh(where, values, thick, **look) if lying else axes.bar(where, values, thick, **look)
        if len(chart.labels) * len(chart.series) <= max(_LABELLED_POINTS, MOST_BARS if lying else 0):
            axes.bar_label(bars, [_short(figure) for figure in series.figures], padding=2, font=_font(10))
    _scale(axes, "x" if lying else "y", max(_reached(chart), default=0))
    _name_places(axes, "y" if lying else "x", chart.labels)
    if lying:
        axes.invert_yaxis()
    _explain(axes, chart)


def _lines(axes: Axes, chart: Chart) -> None:
    for order, series in enumerate(chart.series):
        look: dict[str, Any] = {
            "color": _COLOURS[order % 6],
            "linestyle": _STROKES[order % 6],
            "marker": _MARKS[order % 6],
        }
        axes.plot(range(len(chart.labels)), _values(series), label=clean(series.name), markersize=4, **look)
    if len(chart.labels) <= _LABELLED_POINTS and len(chart.series) <= 2:
        for place in range(len(chart.labels)):
            _label_place(axes, place, [series.figures[place] for series in chart.series])
    _scale(axes, "y", max(_reached(chart), default=0))
    _name_places(axes, "x", chart.labels)
    _explain(axes, chart)


def _label_place(axes: Axes, place: int, figures: list[Figure]) -> None:
    """Write the numbers of one place of a line: the higher above its mark, the lower below, equal ones once."""
    known = [figure for figure in figures if _number(figure) == _number(figure)]
    highest = max(map(_number, known), default=nan)
    for height, figure in {_number(figure): figure for figure in known}.items():
        offset = (0, 6 if height == highest else -13)
        axes.annotate(_short(figure), (place, height), offset, textcoords="offset points", ha="center", font=_font(10))


def _pareto(axes: Axes, chart: Chart) -> None:
    counts, *others = chart.series
    values = [value if value == value else 0 for value in map(_number, counts.figures)]
    bars = axes.bar(range(len(values)), values, 0.7, color=_COLOURS[0], label=f"{clean(counts.name)}（左轴）")
    if len(values) <= _LABELLED_POINTS:
        axes.bar_label(bars, [_short(figure) for figure in counts.figures], padding=2, font=_font(10))
    _scale(axes, "y", max(values, default=0))
    _name_places(axes, "x", chart.labels)
    shares = axes.twinx()
    cumulated = _values(others[0]) if others else [100 * part / (sum(values) or 1) for part in accumulate(values)]
    name = f"{clean(others[0].name) if others else '累计占比'}（右轴）"
    line = shares.plot(range(len(values)), cumulated, color=_COLOURS[5], marker="o", markersize=4, label=name)
    axes.legend(handles=[bars, *line], prop=_font(10), ncols=2, **_ABOVE)
    shares.set_ylim(0, 112)
    shares.set_yticks([0, 20, 40, 60, 80, 100], [f"{share}%" for share in (0, 20, 40, 60, 80, 100)], font=_font(10))
    shares.spines[["top", "left"]].set_visible(False)


def _heat(axes: Axes, chart: Chart) -> None:
    values = [_values(series) for series in chart.series]
    image = axes.imshow(values, cmap="Blues", aspect="auto", vmin=0)
    most = max(_reached(chart), default=0) or 1
    for row, series in enumerate(chart.series):
        for column, figure in enumerate(series.figures):
            colour = "white" if _number(figure) > 0.5 * most else _DARK
            axes.text(column, row, _short(figure), ha="center", va="center", color=colour, font=_font(8))
    _name_places(axes, "x", chart.labels)
    _name_places(axes, "y", [series.name for series in chart.series])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    image.set_clim(0, most)


def _number(figure: Figure) -> float:
    return nan if figure.value is None or isinstance(figure.value, str) else float(figure.value)


def _values(series: Series) -> list[float]:
    return [_number(figure) for figure in series.figures]


def _reached(chart: Chart) -> list[float]:
    return [value for series in chart.series for value in _values(series) if value == value]


def _short(figure: Figure) -> str:
    """A rate stands in a picture without the counts it comes from."""
    return words_of(figure).rpartition(" = ")[2].partition("（")[0]


def _scale(axes: Axes, axis: Literal["x", "y"], highest: float) -> None:
    """Begin at zero, leave air above the highest, and write round steps."""
    from matplotlib.ticker import MaxNLocator

    limits = (0, max(highest, 1) * 1.12)
    steps = [step for step in MaxNLocator(5, integer=True).tick_values(0, max(highest, 1)) if 0 <= step <= limits[1]]
    written: dict[str, Any] = {"ticks": steps, "labels": [f"{step:.0f}" for step in steps], "font": _font(10)}
    if axis == "x":
        axes.set_xticks(**written)
        axes.set_xlim(limits)
    else:
        axes.set_yticks(**written)
        axes.set_ylim(limits)
    axes.grid(axis=axis, color=_PALE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def _name_places(axes: Axes, axis: str, names: Sequence[str]) -> None:
    """Write the names at their places, of many along a line only every so many."""
    every = 1 if axis == "y" else -(-len(names) // 31)
    places = list(range(0, len(names), every))
    written = [_cut(clean(names[place])) for place in places]
    if axis == "y":
        axes.set_yticks(places, written, font=_font(9 if len(names) <= 15 else 8))
        return
    crowded = sum(width(name) + 2 for name in written) > 110
    turned: dict[str, Any] = {"rotation": 40, "ha": "right", "rotation_mode": "anchor"} if crowded else {}
    axes.set_xticks(places, written, font=_font(9 if len(written) <= 15 else 8), **turned)


def _cut(name: str) -> str:
    if width(name) <= _LONGEST_LABEL:
        return name
    while width(name) > _LONGEST_LABEL - 2:
        name = name[:-1]
    return f"{name}…"


def _explain(axes: Axes, chart: Chart) -> None:
    if len(chart.series) > 1:
        axes.legend(prop=_font(10), ncols=len(chart.series), **_ABOVE)


def _make_room(axes: Axes) -> None:
    """Move the left and lower edge of the drawing so that the names beside it stand inside the picture."""
    # Only the names beside the axes reach beyond them; to lay out everything else besides takes twice as long.
    picture, box = axes.figure, axes.get_position()
    names = [name.get_window_extent() for name in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    outer = min(name.x0 for name in names), min(name.y0 for name in names)
    outer_left, outer_lower = picture.transFigure.inverted().transform(outer)
    left, lower = box.x0 + max(0.02 - outer_left, 0), box.y0 + max(0.07 - outer_lower, 0)
    right = 0.93 if len(picture.axes) > 1 else 0.96
    for each in picture.axes:
        each.set_position((left, lower, right - left, box.y1 - lower))
