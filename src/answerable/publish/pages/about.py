"""Pages of plain text about the site itself: method, corrections, your data, downloads.

What comes in: a frame and the files of the package. What goes out: pages in a `SiteWriter`. Never here: the texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.publish.method import make_method
from answerable.publish.packages.crate import Described
from answerable.publish.pages.frame import Frame
from answerable.publish.structured import describe_data
from answerable.publish.texts import make_corrections, make_downloads, make_privacy
from answerable.publish.writer import SiteWriter


def add_texts(frame: Frame, writer: SiteWriter, data: Sequence[Described]) -> None:
    """Put the text pages.

    Args:
        frame: of the language.
        writer: of the site.
        data: the package's files.
    """
    say, edition, language = frame.language.say, frame.edition, frame.language
    pages = {
        "method.html": (say("Method and limits"), list(make_method(edition, frame.material, language))),
        "corrections.html": (say("Corrections"), list(make_corrections(edition, frame.material, language))),
        "privacy.html": (say("Your data"), list(make_privacy(edition, language))),
        "data.html": (say("Data"), [make_downloads(edition, language, data)]),
    }
    for path, (title, sections) in pages.items():
        fields = {"linked": describe_data(edition, data)} if path == "data.html" else {}
        frame.add(writer, "text.html", path, title=title, sections=sections, **fields)
