"""Blind double coding: who sees what, when codes open, what is compared, and how differences are decided."""

from __future__ import annotations

from dataclasses import replace

import pytest
from extract_sheets import DOCUMENT, make_page
from test_review import TEXT, cases_of

from answerable.adapters.alpha import measure_alpha
from answerable.errors import UngroundedValue, ValueNotAllowed
from answerable.extract.adjudication import adjudicate, find_differences, take_agreed
from answerable.extract.agreement import make_agreements
from answerable.extract.coding import (
    IS_CASE_VARIABLE,
    DoubleCoding,
    check_take_back,
    code,
    find_sealed,
    hand_in,
    list_variables,
    list_visible,
    read_double_codings,
)
from answerable.extract.review import accept, apply_judgements, undo
from answerable.extract.sampling import assign, pick_cases
from answerable.model.case import Case, Standing
from answerable.model.codebook import Codebook
from answerable.model.judgement import Judgement, Ruling
from answerable.model.span import make_span

PAGE = make_page(TEXT)


def at(number: int) -> str:
    """An instant; later for a higher number."""
    return f"2022-02-01T09:{number // 60:02}:{number % 60:02}+00:00"


class Room:
    """Two coders with their cases."""

    def __init__(self, codebook: Codebook) -> None:
        self.codebook, self.cases = codebook, cases_of(TEXT, codebook)
        self.now, self.lines = 0, list[Judgement]()
        line = assign(self.cases, ["Ada", "Ben"], rule="all", codebook=codebook, by="Eve", made_at=self.tick())
        self.lines.append(line)

    def tick(self) -> str:
        self.now += 1
        return at(self.now)

    @property
    def coding(self) -> DoubleCoding:
        return read_double_codings(self.lines)[0]

    def code(self, by: str, case: Case, name: str, value: str | None, words: str = "") -> Judgement | None:
        variable = next(one for one in (IS_CASE_VARIABLE, *list_variables(self.codebook)) if one.name == name)
        start = TEXT.index(words, case.span.start) if words else 0
        span = make_span(DOCUMENT, 1, TEXT, start, start + len(words)) if words else None
        line = code(self.coding, case, variable, value, by=by, made_at=self.tick(), page=PAGE, span=span)
        if line:
            self.lines.append(line)
        return line

    def fill(self, by: str, rank: str = "constable") -> None:
        """Code both cases: their rank and outcome as they stand there, the rest as not stated."""
        first, second = self.cases
        self.code(by, first, "rank", rank, "PC")
        self.code(by, first, "outcome", "dismissed", "dismissed")
        self.code(by, second, "rank", "sergeant", "Sergeant")
        self.code(by, second, "outcome", "written_warning", "written warning")
        for case in self.cases:
            for variable in list_variables(self.codebook):
                if variable.name not in ("rank", "outcome"):
                    self.code(by, case, variable.name, None)

    def hand_in(self, by: str) -> None:
        self.lines.append(hand_in(self.coding, self.codebook, by=by, made_at=self.tick()))


@pytest.fixture
def room(codebook: Codebook) -> Room:
    """An assignment of two cases."""
    return Room(codebook)


def test_picking_is_a_rule_that_can_be_repeated(codebook: Codebook) -> None:
    base = cases_of(TEXT, codebook)[0]
    many = [replace(base, id=f"case-{n:03}", authority_id=f"force-{n % 4}") for n in range(40)]
    picked, rule = pick_cases(many, seed="one", every=5)
    assert pick_cases(reversed(many), seed="one", every=5) == (picked, rule)
    assert len(picked) == 8
    assert "one case in 5 of 40" in rule
    starts = {pick_cases(many, seed=str(n), every=5)[0][0].id for n in range(20)}
    assert len(starts) > 2, "where it begins is drawn by the investigation's name"
    only, rule = pick_cases(many, seed="one", authorities=["force-2"])
    assert {one.authority_id for one in only} == {"force-2"}
    assert "force-2" in rule
    gone = [replace(one, standing=Standing.REJECTED) for one in many]
    with pytest.raises(ValueNotAllowed):
        pick_cases(gone, seed="one")


