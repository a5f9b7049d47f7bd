"""Charts as pictures that need nothing: Vega-Lite drawn to SVG at build, with intervals drawn as intervals.

The chart is written in the grammar's own words: a library that writes them takes longer to load than a page to make.
What comes in: a finding's rows. What goes out: SVG with title and description inside, coloured by the style sheet so
that it follows light and dark. Never here: a number that the table beneath does not hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

import vl_convert

from answerable.model.finding import Finding
from answerable.model.ids import make_key
from answerable.publish.language import Language

MOST_ROWS = 10
"""Rows that are drawn; the table beneath holds all."""
_VERSION = 1
"""Raised when the same values are drawn otherwise, so that pictures kept from before are not taken."""
_WIDTH = 350
_STEP = 38
_SURE, _DOUBT, _INK, _RULE = "#010101", "#020202", "#030303", "#040404"
"""Colours that stand for classes of the style sheet; they are replaced after drawing."""
_CLASSES = {_SURE: "c-sure", _DOUBT: "c-doubt", _INK: "c-ink", _RULE: "c-rule"}


class ChartShelf:
    """Pictures already drawn, by what they were drawn from: within a run, and in a folder between runs.

    Args:
        folder: where they are kept; None for this run only.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._drawn: dict[str, str] = {}

    def draw(self, values: list[dict[str, Any]], make: Callable[[], dict[str, Any]]) -> str:
        """The chart of some values as SVG, as the library draws it; the chart is made only if it was not drawn yet."""
        key = make_key("chart", _VERSION, version("vl-convert-python"), values)
        if key not in self._drawn:
            self._drawn[key] = self._find(key) or self._make(key, make())
        return self._drawn[key]

    def _find(self, key: str) -> str:
        if self._folder is None:
            return ""
        try:
            return (self._folder / f"{key}.svg").read_text(encoding="utf-8")
        except OSError:
            return ""

    def _make(self, key: str, spec: dict[str, Any]) -> str:
        svg = str(vl_convert.vegalite_to_svg(spec))
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            (self._folder / f"{key}.svg").write_text(svg, encoding="utf-8")
        return svg


def draw_bars(
    finding: Finding, labels: list[str], language: Language, *, number: int, shelf: ChartShelf | None = None
) -> str:
    """Horizontal bars: the label above, the sure part solid, the doubtful part light, the number at its end.

    Labels stand above their bars, so that the picture can be as narrow as a telephone and none is cut off.

    Args:
        finding: with rows; the first `MOST_ROWS` are drawn.
        labels: for readers, one a row.
        language: of the numbers.
        number: of the picture on its page, for its ids.
        shelf: of pictures already drawn.
    """
    share = finding.unit == "share"
    rows = finding.rows[:MOST_ROWS]
    top = max((row.value.high or row.value.low for row in rows), default=0) or 1
    values = []
    for place, (label, row) in enumerate(zip(labels, rows, strict=False)):
        high = top * 1.08 if row.value.high is None else row.value.high
        exact = row.value.is_exact or row.value.high is None
        shown = language.value(row.value, finding.unit) if exact else _short(row.value.low, high, language, share)
        values.append({"place": place, "label": label, "low": row.value.low, "high": high, "shown": shown, "zero": 0})
    svg = (shelf or ChartShelf()).draw(values, partial(_make_chart, values, top))
    return _dress(svg, finding, labels, language, number)


def _make_chart(values: list[dict[str, Any]], top: float) -> dict[str, Any]:
    """The layers of the chart in Vega-Lite: labels, sure parts, doubtful parts, numbers."""
    y = {"field": "place", "type": "ordinal", "axis": None, "scale": {"padding": 0}}
    scale = {"domain": [0, top * 1.2], "nice": False}

    def x(field: str) -> dict[str, Any]:
        return {"field": field, "type": "quantitative", "axis": None, "scale": scale}

    def words(field: str, at: str, **place: int) -> dict[str, Any]:
        mark = {"type": "text", "color": _INK, "fontSize": 13, "font": "sans-serif", "align": "left", **place}
        return {"mark": mark, "encoding": {"y": y, "x": x(at), "text": {"field": field, "type": "nominal"}}}

    def bar(color: str, **ends: dict[str, Any]) -> dict[str, Any]:
        return {"mark": {"type": "bar", "color": color, "height": 12, "yOffset": 8}, "encoding": {"y": y, **ends}}

    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "data": {"values": values},
        "width": _WIDTH,
        "height": {"step": _STEP},
        "config": {"background": "transparent", "padding": 0, "view": {"stroke": None}},
        "layer": [
            words("label", "zero", dy=-7),
            bar(_SURE, x=x("low")),
            bar(_DOUBT, x=x("low"), x2={"field": "high"}),
            words("shown", "high", dx=6, dy=8),
        ],
    }


def _short(low: float, high: float, language: Language, share: bool) -> str:
    show = language.percent if share else language.number
    return f"{show(low)}–{show(high)}"


def _dress(svg: str, finding: Finding, labels: list[str], language: Language, number: int) -> str:
    """Give the picture its title and description, drop roles meant for scripts, hand colours to the style sheet."""
    svg = re.sub(r'\s(?:aria-[\w-]+|role|pointer-events|stroke-miterlimit|xmlns:xlink|version)="[^"]*"', "", svg)
    svg = re.sub(r'\sclass="[^"]*"', "", svg)
    svg = re.sub(r'<path d="[^"]*" display="none"\s*/>|<path[^>]*\sd="(?:M0,0h0v0h0Z)?"[^>]*/>', "", svg)
    svg = re.sub(r'<rect width="\d+" height="\d+" fill="transparent"\s*/>', "", svg)
    for color, name in _CLASSES.items():
        svg = svg.replace(f'fill="{color}"', f'class="{name}"').replace(f'stroke="{color}"', f'class="{name}"')
    svg = re.sub(r'\s(?:opacity="1"|stroke-width="1"|font-family="[^"]*")', "", svg)
    svg = re.sub(r"(\d+\.\d)\d+", r"\1", svg).replace(' transform="translate(0,0)"', "")
    # What the style sheet says for all: nothing is said twice, and bars without width are not drawn.
    svg = re.sub(r' (?:text-anchor="start"|font-size="13px"|class="c-ink")', "", svg)
    svg = re.sub(r'<path d="M[\d.]+,[\d.]+h0v12h0Z"[^>]*/>|<path d="M0,0h\d+v\d+h-\d+Z"/>', "", svg)
    svg = re.sub(r'<text transform="translate\(([\d.]+),([\d.]+)\)"', r'<text x="\1" y="\2"', svg).replace(' x="0"', "")
    svg = re.sub(r"(M0,[\d.]+h[\d.]+v12)h-[\d.]+Z", r"\1H0Z", re.sub(r"<g>\s*</g>", "", svg))
    drawn = zip(labels, finding.rows[:MOST_ROWS], strict=False)
    said = "; ".join(f"{label}: {language.value(row.value, finding.unit)}" for label, row in drawn)
    head = f'<title id="c{number}t">{escape(finding.title)}</title><desc id="c{number}d">{escape(said)}</desc>'
    head_at = svg.index(">") + 1
    opening = re.sub(r'\s(?:width|height)="[^"]*"', "", svg[:head_at])
    opening = opening.replace("<svg", f'<svg class="chart" role="img" aria-labelledby="c{number}t c{number}d"', 1)
    return opening + head + svg[head_at:]
