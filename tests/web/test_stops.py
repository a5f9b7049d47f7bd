"""Where the reader goes after a ruling is told from the JSON that is kept of rows as from the rows themselves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from answerable.investigation import Investigation
from answerable.model.case import Basis, Case, Coded, Standing, Tally
from answerable.store.codec import to_text
from answerable.web.stops import REST, list_stops, outline, parse_outline, read_outlines


@pytest.mark.slow
def test_an_outline_of_json_is_that_of_the_row(run_folder: Path) -> None:
    with Investigation.open(run_folder, n_workers=0).record as record:
        cases, tallies = record.all(Case), record.all(Tally)
        for case in cases:
            values = list(case.values)
            values[0] = replace(values[0], ruled=Coded(None, Basis.NOT_STATED))
            for row in (case, replace(case, values=tuple(values), standing=Standing.ACCEPTED)):
                assert parse_outline(Case, to_text(row)) == outline(row)
        for tally in tallies:
            assert parse_outline(Tally, to_text(tally)) == outline(tally)
        assert len(cases) > 10
        assert len(tallies) > 10


def test_stops_of_a_page_open_the_case_at_hand(run_folder: Path) -> None:
    one = Investigation.open(run_folder, n_workers=0)
    with one.record as record:
        case = next(case for case in record.all(Case) if len([v for v in case.values if v.effective]) > 2)
        rows = read_outlines(record, case.document, case.span.page)
        assert case.id in {row.id for row in rows}
        stops = list_stops(rows, one.project.codebook, f"{case.id}-{REST}")
        inside = [place for place, _ in stops if place.startswith(f"{case.id}-")]
        assert len(inside) > 2
        assert inside[-1] == f"{case.id}-{REST}"
        blind = list_stops(rows, one.project.codebook, f"{case.id}-{REST}", {case.id})
        assert (case.id, False) in blind
