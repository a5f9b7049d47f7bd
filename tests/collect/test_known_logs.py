"""Templates and data that ship: every shape's template is a valid log, every force has its entry, doubts are told."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from answerable.collect.split import SHAPES
from answerable.project.known_logs import list_known_logs, write_log_files
from answerable.project.logs import parse_log
from answerable.project.scaffold import list_log_shapes, make_file
from answerable.registers import get_register

FORCES = {force.id: force for force in get_register("uk-police").authorities}


@pytest.mark.parametrize("shape", list_log_shapes())
def test_every_template_is_a_valid_log(shape: str, tmp_path: Path) -> None:
    source = parse_log(make_file(tmp_path, "log", "one", shape))
    assert source.shape in SHAPES
    assert source.kind


def test_the_templates_cover_every_shape_that_items_are_told_apart_by(tmp_path: Path) -> None:
    made = {parse_log(make_file(tmp_path, "log", shape, shape)).shape for shape in list_log_shapes()}
    assert made == set(SHAPES)
    assert {"document-list", "many-replies", "lost-lists", "next-pages", "item-pages"} <= set(list_log_shapes())


def test_every_force_has_an_entry_and_says_how_far_it_can_be_relied_on() -> None:
    logs = list_known_logs()
    assert {log.authority_id for log in logs} == set(FORCES)
    for log in logs:
        assert bool(log.address) == bool(log.known_from), log
        assert log.standing.startswith(("unverified: ", "checked on ", "address not known"))
        assert log.address or log.note, log


def plain(host: str) -> str:
    """A host without what the forces' domains differ in over the years."""
    return host.removeprefix("www.").replace("-", "")


def test_an_address_is_on_a_site_of_its_force() -> None:
    for log in list_known_logs():
        if log.address:
            host = plain(urlsplit(log.address).hostname or "")
            force = FORCES[log.authority_id]
            ours = {plain(one) for one in (*force.domains, urlsplit(force.site).hostname or "")}
            ours.add(plain(force.id) + ".police.uk")
            assert any(host == one or host.endswith("." + one) or one.endswith("." + host) for one in ours), log


def test_the_files_they_make_are_valid_and_keep_their_doubts(tmp_path: Path) -> None:
    kept = tmp_path / "logs" / "kent-hearing-notices.toml"
    kept.parent.mkdir()
    kept.write_text("# mine\n")
    written = write_log_files(tmp_path / "logs", list_known_logs())
    assert kept not in written
    assert kept.read_text() == "# mine\n"
    assert len(written) >= 40
    for path in written:
        assert parse_log(path).address
        assert "nverified" in path.read_text()
