"""Electronic books (EPUB) as one document: each chapter of the spine is a page, read as HTML.

What comes in: bytes. What goes out: pages in the draft. Nothing is fetched, run or followed. What must never be here:
how HTML is read.
"""

from __future__ import annotations

import posixpath
from urllib.parse import unquote

from lxml import etree

from answerable.model.document import Part
from answerable.read.archives.packed import read_zip
from answerable.read.compose import clean_cell
from answerable.read.docx.package import Package, PackageBroken
from answerable.read.draft import Draft
from answerable.read.html import decode_html, parse_html, write_html
from answerable.read.writer import PageWriter

_MOST_CHAPTERS = 5000
_HTML = ("application/xhtml+xml", "text/html")


def read_epub(data: bytes, draft: Draft) -> None:
    """Read the chapters of a book in the order in which they are turned; what is not a chapter is a part."""
    try:
        package = Package(data)
        folder, chapters, facts = _list_chapters(package)
    except PackageBroken as error:
        draft.add_problem("broken-file", found=str(error)[:200], remedy="ask for the file again, or as PDF")
        return
    if not chapters:
        # No list of chapters: nothing is lost if it is read as the archive that it is.
        read_zip(data, draft)
        return
    draft.facts += facts
    locked = _list_locked(package)
    writer = PageWriter(draft, "html")
    for name in chapters[:_MOST_CHAPTERS]:
        if name in locked:
            draft.add_problem("encrypted", name, found="a chapter with copy protection", remedy="ask for it without")
            continue
        try:
            tree = parse_html(decode_html(package.get_bytes(name), Draft("", "", "", 0)))
        except PackageBroken as error:
            draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="ask for it again")
            continue
        writer.name_page(posixpath.relpath(name, folder) if folder else name)
        if tree is not None:
            write_html(tree, writer, draft)
        writer.end_page(even_empty=True)
    if len(chapters) > _MOST_CHAPTERS:
        draft.add_problem(
            "archive-limits", found=f"{len(chapters)} chapters", expected=f"at most {_MOST_CHAPTERS}", remedy="cut it"
        )
    _take_pictures(package, draft)
    writer.finish()


def _list_chapters(package: Package) -> tuple[str, list[str], list[tuple[str, str]]]:
    """The folder of the book, its chapters in order, and its title and author."""
    container = package.find_tree("META-INF/container.xml")
    roots = container.iter("{*}rootfile") if container is not None else iter(())
    path = next((item.get("full-path") or "" for item in roots), "")
    book = package.find_tree(path) if path else None
    if book is None:
        return "", [], []
    folder = posixpath.dirname(path)
    items = {
        item.get("id") or "": posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in book.iter("{*}item")
        if item.get("media-type") in _HTML
    }
    chapters = [items[item.get("idref") or ""] for item in book.iter("{*}itemref") if item.get("idref") in items]
    facts = []
    for name in ("title", "creator", "date", "publisher"):
        words = next((item.text or "" for item in book.iter("{http://purl.org/dc/elements/1.1/}" + name)), "")
        if clean_cell(words):
            facts.append((name, clean_cell(words)))
    # A chapter that is named twice is read once; one that the spine leaves out is read after the others.
    rest = [name for name in items.values() if name not in chapters and name in package.names]
    return folder, list(dict.fromkeys([*(name for name in chapters if name in package.names), *rest])), facts


def _list_locked(package: Package) -> set[str]:
    """Parts that are encrypted; fonts often are, in good faith."""
    tree: etree._Element | None = package.find_tree("META-INF/encryption.xml")
    references = tree.iter("{*}CipherReference") if tree is not None else iter(())
    return {unquote(item.get("URI") or "") for item in references}


def _take_pictures(package: Package, draft: Draft) -> None:
    for name in package.names:
        if name.lower().endswith((".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".pdf")):
            try:
                draft.parts.append(Part(posixpath.basename(name), package.get_bytes(name)))
            except PackageBroken as error:
                draft.add_problem("part-unreadable", name, found=str(error)[:200], remedy="ask for it again")
