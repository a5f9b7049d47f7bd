"""The pack of an authority: its own figures and words, alone and whole, the same bytes again."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup

from answerable.publish.packs.files import zip_bytes


def test_each_authority_has_its_pack_as_a_folder_and_a_zip(published: Any) -> None:
    packs = Path(published.out) / "packs"
    folders = sorted(path for path in packs.iterdir() if path.is_dir())
    assert len(folders) == 6
    for folder in folders:
        with zipfile.ZipFile(packs / f"{folder.name}.zip") as archive:
            inside = {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}
        assert inside == {path.name: path.read_bytes() for path in folder.iterdir()}
        assert {"index.html", "cy.html", "top-line-en.txt", "top-line-cy.txt", "figures.csv", "cases.csv"} <= set(
            inside
        )


def test_the_page_of_a_pack_stands_alone_and_names_whom_to_ask(published: Any) -> None:
    folder = Path(published.out) / "packs" / "avon-fell"
    page = BeautifulSoup((folder / "index.html").read_text(encoding="utf-8"), "lxml")
    assert page.h1.get_text() == "Avon Fell Police"
    assert "desk@lanternpost.example" in page.get_text()
    assert "shared a racist meme" in page.get_text()
    for tag in page.find_all(href=True):
        href = tag["href"]
        assert href.startswith(("mailto:", "https://lanternpost.example/")) or (folder / href).is_file(), href
    assert page.find("svg") is not None
    top = (folder / "top-line-en.txt").read_text(encoding="utf-8")
    assert top.startswith("AVON FELL POLICE\n")
    assert "https://lanternpost.example/invented/authorities/avon-fell.html" in top


def test_figures_and_cases_are_its_own(published: Any) -> None:
    out = Path(published.out)
    counts = list(csv.DictReader(io.StringIO((out / "data/counts.csv").read_text(encoding="utf-8"))))
    for folder in (path for path in (out / "packs").iterdir() if path.is_dir()):
        figures = list(csv.DictReader(io.StringIO((folder / "figures.csv").read_text(encoding="utf-8"))))
        ours = sorted((one["measure"], one["low"]) for one in counts if one["authority_id"] == folder.name)
        assert sorted((one["measure"], one["low"]) for one in figures) == ours
        listed = (folder / "cases.csv").read_text(encoding="utf-8")
        for row in csv.DictReader(io.StringIO(listed)):
            assert (out / "cases" / f"{row['case_id']}.html").is_file()


def test_a_zip_depends_on_nothing_but_its_files() -> None:
    assert zip_bytes("a", {"x": b"1", "y": b"2"}) == zip_bytes("a", {"y": b"2", "x": b"1"})