def test_two_different_people(codebook: Codebook) -> None:
    for names in (["Ada"], ["Ada", " ada "], ["Ada", "Ben", "Cy"]):
        with pytest.raises(ValueNotAllowed):
            assign([], names, rule="", codebook=codebook, by="Eve", made_at=at(1))


def test_neither_sees_the_other_until_both_have_handed_in(room: Room) -> None:
    room.fill("Ada")
    room.hand_in("Ada")
    room.fill("Ben")
    assert room.coding.is_sealed
    for eyes, own in (("Ada", "Ada"), ("Ben", "Ben"), ("Cy", ""), ("", "")):
        seen = {one.by for one in list_visible(room.lines, eyes) if one.noun == "coding"}
        assert seen == ({own} if own else set())
    assert make_agreements(room.coding, room.codebook, measure_alpha) == []
    with pytest.raises(ValueNotAllowed, match="sealed"):
        find_differences(room.coding, room.codebook, room.lines)
    with pytest.raises(ValueNotAllowed, match="sealed"):
        take_agreed(room.coding, room.cases, room.codebook, room.lines, by="Eve", made_at=at(300))
    room.hand_in("Ben")
    assert {one.by for one in list_visible(room.lines, "Cy") if one.noun == "coding"} == {"Ada", "Ben"}
    assert find_differences(room.coding, room.codebook, room.lines) == []


def test_rulings_on_a_case_that_one_codes_blind_are_not_shown_to_its_coder(room: Room) -> None:
    ruling = accept(room.cases[0], by="Cy", made_at=room.tick())
    lines = [*room.lines, ruling]
    assert ruling not in list_visible(lines, "Ada")
    assert ruling in list_visible(lines, "Cy")
    assert find_sealed([room.coding], "Ada") == {one.id for one in room.cases}
    assert find_sealed([room.coding], "Cy") == frozenset()


def test_codes_change_no_case_and_nobody_s_but_ones_own(room: Room) -> None:
    room.fill("Ada", rank="sergeant")
    reviewed = apply_judgements(room.cases, room.lines, {(DOCUMENT, 1): PAGE})
    assert list(reviewed.rows) == room.cases
    with pytest.raises(ValueNotAllowed, match="coded by others"):
        room.code("Cy", room.cases[0], "rank", "sergeant", "PC")
    with pytest.raises(UngroundedValue):
        room.code("Ben", room.cases[0], "rank", "constable")
    assert room.code("Ada", room.cases[0], "rank", "sergeant", "PC") is None, "the same again is no line"
    line = room.code("Ada", room.cases[0], "rank", "constable", "PC")
    assert line is not None
    assert "sergeant" in line.before


def test_handing_in_needs_every_case_and_is_final_once_both_have(room: Room) -> None:
    room.code("Ada", room.cases[0], "rank", "constable", "PC")
    with pytest.raises(ValueNotAllowed, match="left to code"):
        room.hand_in("Ada")
    room.fill("Ada")
    room.hand_in("Ada")
    with pytest.raises(ValueNotAllowed, match="handed these codes in"):
        room.code("Ada", room.cases[0], "rank", "sergeant", "PC")
    handed = room.lines[-1]
    check_take_back(handed, room.lines, "ada")
    with pytest.raises(ValueNotAllowed, match="only the coder"):
        check_take_back(handed, room.lines, "Ben")
    room.lines.append(undo(handed, by="Ada", made_at=room.tick()))
    room.code("Ada", room.cases[0], "rank", "sergeant", "PC")
    room.hand_in("Ada")
    room.fill("Ben")
    room.hand_in("Ben")
    for line in room.lines:
        if line.noun == "coding" or line.ruling is Ruling.HAND_IN:
            with pytest.raises(ValueNotAllowed, match="codes are open"):
                check_take_back(line, room.lines, line.by)


def test_an_assignment_that_is_begun_stays(room: Room) -> None:
    check_take_back(room.lines[0], room.lines, "Eve")
    room.code("Ada", room.cases[0], "rank", "constable", "PC")
    with pytest.raises(ValueNotAllowed, match="begun"):
        check_take_back(room.lines[0], room.lines, "Eve")


