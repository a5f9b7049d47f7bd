"""The bundled register: 48 forces, each fact with its source, the traps of names, lists."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from answerable.errors import ValueNotAllowed
from answerable.project.authorities import parse_authorities
from answerable.registers import (
    find_by_name,
    find_candidates,
    get_list,
    get_register,
    list_registers,
    render_authorities_csv,
)
from answerable.registers.registers import parse_register

FORCES = get_register("uk-police").authorities


def test_there_are_forty_eight_forces_of_four_nations() -> None:
    assert len(FORCES) == len({force.id for force in FORCES}) == 48
    assert Counter(force.kind for force in FORCES) == {"territorial_police": 45, "special_police": 3}
    assert len(get_list(get_register("uk-police"), "territorial-england-and-wales")) == 43
    assert {nation for force in FORCES for nation in force.nations} == {
        "england",
        "wales",
        "scotland",
        "northern_ireland",
    }


def test_only_police_scotland_answers_under_foisa() -> None:
    assert [force.id for force in FORCES if force.law == "foisa-2002"] == ["police-scotland"]
    assert {force.law for force in FORCES} == {"foia-2000", "foisa-2002"}


def test_no_address_is_verified_and_each_fact_has_a_source() -> None:
    for force in FORCES:
        assert force.emails, force.id
        assert not any(email.is_verified for email in force.emails)
        assert all("@" in email.address and email.source for email in force.emails)
        fields = {fact.field for fact in force.sources}
        assert {"name", "law", "nations", "site", "emails"} <= fields
        assert all(fact.source and fact.as_of for fact in force.sources)


def test_what_the_register_lacks_is_empty_and_the_manual_says_how_much() -> None:
    manual = (Path(__file__).resolve().parents[2] / "docs" / "how-to" / "ask.md").read_text(encoding="utf-8")
    for field, label in (
        ("disclosure_log", "disclosure log"),
        ("misconduct_pages", "pages on misconduct hearings"),
        ("headcounts", "headcount of officers"),
    ):
        have = [force for force in FORCES if getattr(force, field)]
        assert f"| {label} | {len(have)} |" in manual, (field, len(have))
        assert all(field in {fact.field for fact in force.sources} for force in have)
    n_retired = sum(all("pnn.police.uk" in one.address for one in force.emails) for force in FORCES)
    assert f"of {n_retired} forces only the retired domain is known" in manual
    for force in FORCES:
        domains = {force.site.split("//")[1].removeprefix("www.").strip("/"), *force.domains}
        for page in force.misconduct_pages:
            assert page.startswith("https://")
            assert any(domain.replace("-", "") in page.replace("-", "") for domain in domains), (
                "a page of the force itself, not of its commissioner"
            )
        (source,) = [fact.source for fact in force.sources if fact.field == "misconduct_pages"] or [""]
        assert not source or "unverified" in source


def test_an_address_of_the_retired_domain_is_never_offered_before_another() -> None:
    for force in FORCES:
        retired = ["pnn.police.uk" in email.address for email in force.emails]
        assert retired == sorted(retired), force.id


def test_the_region_is_not_the_force(shared_data: Path) -> None:
    with (shared_data / "registers" / "officer-headcount-2019.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row[0] == "West Midlands"]
    region, force_row = (int(float(row[1])) for row in rows)
    force = next(force for force in FORCES if force.id == "west-midlands")
    counts = [item.n_officers for item in force.headcounts]
    assert counts[0] == force_row
    assert region not in counts


def test_headcounts_are_those_of_the_published_table(shared_data: Path) -> None:
    with (shared_data / "registers" / "officer-headcount-2019.csv").open(encoding="utf-8") as file:
        published = {(row[0], int(float(row[1])), int(float(row[2]))) for row in list(csv.reader(file))[1:]}
    pairs = {(march, september) for _, march, september in published}
    counted = [force for force in FORCES if force.headcounts]
    assert len(counted) == 44
    for force in counted:
        assert tuple(item.n_officers for item in force.headcounts) in pairs


@pytest.mark.parametrize(
    ("name", "force"),
    [
        ("Leicestershire Constabulary", "leicestershire"),
        ("avon & somerset constabulary", "avon-and-somerset"),
        ("Heddlu Gogledd Cymru", "north-wales"),
        ("Strathclyde Police", "police-scotland"),
        ("MPS", "metropolitan"),
        ("Hampshire Constabulary", "hampshire"),
        ("Dyfed Powys Police", "dyfed-powys"),
    ],
)
def test_a_force_is_found_by_its_other_and_former_names(name: str, force: str) -> None:
    found = find_by_name(FORCES, name)
    assert found is not None
    assert found.id == force


@pytest.mark.parametrize(
    "name",
    [
        "West Midlands Police and Crime Commissioner",
        "Office of the Police and Crime Commissioner for Gwent",
        "Cleveland Police Authority",
        "Kent Police and Crime Panel",
        "Northamptonshire Police, Fire and Crime Commissioner",
    ],
)
def test_a_commissioner_is_not_the_force(name: str) -> None:
    assert find_by_name(FORCES, name) is None
    assert find_candidates(FORCES, name) == ()


def test_a_place_alone_is_a_candidate_and_no_match() -> None:
    assert find_by_name(FORCES, "West Midlands") is None
    assert [force.id for force in find_candidates(FORCES, "West Midlands")] == ["west-midlands"]


def test_every_name_finds_no_more_than_its_own_force() -> None:
    for force in FORCES:
        for name in (force.name, *force.aliases):
            found = find_by_name(FORCES, name)
            assert found is not None, name
            assert found.id == force.id, name


def test_a_register_becomes_an_investigations_list_and_back(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text(render_authorities_csv(FORCES), encoding="utf-8")
    read = parse_authorities(path, default_law="foia-2000")
    for ours, theirs in zip(FORCES, read, strict=True):
        for field in ("id", "name", "aliases", "former_names", "kind", "nations", "law", "domains", "site", "note"):
            assert getattr(ours, field) == getattr(theirs, field), (ours.id, field)
        assert [email.address for email in theirs.emails] == [ours.emails[0].address]
        assert not theirs.emails[0].is_verified


def test_unknown_register_and_list_name_what_there_is() -> None:
    assert [register.id for register in list_registers()] == ["uk-police"]
    with pytest.raises(ValueNotAllowed, match="uk-police"):
        get_register("uk-councils")
    with pytest.raises(ValueNotAllowed, match="territorial forces in Wales"):
        get_list(get_register("uk-police"), "wales")


def test_a_register_with_an_id_twice_is_refused() -> None:
    text = """
id = "x"
title = "x"
version = "1"
[sources.s]
title = "s"
[facts]
name = "s"
[[authorities]]
id = "a"
name = "A"
law = "foia-2000"
[[authorities]]
id = "a"
name = "B"
law = "foia-2000"
"""
    with pytest.raises(Exception, match="twice"):
        parse_register(text, "x.toml")
