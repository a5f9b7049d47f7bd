"""The Welsh catalogue is whole, its fields are right, and numbers take their plural form."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import answerable.publish
from answerable.publish.language import Language
from answerable.publish.tiles import Tile, draw_map, make_codes

ROOM = Path(answerable.publish.__file__).parent


def test_every_sentence_of_the_interface_stands_in_welsh() -> None:
    with (ROOM / "locale" / "cy.po").open("rb") as file:
        catalog = read_po(file, locale="cy")
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalog if message.string}
    keywords = {"_": None, "say": None, "count": (1, 2), "ngettext": (1, 2), "gettext": None}
    methods = [("**.py", "python"), ("**.html", "jinja2.ext.babel_extract")]
    used = set()
    for _, _, message, _, _ in extract_from_dir(str(ROOM), methods, keywords=keywords):
        used.add(message if isinstance(message, str) else message[0])
    assert sorted(used - known) == []
    assert [(message.id, list(message.check(catalog))) for message in catalog if list(message.check(catalog))] == []


def test_welsh_has_six_plural_forms() -> None:
    welsh = Language("cy")
    said = [welsh.count("%(n)s day late", "%(n)s days late", n) for n in (0, 1, 2, 3, 6, 10)]
    assert said[2] == "2 ddiwrnod yn hwyr"
    assert said[3] == "3 diwrnod yn hwyr"
    assert welsh.translations.ngettext("%(num)s point is open in the preflight.", "x", 3).startswith(
        "Mae %(num)s phwynt"
    )
    assert welsh.day("2022-02-11") == "11 Chwefror 2022"


def test_codes_are_unique_and_every_tile_is_a_named_link() -> None:
    names = [
        "Avonmoor Police",
        "Avonmere Police",
        "Avonmead Police",
        "East March Constabulary",
        "Police Service of Ulidia",
    ]
    codes = make_codes(names)
    assert len(set(codes)) == len(codes)
    drawn = draw_map([Tile(n, "england", "gave", "gave", f"{n}.html") for n in names], "T", "D", {"england": "England"})
    assert drawn.count("<a ") == drawn.count("<path ") == len(names)
    assert drawn.count("<title>Avonmoor Police: gave</title>") == 1
