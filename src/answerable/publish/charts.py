"""Charts as pictures that need nothing: Vega-Altair drawn to SVG at build, with intervals drawn as intervals.

What comes in: a finding's rows. What goes out: SVG with title and description inside, coloured by the style sheet so
that it follows light and dark. Never here: a number that the table beneath does not hold.
"""

from __future__ import annotations

import re
from html import escape

import altair
import vl_convert

from answerable.model.finding import Finding
from answerable.publish.language import Language

_WIDTH = 440
_STEP = 26
_SURE, _DOUBT, _INK, _RULE = "#010101", "#020202", "#030303", "#040404"
"""Colours that stand for classes of the style sheet; they are replaced after drawing."""
_CLASSES = {_SURE: "c-sure", _DOUBT: "c-doubt", _INK: "c-ink", _RULE: "c-rule"}


def draw_bars(finding: Finding, labels: list[str], language: Language, *, number: int) -> str:
    """Horizontal bars: the sure part solid, the doubtful part hatched light, the number at its end.

    Args:
        finding: with rows.
        labels: for readers, one a row.
        language: of the numbers.
        number: of the picture on its page, for its ids.
    """
    share = finding.unit == "share"
    top = max((row.value.high or row.value.low for row in finding.rows), default=0) or 1
    values = []
    for label, row in zip(labels, finding.rows, strict=True):
        high = top * 1.08 if row.value.high is None else row.value.high
        shown = (
            language.value(row.value, finding.unit)
            if row.value.is_exact
            else _short(row.value.low, high, language, share)
        )
        values.append({"label": label, "low": row.value.low, "high": high, "shown": shown})
    data = altair.InlineData(values=values)
    rows = altair.Y(
        "label:N",
        sort=None,
        title=None,
        axis=altair.Axis(
            labelLimit=170, labelFontSize=13, labelColor=_INK, labelFont="sans-serif", domain=False, ticks=False,
            labelPadding=8,
        ),
    )  # fmt: skip
    scale = altair.Scale(domain=[0, top * 1.22], nice=False)
    base = altair.Chart(data)
    sure = base.mark_bar(color=_SURE, height=14).encode(y=rows, x=altair.X("low:Q", title=None, scale=scale, axis=None))
    doubt = base.mark_bar(color=_DOUBT, height=14).encode(
        y=rows, x=altair.X("low:Q", scale=scale, axis=None), x2="high:Q"
    )
    text = base.mark_text(align="left", dx=6, color=_INK, fontSize=13, font="sans-serif").encode(
        y=rows, x=altair.X("high:Q", scale=scale, axis=None), text="shown:N"
    )
    chart = (
        altair.layer(sure, doubt, text)
        .properties(
            width=_WIDTH,
            height={"step": _STEP},
            autosize=altair.AutoSizeParams(type="fit-x", contains="padding"),
        )
        .configure(background="transparent", padding=4)
        .configure_view(stroke=None)
    )
    return _dress(vl_convert.vegalite_to_svg(chart.to_dict()), finding, labels, language, number)


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
    svg = re.sub(r"(\d+\.\d\d)\d+", r"\1", svg)
    svg = re.sub(r"<g>\s*</g>", "", svg)
    said = "; ".join(
        f"{label}: {language.value(row.value, finding.unit)}" for label, row in zip(labels, finding.rows, strict=True)
    )
    head = f'<title id="c{number}t">{escape(finding.title)}</title><desc id="c{number}d">{escape(said)}</desc>'
    head_at = svg.index(">") + 1
    opening = re.sub(r'\s(?:width|height)="[^"]*"', "", svg[:head_at])
    opening = opening.replace("<svg", f'<svg class="chart" role="img" aria-labelledby="c{number}t c{number}d"', 1)
    return opening + head + svg[head_at:]
