# ruff: noqa: E501 - letters are set as their offices set them
"""A saved web page of a force's misconduct log: banner, menu, items in one of seven shapes, footer.

In: a log and the items that stood on it on a day. Out: HTML bytes. Never here: which items there are.
"""

from __future__ import annotations

from html import escape

BANNERS = (
    '<div id="cookie-bar" class="cookie-banner" role="dialog"><p>We use cookies on this site to make it work and to '
    'learn how it is used. <a href="/cookies">Cookie settings</a></p><button>Accept all</button> <button>Reject</button></div>',
    '<section class="cookies"><h2>Your cookie choices</h2><p>Some cookies are needed. You can switch the others on or '
    "off.</p><form><button>Yes to all</button><button>No, only those needed</button></form></section>"
    '<div class="beta">BETA This is a new site. <a href="/feedback">Tell us what you think</a></div>',
    '<div class="ccc-notice">This website places cookies on your device. By continuing you accept them. <a href="#">OK</a></div>',
)
MENUS = (
    '<nav><ul><li><a href="/report">Report</a></li><li><a href="/advice">Advice</a></li><li><a href="/police-forces">About us</a></li>'
    '<li><a href="/contact">Contact</a></li></ul></nav>',
    '<header class="top"><a class="skip" href="#main">Skip to content</a><a href="/">Home</a> <a href="/news">News</a> '
    '<a href="/your-area">Your area</a> <a href="/careers">Careers</a></header>',
)


def _frame(title: str, intro: str, body: str, name: str, day: str, look: int) -> str:
    crumbs = '<p class="breadcrumb"><a href="/">Home</a> &gt; <a href="/about">About us</a> &gt; Misconduct</p>'
    return f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>{escape(title)} | {escape(name)}</title>
<script>window.dataLayer = window.dataLayer || [];</script>
<style>body{{font-family:Arial}} td,th{{border:1px solid #ccc}}</style></head>
<body>
{BANNERS[look % len(BANNERS)]}
{MENUS[look % len(MENUS)]}
<main id="main">
{crumbs}
<h1>{escape(title)}</h1>
<p>{escape(intro)}</p>
{body}
</main>
<footer><p>Last updated {day}</p><p>&copy; {escape(name)} {day[:4]} | <a href="/accessibility">Accessibility</a> |
<a href="/privacy">Privacy notice</a> | Call 101 when it is less urgent than 999</p></footer>
</body>
</html>
"""


def _lines(text: str) -> list[str]:
    return [escape(line.strip()) for line in text.strip().splitlines() if line.strip()]


def _numbered(items: list[str]) -> str:
    out = []
    for number, item in enumerate(items, 1):
        first, *rest = _lines(item)
        out.append(f"<p><strong>{number}. {first}</strong></p>" + "".join(f"<p>{line}</p>" for line in rest))
    return "\n".join(out)


def _two_column(items: list[str]) -> str:
    tables = []
    for item in items:
        rows = "".join(
            f"<tr><th scope='row'>{left.strip()}</th><td>{right.strip()}</td></tr>"
            for left, _, right in (line.partition(": ") for line in _lines(item))
        )
        tables.append(f"<table><tbody>{rows}</tbody></table>")
    return "\n<br>\n".join(tables)


def _prose(items: list[str]) -> str:
    return "\n".join("".join(f"<p>{line}</p>" for line in _lines(item)) for item in items)


def _rows(items: list[str]) -> str:
    head = "<tr><th>Date</th><th>Breach</th><th>Outcome</th></tr>"
    rows = [
        "<tr>" + "".join(f"<td>{escape(cell.strip())}</td>" for cell in item.strip().split("¦")) + "</tr>"
        for item in items
    ]
    return f"<table class='misconduct'><thead>{head}</thead><tbody>\n" + "\n".join(rows) + "\n</tbody></table>"


def _quarters(items: list[str]) -> str:
    out, last = [], ""
    for item in items:
        quarter, _, text = item.strip().partition("::")
        if quarter != last:
            out.append(("</ul>" if last else "") + f"<h3>{escape(quarter.strip())}</h3>\n<ul>")
            last = quarter
        out.append(f"<li>{escape(' '.join(text.split()))}</li>")
    return "\n".join(out) + "</ul>"


def _reports(items: list[str]) -> str:
    out = []
    for item in items:
        first, *rest = _lines(item)
        out.append(f"<article><h2>{first}</h2>" + "".join(f"<p>{line}</p>" for line in rest) + "</article>")
    return "\n".join(out)


SHAPES = {
    "numbered_notices": _numbered,
    "two_column_table": _two_column,
    "prose": _prose,
    "paragraph_per_case": _prose,
    "date_breach_outcome_table": _rows,
    "quarterly_list": _quarters,
    "headed_reports": _reports,
}


def make_page(shape: str, title: str, intro: str, items: list[str], name: str, day: str, look: int) -> bytes:
    """Return the page as it stood on a day; `items` are plain text, one a notice or outcome."""
    body = SHAPES[shape](items) if items else "<p>There are currently no misconduct hearings scheduled.</p>"
    return _frame(title, intro, body, name, day, look).encode()
