"""Errors of each kind planted in a copy of the bundled story: how many are caught, and that the true one passes."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tests.check.planted import Planted, plant_bound, plant_free, plant_printed, plant_sentences, plant_shares

from answerable.check.bindings import resolve
from answerable.check.claims.audit import audit_text
from answerable.check.printed import print_story
from answerable.check.references import Shelf
from answerable.check.story import FAILING, check_story, make_claim_id, make_shelf
from answerable.check.tables import make_frames
from answerable.investigation import Investigation
from answerable.model.claim import Claim, Verdict
from answerable.model.dates import Period
from answerable.model.finding import Finding
from answerable.model.interval import Interval
from answerable.model.judgement import Ruling, make_judgement
from answerable.model.story import Story
from answerable.project.story import parse_story

pytestmark = pytest.mark.slow
BORNE = (Verdict.SUPPORTED, Verdict.SUPPORTED_BY_ROUNDING)
SOURCES = Path(__file__).resolve().parents[2] / "examples" / "police-social-media" / "story" / "sources"
FRONT = '+++\nheadline = "x"\n+++\n\n'


@dataclass(frozen=True, slots=True)
class Checked:
    """The bundled story with all that it is held against."""

    story: Story
    shelf: Shelf
    period: Period
    claims: tuple[Claim, ...]


@pytest.fixture(scope="module")
def checked(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    folder = tmp_path_factory.mktemp("planted") / "psm"
    shutil.copytree(example_folder, folder, ignore=shutil.ignore_patterns("record.db*", "build", "generator"))
    investigation = Investigation.open(folder, n_workers=0)
    story = investigation.project.story
    assert story is not None
    with investigation.record as record:
        for _ in investigation.run(("ask", "track", "collect", "read", "extract", "reconcile", "analyze")):
            pass
        shelf = make_shelf(record, record.all(Finding))
    period = investigation.project.settings.period
    return Checked(story, shelf, period, tuple(check_story(story, shelf, period)))


def test_the_true_story_passes(checked: Checked) -> None:
    assert [claim for claim in checked.claims if claim.verdict not in BORNE] == []


def test_every_error_in_a_bound_figure_is_caught(checked: Checked, tmp_path: Path) -> None:
    authorities = tuple(sorted(checked.shelf.authorities))
    planted = list(plant_bound(checked.story, checked.shelf.findings, checked.period, authorities))
    planted += [*plant_sentences(checked.shelf.findings), *plant_shares(checked.shelf.findings)]
    shutil.copytree(SOURCES, tmp_path / "sources")
    missed = [one for one in planted if not is_caught(checked, tmp_path, one)]
    kinds = Counter(one.kind for one in planted)
    print(dict(sorted(kinds.items())), len(missed))
    assert kinds >= Counter(
        ("digit", "rounding", "points", "denominator", "hedge", "authority", "period", "all", "parts")
    )
    assert len(planted) > 120, len(planted)
    said = [(one.kind, one.words) for one in missed]
    assert said == [], repr(said)


def is_caught(checked: Checked, tmp_path: Path, planted: Planted) -> bool:
    """Whether the check fails at the planted words; tried with the front matter and the paragraph alone, for speed."""
    file = tmp_path / "story.md"
    body = planted.text.find("+++", 3) + 3 if planted.text.startswith("+++") else 0
    text, at = FRONT + planted.text, len(FRONT)
    if planted.start > body > 0:
        first = planted.text.rfind("\n\n", 0, planted.start) + 2
        last = (planted.text + "\n\n").find("\n\n", planted.end)
        text, at = planted.text[:body] + "\n\n" + planted.text[first:last], body + 2 - first
    elif body:
        text, at = planted.text[:body] + "\n\nA word.\n", 0
    file.write_text(text, encoding="utf-8")
    claims = check_story(parse_story(file), checked.shelf, checked.period)
    start, end = planted.start + at, planted.end + at
    return any(claim.verdict in FAILING and claim.start < end and start < claim.end for claim in claims)


def test_a_figure_that_moved_since_it_was_accepted_is_stale(checked: Checked) -> None:
    ids = {make_claim_id(checked.story, one): one for one in checked.story.bindings if not one.is_block}
    accepted = [
        make_judgement(
            made_at="2022-02-10T10:00:00+00:00", by="R. Example", ruling=Ruling.ACCEPT, noun="claim", subject=claim.id,
            variable="value", after=json.dumps(claim.value), reason="figure of the story",
        )
        for claim in checked.claims
        if claim.id in ids
    ]  # fmt: skip
    n_moved = 0
    for name in sorted({one.name for one in ids.values() if one.name in checked.shelf.findings}):
        findings = {**checked.shelf.findings, name: _move(checked.shelf.findings[name])}
        shelf = replace(checked.shelf, findings=findings)
        claims = {one.id: one for one in check_story(checked.story, shelf, checked.period, accepted)}
        for claim_id, before in ((one.id, one) for one in checked.claims if one.id in ids):
            words = resolve(ids[claim_id], findings, checked.period).words
            if words != before.value:
                n_moved += 1
                now = claims[claim_id]
                assert now.verdict in FAILING, now
                assert not words or (now.verdict is Verdict.STALE and before.value in now.why and words in now.why)
    assert n_moved >= 15


def _move(finding: Finding) -> Finding:
    """A finding with every number of it a little larger."""

    def more(value: Interval | None) -> Interval | None:
        by = 0.02 if finding.unit == "share" else 2.0
        return value and Interval(value.low + by, None if value.high is None else value.high + by)

    rows, parts = (
        tuple(replace(one, value=more(one.value)) for one in several) for several in (finding.rows, finding.parts)
    )
    return replace(finding, value=more(finding.value), rows=rows, parts=parts)


def test_errors_that_nothing_binds_are_heard(checked: Checked) -> None:
    frames = make_frames(checked.shelf.findings, checked.shelf.authorities.values())
    ids = {claim.id: claim for claim in checked.claims}
    bound = [claim for claim in checked.claims if claim.text.startswith("{{")]
    pointed = [claim for claim in checked.claims if claim.text not in {one.text for one in bound} and claim.id in ids]
    pointed.sort(key=lambda claim: claim.start)
    printed = print_story(checked.story, bound, pointed)
    places = [(at, at + n) for at, _, n, claim in printed.pieces if n and claim in {one.id for one in bound}]
    true = audit_text(printed.text, frames).claims
    alarms = [one for one in true if one.verdict is Verdict.CONTRADICTED]
    assert len(alarms) <= 0.05 * len(true)
    count: Counter[tuple[str, bool]] = Counter()
    missed = []
    for one in plant_printed(printed.text, places):
        first = max(0, one.text.rfind("\n\n", 0, one.start))
        claims = audit_text(one.text[first : one.text.find("\n\n", one.end)], frames).claims
        over = [claim for claim in claims if claim.start < one.end - first and one.start - first < claim.end]
        caught = not any(claim.verdict in BORNE for claim in over)
        count[one.kind, caught] += 1
        if not caught:
            missed.append((one.kind, one.words, [claim.reading for claim in over]))
    for one in plant_free(checked.shelf.findings, {key: item.name for key, item in checked.shelf.authorities.items()}):
        claims = audit_text(one.text, frames).claims
        over = [claim for claim in claims if claim.start < one.end and one.start < claim.end]
        if one.kind == "true":
            true += tuple(over)
            alarms += [claim for claim in over if claim.verdict is Verdict.CONTRADICTED]
            continue
        caught = not any(claim.verdict in BORNE for claim in over)
        count[one.kind, caught] += 1
        if not caught:
            missed.append((one.kind, one.text, [claim.reading for claim in over]))
    assert len(alarms) <= 0.05 * len(true), alarms
    of_kind = Counter(kind for kind, _ in count.elements())
    assert {
        "digit",
        "rounding",
        "points",
        "denominator",
        "hedge",
        "period",
        "authority",
        "all",
        "parts",
        "stale",
    } == set(of_kind)
    for kind, number in of_kind.items():
        assert count[kind, True] >= 0.8 * number, (kind, missed)
    print({kind: (count[kind, True], number) for kind, number in sorted(of_kind.items())}, len(alarms), len(true))
    whole = sum(count.values())
    caught_all = sum(number for (_, caught), number in count.items() if caught)
    assert caught_all >= 0.9 * whole, missed
    assert whole > 130
