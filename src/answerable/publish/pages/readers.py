"""What readers do on the site: tell of an error, take the newsletter, find what they saved; and records taken down.

What comes in: a frame. What goes out: pages in a `SiteWriter`. Never here: the server that takes a form.
"""

from __future__ import annotations

from answerable.publish.corrections import list_taken_down
from answerable.publish.pages.frame import Frame
from answerable.publish.writer import SiteWriter


def add_reader_pages(frame: Frame, writer: SiteWriter) -> None:
    """Put the form for errors, the newsletter's where there is one, the saved list, a page for what is gone."""
    frame.add(writer, "error.html", "error.html")
    frame.add(writer, "saved.html", "saved.html")
    if frame.edition.readers.newsletter:
        frame.add(writer, "newsletter.html", "newsletter.html")
    for case_id, correction in sorted(list_taken_down(frame.edition, frame.material).items()):
        day = frame.language.day(correction.on)
        frame.add(writer, "gone.html", f"cases/{case_id}.html", correction=correction, day=day, case_id=case_id)
