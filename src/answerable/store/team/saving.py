"""Keeping rulings when many people rule at once: what several ask for at the same instant goes into one short
transaction, under locks of its own subjects.

In: rulings, the state of things as their makers saw it, a way to lay rulings over a row. Out: what was kept, for each
who asked. The rows that are laid here are those that a full run makes from the same judgements (docs/adr/0017). Never
here: what a ruling changes, figures, stages, who waits for whom (`clerk`).
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from answerable.errors import RulingOvertaken
from answerable.model.case import Case, Tally
from answerable.model.document import Page
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.store import schema
from answerable.store.codec import from_text, to_text
from answerable.store.engine import hold_subjects
from answerable.store.many import among, insert_rows, update_texts
from answerable.store.record import Record
from answerable.store.rulings import make_line

Row = Case | Tally
Place = tuple[str, int]
"""Document and page."""
_KINDS: dict[str, type[Case] | type[Tally]] = {"case": Case, "tally": Tally}


@dataclass(frozen=True, slots=True)
class Laying:
    """How rulings are laid over a row.

    Args:
        find_places: the pages whose words it takes.
        lay: the row with rulings laid over it, or None where they have to wait for a full run.
    """

    find_places: Callable[[Row, Sequence[Judgement]], Iterable[Place]]
    lay: Callable[[Row, Sequence[Judgement], Mapping[Place, Page]], Row | None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What one person asks to be kept: all of it or nothing.

    Args:
        judgements: in the order of making.
        seen: by subject, the version that the person saw; a subject that is not named is not checked.
    """

    judgements: tuple[Judgement, ...]
    seen: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it.

    Args:
        kept: the rulings as they are kept; those that said again what their maker had said before are left out.
        laid: whether every row that they are about shows them; else the next run lays them.
        rows: by subject, the rows as they stand now.
    """

    kept: tuple[Judgement, ...]
    laid: bool
    rows: Mapping[str, Row] = field(default_factory=dict)


@dataclass(slots=True)
class _State:
    """What stands on each subject: as it was read, and from wish to wish as it will be."""

    may_lay: bool
    earlier: dict[str, list[Judgement]]
    rows: dict[tuple[str, str], Row]
    pages: dict[Place, Page]
    changed: dict[tuple[str, str], Row] = field(default_factory=dict)


def tell_version(row: Row | None, n_rulings: int) -> str:
    """The state of a thing that can be ruled on: how many rulings there were, and what its row said."""
    return f"{n_rulings}.{make_key(to_text(row))[:10] if row is not None else ''}"


def save_wishes(record: Record, wishes: Sequence[Wish], laying: Laying) -> list[Saved | Exception]:
    """Keep what several ask for, in the order of asking, and lay rulings on cases and tallies over their rows.

    Returns:
        For each what was kept, or why nothing was: `RulingOvertaken` where somebody ruled on the same since, also
        somebody earlier in this list, or where it was read anew.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: the database did not take it; nothing of anybody's was kept.
    """
    subjects = sorted({(one.noun, one.subject) for wish in wishes for one in wish.judgements})
    with record.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        state = _read_state(record, connection, subjects, wishes, laying)
        outcomes = [_decide(state, wish, laying) for wish in wishes]
        kept = [one for outcome in outcomes if isinstance(outcome, Saved) for one in outcome.kept]
        _write_rows(record, connection, state.changed)
        if kept:
            lines = [make_line(one) for one in kept]
            insert_rows(connection, schema.judgements, lines)
            for one, line in zip(kept, lines, strict=True):
                record.parsed.put(Judgement, line["data"], one)
            # Last, because one transaction at a time holds the end of the trail.
            record.append_audit_of(connection, kept)
    return outcomes


def _read_state(
    record: Record,
    connection: sa.Connection,
    subjects: Sequence[tuple[str, str]],
    wishes: Sequence[Wish],
    laying: Laying,
) -> _State:
    may_lay = hold_subjects(connection, subjects)
    earlier: dict[str, list[Judgement]] = {subject: [] for _, subject in subjects}
    table = schema.judgements
    query = sa.select(table.c.data).where(among(connection, table.c.subject, sorted(earlier))).order_by(table.c.seq)
    for row in connection.execute(query):
        one = record.parsed.get(Judgement, row.data, functools.partial(from_text, Judgement))
        earlier[one.subject].append(one)
    rows: dict[tuple[str, str], Row] = {}
    for noun, kind in _KINDS.items():
        ids = [subject for other, subject in subjects if other == noun]
        if ids:
            columns = schema.TABLES[kind].c
            found = connection.execute(sa.select(columns.id, columns.data).where(among(connection, columns.id, ids)))
            read = functools.partial(from_text, kind)
            rows |= {(noun, row.id): record.parsed.get(kind, row.data, read) for row in found}
    places = {
        place
        for wish in wishes
        for one in wish.judgements
        if may_lay and (one.noun, one.subject) in rows
        for place in laying.find_places(rows[one.noun, one.subject], [one])
    }
    pages = record.find_texts(connection, sorted(f"{document}:{number}" for document, number in places))
    return _State(may_lay, earlier, rows, {(page.document, page.number): page for page in pages})


def _decide(state: _State, wish: Wish, laying: Laying) -> Saved | Exception:
    """What of a wish is kept; the state is as it leaves it."""
    groups: dict[tuple[str, str], list[Judgement]] = {}
    for one in wish.judgements:
        groups.setdefault((one.noun, one.subject), []).append(one)
    kept: dict[tuple[str, str], list[Judgement]] = {}
    changed: dict[tuple[str, str], Row] = {}
    laid = True
    try:
        for at, group in sorted(groups.items()):
            earlier, row = state.earlier[at[1]], state.rows.get(at)
            new = _pass_over_repeats(earlier, group)
            if not new:
                continue
            _check_seen(wish.seen.get(at[1], ""), row, earlier, at[1])
            new = kept[at] = [_after(earlier, one) for one in new]
            if at[0] in _KINDS:
                after = laying.lay(row, new, state.pages) if row is not None and state.may_lay else None
                laid &= after is not None
                changed |= {at: after} if after is not None else {}
    except Exception as error:  # whatever is wrong with this wish, the others of the same instant are kept
        return error
    for at, new in kept.items():
        state.earlier[at[1]] = [*state.earlier[at[1]], *new]
    state.rows |= changed
    state.changed |= changed
    rows = {at[1]: state.rows[at] for at in groups if at in state.rows}
    return Saved(tuple(one for new in kept.values() for one in new), laid, rows)


def _write_rows(record: Record, connection: sa.Connection, changed: Mapping[tuple[str, str], Row]) -> None:
    for noun, kind in _KINDS.items():
        texts = {}
        for (other, row_id), row in changed.items():
            if other == noun:
                texts[row_id] = text = to_text(row)
                record.parsed.put(kind, text, row)  # whoever rules on it next need not parse it
        update_texts(connection, schema.TABLES[kind], "data", texts)


def _check_seen(seen: str, row: Row | None, earlier: Sequence[Judgement], subject: str) -> None:
    if not seen or seen == tell_version(row, len(earlier)):
        return
    n_seen = seen.partition(".")[0]
    since = earlier[int(n_seen) :] if n_seen.isdecimal() else earlier
    raise RulingOvertaken(
        "somebody ruled on this since you looked at it" if since else "this was read anew since you looked at it",
        where=subject,
        found=", ".join(dict.fromkeys(one.by for one in since)),
        remedy="look at what stands now, and rule again",
    )


def _pass_over_repeats(earlier: Sequence[Judgement], group: Sequence[Judgement]) -> list[Judgement]:
    """Without those that say what the last ruling on the same, by the same person, said: a form that was sent again
    because its answer was lost."""
    out = []
    for one in group:
        about = [line for line in earlier if not one.variable or line.variable in ("", one.variable)]
        if not about or _says(about[-1]) != _says(one):
            out.append(one)
    return out


def _says(one: Judgement) -> tuple[object, ...]:
    # What is accepted bears its reader's name from then on, so that accepting again would seem to say something else.
    after = "" if one.ruling is Ruling.ACCEPT else one.after
    return (one.by, one.ruling, one.noun, one.variable, after, one.reason, one.undoes)


def _after(earlier: Sequence[Judgement], one: Judgement) -> Judgement:
    """The ruling, made after every earlier one on its subject, whatever the clocks of two machines say."""
    latest = max((line.made_at for line in earlier), default="")
    if one.made_at > latest:
        return one
    later = dt.datetime.fromisoformat(latest) + dt.timedelta(milliseconds=1)
    made = {field.name: getattr(one, field.name) for field in dataclasses.fields(one) if field.name != "id"}
    return make_judgement(**made | {"made_at": later.isoformat(timespec="milliseconds")})
