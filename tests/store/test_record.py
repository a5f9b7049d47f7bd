"""The record, over SQLite and PostgreSQL alike: nothing lost, nothing doubled, nothing altered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import alembic.operations
import pytest
import sqlalchemy as sa

from answerable.errors import ArchiveDamaged, NotInRecord, RecordBusy, RecordVersionUnknown
from answerable.model.case import Basis, Case, Coded, Tally, Value
from answerable.model.document import Document, Page, Word
from answerable.model.ids import hash_bytes
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.problem import Problem
from answerable.model.span import Box, make_span
from answerable.store import schema
from answerable.store.around import Around, Spot, look_around
from answerable.store.codec import to_text
from answerable.store.decisions import append_decisions, export_decisions, import_decisions, iter_decisions
from answerable.store.many import among, insert_rows, update_texts
from answerable.store.record import Record
from answerable.store.rulings import make_line
from answerable.store.work import Unit, Writer, run_units

TEXT = "In total 12 officers were disciplined."
SHA = hash_bytes(TEXT.encode())


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def any_record(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Record]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'record.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    with Record.open(url, archive=tmp_path / "sources") as record:
        yield record


def make_case(number: int = 1, year: int = 2019) -> Case:
    span = make_span(SHA, 1, TEXT, 9, 11, boxes=(Box(1.5, 2.0, 3.0, 4.0),))
    values = (
        Value("year", Coded(year, Basis.STATED, span)),
        Value("platform", Coded(("whatsapp", "facebook"), Basis.STATED, span)),
        Value("former_officer", Coded(True, Basis.INFERRED, note="would have been")),
        Value("rank", Coded(None, Basis.NOT_STATED)),
    )
    return Case(f"case-{number}", "avonmoor", "foi_response", SHA, span, values)


def make_ruling(minute: int, subject: str = "case-1") -> Judgement:
    return make_judgement(
        made_at=f"2022-02-01T10:{minute:02d}:00+00:00",
        by="R. Example",
        ruling=Ruling.AMEND,
        noun="case",
        subject=subject,
        variable="year",
        before="2019",
        after="2018",
        span=make_span(SHA, 1, TEXT, 9, 11),
        reason="the heading says 2018",
    )


def test_rows_come_back_as_they_went_in(any_record: Record) -> None:
    page = Page(f"{SHA}:1", SHA, 1, "pdf", TEXT, words=(Word(0, 2, Box(1, 2, 3, 4)),), unconfirmed=((9, 11),))
    any_record.replace("extract", SHA, "key", [make_case(), page])
    assert any_record.all(Case) == [make_case()]
    assert any_record.get(Page, page.id) == page
    assert any_record.all(Case, authority_id="avonmoor") == [make_case()]
    assert any_record.all(Case, authority_id="nowhere") == []
    assert any_record.count(Case) == 1


def test_a_missing_noun_is_an_error_that_says_what_to_do(any_record: Record) -> None:
    with pytest.raises(NotInRecord, match="answerable run"):
        any_record.get(Case, "case-none")


def test_rows_are_read_with_those_of_their_pages(any_record: Record) -> None:
    rows = [make_case(1), make_case(2), replace(make_case(3), document="another")]
    any_record.replace("extract", SHA, "key", rows)
    any_record.append_judgements([make_ruling(1), make_ruling(2, "case-2")])
    spots = [Spot(Case, "case-2", 1), Spot(Case, "case-3", 7), Spot(Case, "case-9", 1), Spot(Tally, "case-1", 1)]
    here, elsewhere, *missing = look_around(any_record, spots, "case")
    assert isinstance(here, Around)
    assert here.row == rows[1]
    assert sorted(here.texts, key=lambda one: one[1]) == [(Case, to_text(row)) for row in rows[:2]]
    assert here.n_counted == 2
    assert elsewhere == Around(rows[2], (), 2)
    assert [type(one) for one in missing] == [NotInRecord, NotInRecord]
    assert look_around(any_record, [Spot(Case, "case-1", 0)], "tally") == [Around(rows[0], (), 0)]


def test_what_stands_in_texts_is_written_to_the_letter(any_record: Record) -> None:
    odd = ["a \"quoted\" {brace}, 'tick' \\ and \n line", "NULL", "", "%s :rows Ŵyth 𝔘 \u2028"]
    any_record.replace("extract", "key", "key", [make_case(number) for number in (1, 2, 3, 7)])
    rulings = [replace(make_ruling(number), id=f"jdg-{number}", reason=text) for number, text in enumerate(odd)]
    any_record.append_judgements(rulings)
    with any_record.engine.begin() as connection:
        insert_rows(connection, schema.judgements, [make_line(replace(one, id=f"{one.id}-many")) for one in rulings])
        update_texts(connection, schema.TABLES[Case], "data", {})
        update_texts(connection, schema.TABLES[Case], "unit", {f"case-{n}": text for n, text in enumerate(odd)})
        unit = sa.select(schema.TABLES[Case].c.id, schema.TABLES[Case].c.unit)
        assert {row.id: row.unit for row in connection.execute(unit)} == {f"case-{n}": odd[n] for n in (1, 2, 3)} | {
            "case-7": "key"
        }
    found = [one.reason for one in any_record.judgements("case")]
    assert sorted(found) == sorted(odd * 2)
    with any_record.reading.connect() as connection:
        in_order = connection.execute(sa.select(schema.judgements.c.id).order_by(schema.judgements.c.seq)).scalars()
        assert list(in_order) == [f"jdg-{n}{end}" for end in ("", "-many") for n in range(4)]
        few = sa.select(schema.judgements.c.id).where(among(connection, schema.judgements.c.id, ["jdg-1", "no"]))
        assert list(connection.execute(few).scalars()) == ["jdg-1"]


def test_replacing_a_unit_leaves_the_others_alone(any_record: Record) -> None:
    any_record.replace("extract", "a", "1", [make_case(1)])
    any_record.replace("extract", "b", "1", [make_case(2)])
    any_record.replace("extract", "a", "2", [make_case(3)])
    assert sorted(case.id for case in any_record.all(Case)) == ["case-2", "case-3"]
    assert any_record.is_current("extract", "a", "2")
    assert any_record.keep_only("extract", ["b"]) == 1
    assert [case.id for case in any_record.all(Case)] == ["case-2"]


def test_a_failed_replacement_leaves_the_earlier_rows(any_record: Record) -> None:
    any_record.replace("extract", "a", "1", [make_case(1)])
    with pytest.raises(sa.exc.IntegrityError):
        any_record.replace("extract", "a", "2", [make_case(2), make_case(2)])
    assert [case.id for case in any_record.all(Case)] == ["case-1"]
    assert any_record.is_current("extract", "a", "1")


def test_the_fingerprint_follows_the_rows_and_not_their_order(any_record: Record) -> None:
    any_record.replace("extract", "a", "1", [make_case(1), make_case(2)])
    before = any_record.fingerprint(Case)
    any_record.replace("extract", "a", "2", [make_case(2), make_case(1)])
    assert any_record.fingerprint(Case) == before
    any_record.replace("extract", "a", "3", [make_case(2), make_case(1, year=2020)])
    assert any_record.fingerprint(Case) != before


def test_units_run_once_and_again_only_when_their_key_changes(any_record: Record) -> None:
    made: list[str] = []

    def unit(name: str, key: str) -> Unit:
        def make() -> list[Case]:
            made.append(name)
            return [make_case(int(name))]

        return Unit(name, key, make)

    first = run_units(any_record, "extract", [unit("1", "k"), unit("2", "k")])
    again = run_units(any_record, "extract", [unit("1", "k"), unit("2", "k")])
    after = run_units(any_record, "extract", [unit("1", "k"), unit("2", "other")])
    assert (first.n_done, again.n_done, after.n_done) == (2, 0, 1)
    assert made == ["1", "2", "2"]


def test_units_written_together_are_kept_up_to_the_one_that_cannot_be(any_record: Record) -> None:
    any_record.replace("extract", "b", "old", [make_case(2, year=2001)])
    taken = make_case(1)
    units = {"a": taken, "b": make_case(2), "c": taken, "d": make_case(4)}
    with pytest.raises(sa.exc.IntegrityError):
        write_all(any_record, units)
    assert [(row.id, row.get("year")) for row in any_record.all(Case)] == [("case-1", 2019), ("case-2", 2019)]
    assert any_record.keys("extract") == {"a": "new", "b": "new"}


def test_what_was_done_before_an_interruption_is_written(any_record: Record) -> None:
    with pytest.raises(KeyboardInterrupt):
        write_all(any_record, {"a": make_case(1), "b": None})
    assert any_record.keys("extract") == {"a": "new"}


def write_all(record: Record, units: dict[str, Case | None]) -> None:
    """Write units together; one without a row stands for an interruption."""
    with Writer(record, "extract") as writer:
        for unit, row in units.items():
            if row is None:
                raise KeyboardInterrupt
            writer.put(unit, "new", [row])


def test_a_broken_unit_becomes_a_problem_and_the_rest_goes_on(any_record: Record) -> None:
    def fail() -> list[Case]:
        raise ValueError("no such sheet")

    done = run_units(any_record, "extract", [Unit("1", "k", fail), Unit("2", "k", lambda: [make_case(2)])])
    assert (done.n_done, done.n_failed) == (1, 1)
    [problem] = any_record.all(Problem)
    assert problem.code == "unit-failed"
    assert "no such sheet" in problem.found
    repaired = run_units(any_record, "extract", [Unit("1", "k", lambda: [make_case(1)]), Unit("2", "k", list)])
    assert (repaired.n_done, repaired.n_unchanged) == (1, 1)
    assert any_record.all(Problem) == []


def test_judgements_are_kept_once_and_never_changed(any_record: Record) -> None:
    assert any_record.append_judgements([make_ruling(2), make_ruling(1)]) == 2
    assert any_record.append_judgements([make_ruling(1)]) == 0
    assert [judgement.made_at[14:16] for judgement in any_record.judgements()] == ["01", "02"]
    any_record.replace("extract", "a", "1", [make_case()])
    any_record.forget_derived()
    assert any_record.all(Case) == []
    assert len(any_record.judgements("case", "case-1")) == 2


@pytest.mark.parametrize("table", ["sources", "judgements", "audit"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "UPDATE {} SET data = 'x'"])
def test_the_database_itself_refuses_to_change_what_is_append_only(any_record: Record, table: str, verb: str) -> None:
    any_record.archive(b"bytes", name="a", media_type="text/plain", origin="inbox/a")
    any_record.append_judgements([make_ruling(1)])
    statement = verb.format(table).replace("data", "detail" if table == "audit" else "data")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), any_record.engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_an_altered_audit_line_is_found(record: Record) -> None:
    record.append_judgements([make_ruling(1), make_ruling(2), make_ruling(3)])
    assert record.find_audit_break() is None
    with record.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER audit_no_update"))
        connection.execute(sa.text("UPDATE audit SET \"by\" = 'someone else' WHERE seq = 2"))
    assert record.find_audit_break() == 2


def test_bytes_are_archived_once_and_checked(any_record: Record, tmp_path: Path) -> None:
    first = any_record.archive(b"bytes", name="a.eml", media_type="message/rfc822", origin="inbox/a.eml")
    again = any_record.archive(b"bytes", name="b.eml", media_type="message/rfc822", origin="inbox/b.eml")
    assert first == again
    assert any_record.get_bytes(first.id) == b"bytes"
    path = tmp_path / "sources" / first.id[:2] / first.id
    path.chmod(0o644)
    path.write_bytes(b"other")
    with pytest.raises(ArchiveDamaged, match="back-up"):
        any_record.get_bytes(first.id)


def test_only_one_run_holds_a_record(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    with (
        Record.open(url, archive=tmp_path) as one,
        Record.open(url, archive=tmp_path) as two,
        one.exclusively(),
        pytest.raises(RecordBusy),
        two.exclusively(),
    ):
        pass


def test_a_record_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    with Record.open(url, archive=tmp_path) as record, record.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(RecordVersionUnknown, match="newer version"):
        Record.open(url, archive=tmp_path)


def test_migrations_make_the_tables_of_the_schema(any_record: Record) -> None:
    made = sa.MetaData()
    made.reflect(any_record.engine)
    for name, table in schema.metadata.tables.items():
        assert [column.name for column in made.tables[name].columns] == [column.name for column in table.columns]
        have = {tuple(column.name for column in index.columns) for index in made.tables[name].indexes}
        want = {tuple(column.name for column in index.columns) for index in table.indexes}
        assert want <= have


def test_decisions_and_the_record_are_exact_inverses(record: Record, tmp_path: Path) -> None:
    rulings = [make_ruling(1), make_ruling(2)]
    append_decisions(tmp_path / "one", rulings)
    assert import_decisions(record, tmp_path / "one") == 2
    assert export_decisions(record, tmp_path / "two") == 2
    assert export_decisions(record, tmp_path / "two") == 0
    names = [path.name for path in sorted((tmp_path / "one").iterdir())]
    assert names == ["r-example.jsonl"]
    assert (tmp_path / "one" / names[0]).read_bytes() == (tmp_path / "two" / names[0]).read_bytes()
    assert list(iter_decisions(tmp_path / "two")) == record.judgements() == rulings


@pytest.mark.slow
def test_a_run_killed_at_any_moment_goes_on_where_it_stopped(tmp_path: Path) -> None:
    """kill -9 ten times over in the middle of archiving and deriving; the end is as if nothing had happened."""
    script = textwrap.dedent(
        """
        import sys
        from pathlib import Path
        from answerable.model.document import Document
        from answerable.store.record import Record
        from answerable.store.work import Unit, Writer, run_units

        folder = Path(sys.argv[1])
        record = Record.open(f"sqlite:///{folder}/record.db", archive=folder / "sources")
        datas = [f"message {number} ".encode() * 2000 for number in range(150)]
        sources = [record.archive(data, name="m", media_type="text/plain", origin="x") for data in datas]
        def make(source):
            return lambda: [Document(source.id, "m", "text/plain", source.size, 1, 0)]
        run_units(record, "read", [Unit(source.id, "k", make(source)) for source in sources])
        print("finished")
        """
    )

    def start(folder: Path) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True)

    calm, rough = tmp_path / "calm", tmp_path / "rough"
    calm.mkdir()
    rough.mkdir()
    assert start(calm).communicate(timeout=120)[0] == "finished\n"
    for attempt in range(10):
        process = start(rough)
        try:
            process.communicate(timeout=0.5 + 0.12 * attempt)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.communicate()
    assert start(rough).communicate(timeout=120)[0] == "finished\n"

    def contents(folder: Path) -> tuple[list[Document], list[str]]:
        with Record.open(f"sqlite:///{folder}/record.db", archive=folder / "sources") as record:
            files = [path.name for path in sorted((folder / "sources").rglob("*")) if path.is_file()]
            for source in record.sources():
                record.get_bytes(source.id)
            return record.all(Document), [name for name in files if not name.startswith(".incoming-")]

    assert contents(rough) == contents(calm)
    assert len(contents(rough)[0]) == 150


def test_a_migration_that_stops_half_way_leaves_no_half_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{tmp_path / 'record.db'}"
    made: list[str] = []

    def stop_at_the_tenth(operations: object, name: str, *columns: object, **options: object) -> object:
        made.append(name)
        if len(made) == 10:
            raise KeyboardInterrupt
        return real(operations, name, *columns, **options)

    real = alembic.operations.Operations.create_table
    monkeypatch.setattr(alembic.operations.Operations, "create_table", stop_at_the_tenth)
    with pytest.raises(KeyboardInterrupt):
        Record.open(url, archive=tmp_path)
    monkeypatch.undo()
    assert len(made) == 10
    with Record.open(url, archive=tmp_path) as record:
        assert record.all(Case) == []
