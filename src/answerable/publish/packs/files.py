"""The files of a pack, and the folder and ZIP they make in the site.

What comes in: packs, one for each language. What goes out: files under ``packs/`` in a `SiteWriter`. Never here: what a
pack says.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from answerable.publish.charts import draw_bars
from answerable.publish.packages.tabular import to_text
from answerable.publish.packs.content import Pack
from answerable.publish.pages.frame import Frame
from answerable.publish.writer import SiteWriter

_STYLE = Path(__file__).with_name("pack.css")


def add_pack(writer: SiteWriter, packs: Sequence[tuple[Frame, Pack]]) -> None:
    """Put an authority's pack: a page and a text in each language, the figures and cases once, the chart as a picture.

    Args:
        writer: of the site.
        packs: frame and pack of each language, the site's first language first.
    """
    frame, first = packs[0]
    files: dict[str, bytes] = {"figures.csv": _figures(first), "cases.csv": _cases(first)}
    files["documents.csv"] = _documents(frame, first)
    for number, (one, pack) in enumerate(packs):
        code = one.language.code
        chart = ""
        if pack.by_year is not None:
            labels = [row.label for row in pack.by_year.rows]
            chart = draw_bars(pack.by_year, labels, one.language, number=1, shelf=one.blocks.shelf)
            files[f"chart-{code}.svg"] = _dress(chart).encode()
        name = "index.html" if number == 0 else f"{code}.html"
        others = [
            ("index.html" if n == 0 else f"{other.language.code}.html", other.language)
            for n, (other, _) in enumerate(packs)
            if other is not one
        ]
        page = one.environment.get_template("pack.html").render(
            pack=pack,
            edition=one.edition,
            chart=chart,
            others=others,
            draft=one.draft,
            notices=one.notices_of(f"authorities/{pack.row.id}.html"),
            files=_names(files, packs),
        )
        files[name] = page.encode()
        files[f"top-line-{code}.txt"] = _text(one, pack).encode()
    files["pack.css"] = _STYLE.read_bytes()
    for name, data in files.items():
        writer.add(f"packs/{first.row.id}/{name}", data)
    writer.add(f"packs/{first.row.id}.zip", zip_bytes(first.row.id, files))


def _names(files: Iterable[str], packs: Sequence[tuple[Frame, Pack]]) -> list[str]:
    return sorted({*files, *(f"top-line-{frame.language.code}.txt" for frame, _ in packs)} - {"index.html"})


def zip_bytes(folder: str, files: dict[str, bytes]) -> bytes:
    """Files in a folder as a ZIP whose bytes depend on nothing but them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{folder}/{name}", (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            entry.create_system = 3
            archive.writestr(entry, files[name])
    return out.getvalue()


def _write(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([to_text(cell) for cell in row] for row in rows)
    return out.getvalue().encode()


def _figures(pack: Pack) -> bytes:
    heads = ("measure", "low", "high", "basis", "note")
    return _write(heads, ((name, value.low, value.high, basis, note) for name, value, basis, note in pack.counts))


def _cases(pack: Pack) -> bytes:
    heads = ("case_id", "year", "rank", "platform", "outcome")
    return _write(heads, ((row.id, row.year, row.rank, row.platform, row.outcome) for row in pack.cases))


def _documents(frame: Frame, pack: Pack) -> bytes:
    heads = ("document", "what", "records", "page")
    base = f"{frame.edition.address}documents/"
    return _write(heads, ((one.page, one.says, one.n_records, f"{base}{one.page}.html") for one in pack.documents))


def _text(frame: Frame, pack: Pack) -> str:
    say, edition = frame.language.say, frame.edition
    lines = [pack.row.name.upper(), ""]
    if pack.embargo:
        lines += [say("EMBARGO: not before %(moment)s.", moment=pack.embargo), ""]
    lines += [*pack.top, "", *(f"{name}: {value} ({basis})" for name, value, basis, _ in pack.figures), ""]
    for quote in pack.quotes:
        words = " ".join(quote.excerpt.words.split())
        lines += [f"“{words}”", f"  {quote.authority}, {quote.source}" if quote.source else f"  {quote.authority}", ""]
    lines += [
        say("Credit: %(publisher)s. Licence: %(licence)s.", publisher=edition.publisher, licence=_licence(frame)),
        say("Questions: %(contact)s", contact=edition.contact),
    ]
    if edition.address:
        lines.append(f"{edition.address}authorities/{pack.row.id}.html")
    return "\n".join(lines) + "\n"


def _licence(frame: Frame) -> str:
    return frame.edition.story.licence or "CC BY 4.0"


def _dress(svg: str) -> str:
    """The chart as a picture that stands alone: with a name space and its colours inside."""
    head = svg.index(">") + 1
    opening = (
        svg[:head]
        if "xmlns=" in svg[:head]
        else svg[:head].replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    )
    return f"{opening}<style>{_COLORS}</style>{svg[head:]}"


_COLORS = ".c-sure{fill:#0f4c6b}.c-doubt{fill:#a9c6d4}text{font:13px sans-serif;fill:#1a1a18}.c-rule{stroke:#d9d5ca}"
