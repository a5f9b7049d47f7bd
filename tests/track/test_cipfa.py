"""Real refusals, not-held letters and disclosures of councils get the right decision."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.cli.classify import classify_bytes, make_plain


def _classify(shared_data: Path, name: str) -> dict[str, object]:
    data = (shared_data / "cipfa" / "data" / name).read_bytes()
    found, pages, _ = classify_bytes(data, name)
    return make_plain(name, found, pages)


@pytest.mark.parametrize(
    ("name", "decision", "sections", "reference", "answered_on"),
    [
        ("BarkingAndDagenhamResponse.docx", "refused", ["22"], "4732233", "2017-09-26"),
        # The authority says "absolute exemption", yet what it decides is that the information is public already.
        ("BexleyResponse.pdf", "already_public", ["21"], None, "2017-10-04"),
        ("Barnsley.doc", "not_held", [], "FOIA1266", "2017-09-12"),
        ("BirminghamResponse.docx", "not_held", [], "FOI 17551", "2017-09-25"),
    ],
)
def test_letters(
    shared_data: Path, name: str, decision: str, sections: list[str], reference: str | None, answered_on: str
) -> None:
    plain = _classify(shared_data, name)
    assert (plain["kind"], plain["decision"], plain["law"]) == ("response", decision, "foia-2000")
    assert [item["section"] for item in plain["exemptions"]] == sections  # type: ignore[attr-defined]
    if reference:
        assert plain["reference"] == reference
    assert plain["answered_on"] == answered_on


@pytest.mark.parametrize(
    "name", ["Bolton.xlsx", "Blackburn.xlsx", "BlaenauGwent.xls", "BlaenauGwent2.pdf", "Bedford.pdf"]
)
def test_data_files_are_disclosures(shared_data: Path, name: str) -> None:
    plain = _classify(shared_data, name)
    assert (plain["kind"], plain["decision"]) == ("response", "disclosed")