def open_with_a_difference(room: Room) -> None:
    room.fill("Ada")
    room.fill("Ben", rank="special_constable")
    room.hand_in("Ada")
    room.hand_in("Ben")


@pytest.mark.slow
def test_agreement_per_variable(room: Room) -> None:
    open_with_a_difference(room)
    rows = {one.variable: one for one in make_agreements(room.coding, room.codebook, measure_alpha)}
    assert (rows["rank"].share_same, rows["rank"].n_compared) == (0.5, 2)
    assert rows["outcome"].alpha == 1.0
    assert rows["year:stated"].share_same == 1.0
    assert rows["year"].n_compared == 0
    assert rows["platform"].level == "set"
    assert rows["is_case"].alpha is None


def test_a_difference_is_decided_with_a_reason_and_what_agrees_is_taken_over(room: Room) -> None:
    open_with_a_difference(room)
    (difference,) = find_differences(room.coding, room.codebook, room.lines)
    assert (difference.variable, difference.decided) == ("rank", None)
    assert [one.coded.value for one in difference.codes if one] == ["constable", "special_constable"]
    first, second = room.cases
    taken = take_agreed(room.coding, room.cases, room.codebook, room.lines, by="Eve", made_at=room.tick())
    assert [one.subject for one in taken] == [second.id], "the first waits for a decision"
    span = make_span(DOCUMENT, 1, TEXT, 2, 4)
    decide = {"by": "Eve", "made_at": room.tick(), "codebook": room.codebook, "page": PAGE, "span": span}
    with pytest.raises(ValueNotAllowed, match="needs a reason"):
        adjudicate(room.coding, first, "rank", "constable", reason=" ", **decide)  # type: ignore[arg-type]
    ruling = adjudicate(room.coding, first, "rank", "constable", reason="PC is constable", **decide)  # type: ignore[arg-type]
    room.lines += [*taken, ruling]
    (difference,) = find_differences(room.coding, room.codebook, room.lines)
    assert difference.decided == ruling
    reviewed = apply_judgements(room.cases, room.lines, {(DOCUMENT, 1): PAGE})
    cases = [row for row in reviewed.rows if isinstance(row, Case)]
    rest = take_agreed(room.coding, cases, room.codebook, room.lines, by="Eve", made_at=room.tick())
    assert [one.subject for one in rest] == [first.id]
    reviewed = apply_judgements(room.cases, [*room.lines, *rest], {(DOCUMENT, 1): PAGE})
    done = [row for row in reviewed.rows if isinstance(row, Case)]
    assert {one.standing for one in done} == {Standing.ACCEPTED}
    assert [one.get("rank") for one in done] == ["constable", "sergeant"]
    assert done[0].get("platform") is None, "both coded that as not stated, whatever the machine read"
    assert take_agreed(room.coding, done, room.codebook, [*room.lines, *rest], by="Eve", made_at=at(400)) == []


def test_what_both_call_no_case_is_rejected_and_one_alone_is_a_difference(room: Room) -> None:
    first, second = room.cases
    room.fill("Ada")
    room.fill("Ben")
    for by in ("Ada", "Ben"):
        room.code(by, first, "is_case", "no")
    room.code("Ben", second, "is_case", "no")
    room.hand_in("Ada")
    room.hand_in("Ben")
    (difference,) = find_differences(room.coding, room.codebook, room.lines)
    assert (difference.case_id, difference.variable) == (second.id, "is_case")
    taken = take_agreed(room.coding, room.cases, room.codebook, room.lines, by="Eve", made_at=room.tick())
    assert [(one.subject, one.ruling) for one in taken] == [(first.id, Ruling.REJECT)]
    yes = adjudicate(
        room.coding, second, "is_case", "yes", by="Eve", made_at=room.tick(), reason="it is", codebook=room.codebook
    )
    after = apply_judgements(room.cases, [*room.lines, *taken, yes], {(DOCUMENT, 1): PAGE})
    kept = next(row for row in after.rows if row.id == second.id)
    assert isinstance(kept, Case)
    assert kept.standing is Standing.ACCEPTED
    assert kept.get("outcome") == "written_warning"
