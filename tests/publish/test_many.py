"""What keeps memory flat over very many cases gives the same as the plain way would."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.model.case import Standing
from answerable.model.document import Page
from answerable.model.span import make_span
from answerable.publish import leaks
from answerable.publish.briefs import Brief, Briefs, Matters
from answerable.publish.clean import Clean
from answerable.publish.edition import gather
from answerable.publish.evidence import join_excerpts, make_excerpt
from answerable.publish.leaks import find_leaks, iter_pieces
from answerable.publish.manifest import Manifest, ManifestDraft, Note, find_manifest
from answerable.publish.search.words import CaseWords, join_holders, list_places


def make_brief(number: int, document: str, start: int) -> Brief:
    values = (2020.0 if number % 2 else None, "dismissed", None, ("whatsapp",), ())
    return Brief(f"case-{number}", "avon", "foi_response", Standing.PROPOSED, document, 1, start, values)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9)), max_size=30))
def test_briefs_give_back_what_went_in_by_document_and_place(places: list[tuple[str, int]]) -> None:
    given_in = [make_brief(number, *place) for number, place in enumerate(places)]
    briefs = Briefs(iter(given_in))
    ordered = sorted(given_in, key=lambda one: (one.document, one.page, one.start, one.id))
    assert list(briefs.values()) == ordered
    assert [briefs[one.id] for one in given_in] == given_in
    assert [one for one, _ in briefs.items()] == list(briefs) == [one.id for one in ordered]
    assert "case-99" not in briefs


def test_matters_know_each_case_and_its_twins() -> None:
    briefs = Briefs(make_brief(number, "a", number) for number in range(4))
    matters = Matters(briefs, [("sbj-one", ("case-0", "case-gone", "case-2")), ("sbj-two", ("case-3",))])
    found = matters.get("case-2")
    assert found is not None
    assert (found.id, found.cases) == ("sbj-one", ("case-0", "case-gone", "case-2"))
    assert matters.get("case-3") is not None
    assert matters.get("case-1") is None
    assert matters.get("case-gone") is None


def test_ids_that_many_findings_name_are_in_memory_once(published: Any) -> None:
    material = gather(published.record, published.edition)
    by_id = {one: one for one in material.briefs}
    named = [one for finding in material.findings.values() for one in finding.cases if one in by_id]
    assert named
    assert all(one is by_id[one] for one in named)


@given(st.lists(st.text("abc ", max_size=9), max_size=12), st.randoms())
def test_words_kept_on_the_disk_come_out_as_a_plain_index(texts: list[str], random: Any) -> None:
    order = list(range(len(texts)))
    random.shuffle(order)
    words, plain = CaseWords(), {}
    for number, text in enumerate(texts):
        words.keep(number, text)
    for place, number in enumerate(order):
        for word in {one for one in texts[number].split() if len(one) > 1}:
            plain.setdefault(word, []).append(place)
    plain["aa"] = sorted({*plain.get("aa", []), 3, 40})
    joined = join_holders(words.iter_holders(list_places(order)), {"aa": [[3]]}, {"aa": [40]})
    assert [(word, list(numbers)) for word, numbers in joined] == sorted(plain.items())


def test_the_notes_of_a_run_are_those_of_the_next(tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "a.html").write_text("one", encoding="utf-8")
    stat = (out / "a.html").stat()
    draft = ManifestDraft(out)
    draft.put("a.html", Note(3, 0, b"\1" * 32, "key", "<div>Draft</div>", "pack"))
    with pytest.raises(ValueError, match=r"one name: a\.html"):
        draft.put("a.html", Note(3, 0, b"\2" * 32))
    assert draft.settle("a.html", (stat.st_size, stat.st_mtime_ns))
    assert not draft.settle("stray.html", (1, 1))
    draft.save()
    notes = Manifest(out)
    assert notes.is_true()
    assert notes.find("a.html") == Note(3, stat.st_mtime_ns, b"\1" * 32, "key", "<div>Draft</div>", "pack")
    assert [path for path, _ in notes.iter_group("pack")] == ["a.html"]
    (out / "b.html").write_text("two", encoding="utf-8")
    assert not notes.is_true(), "a file more"
    notes.close()
    taken = Manifest(out).take()
    assert not find_manifest(out).exists(), "a run that is broken off leaves none"
    assert taken.find("a.html") is not None
    taken.drop()
    find_manifest(out).write_bytes(b"no database")
    assert Manifest(out).find("a.html") is None


def test_two_files_of_one_name_are_refused_also_when_the_first_is_on_the_disk(tmp_path: Path) -> None:
    draft = ManifestDraft(tmp_path / "site")
    draft.put("a.html", Note(3, 0, b"\1" * 32))
    assert list(draft.iter_hashes()) == [("a.html", "01" * 32)]
    draft.put("a.html", Note(3, 0, b"\1" * 32))
    with pytest.raises(ValueError, match="one name"):
        list(draft.iter_hashes())


@pytest.mark.parametrize("kind", ["csv", "db", "zip"])
def test_a_secret_in_a_large_file_is_found_wherever_it_stands(
    published: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(leaks, "LARGE", 100)
    monkeypatch.setattr(leaks, "_BLOCK", 64)
    seeker = leaks.Seeker(["Ann Corvane"], published.edition)
    filler = "a hearing was held and an outcome given\n"
    for n in range(0, 70, 3):
        text = f"{filler * 3}{'x' * n} Ann\nCorvane said so\n{filler * 3}"
        file = tmp_path / f"{n}.{kind}"
        if kind == "csv":
            file.write_text(text, encoding="utf-8")
        elif kind == "db":
            connection = sqlite3.connect(file)
            connection.execute("CREATE TABLE rows (words TEXT)")
            connection.execute("INSERT INTO rows VALUES (?)", (text,))
            connection.commit()
            connection.close()
        else:
            with zipfile.ZipFile(file, "w") as archive:
                archive.writestr("inside.csv", text)
        assert list(seeker.look_file(file.name, file)) == ["Ann Corvane"], n
        assert [one.code for one in find_leaks([(file.name, file.read_bytes())], ["Ann Corvane"], published.edition)]


def test_pieces_of_a_large_text_tear_no_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "_BLOCK", 10)
    file = tmp_path / "long.csv"
    words = [f"word{number}" for number in range(200)]
    file.write_text(" ".join(words), encoding="utf-8")
    seen = [word for _, text in iter_pieces("long.csv", file, frozenset()) for word in text.split()]
    assert set(seen) == set(words)


def test_a_hash_that_is_not_met_again_is_forgotten(tmp_path: Path) -> None:
    file = tmp_path / "looked.db"
    for rules, met, known in (("a", ["01"], []), ("a", ["02"], ["01"]), ("a", [], ["02"]), ("b", [], [])):
        clean = Clean(file)
        clean.open(rules, {"secret"})
        assert [one for one in ("01", "02") if one in clean] == known
        for one in met:
            clean.add(one)
        clean.close()
    file.write_bytes(b"no database at all, but long enough to look like something" * 20)
    clean = Clean(file)
    clean.open("a", set())
    assert "01" not in clean
    clean.close()


def test_several_words_of_one_stretch_are_marked_in_it_and_no_name_slips_through() -> None:
    text = "Question 1. Two officers: PC Ann Example left in 2019, one in 2020. Nothing more was held."
    page = Page("d:1", "d", 1, "text", text)
    spans = [make_span("d", 1, text, text.index(word), text.index(word) + len(word)) for word in ("Two", "2019", "one")]
    joined = join_excerpts(spans, page, 220)
    shown = joined.before + joined.words + joined.after + "".join(words + after for words, after in joined.rest)
    assert "Example" not in shown
    assert shown.replace("█████", "Ann Example") == text
    assert [joined.words, *(words for words, _ in joined.rest)] == ["Two", "2019", "one"]
    assert join_excerpts(spans[:1], page, 220) == make_excerpt(spans[0], page, 220)
    assert joined.n_masked == 1
