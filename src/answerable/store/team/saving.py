"""Keeping rulings when many people rule at once: one short transaction for each, under a lock of its own subject.

In: rulings, the state of things as their maker saw it, a function that lays rulings over a row. Out: what was kept.
The rows that are laid here are those that a full run makes from the same judgements (docs/adr/0017). Never here: what
a ruling changes, figures, stages.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from answerable.errors import RulingOvertaken
from answerable.model.case import Case, Tally
from answerable.model.ids import make_key
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.store import schema
from answerable.store.codec import from_text, to_text
from answerable.store.engine import hold_subjects
from answerable.store.record import Record

Row = Case | Tally
Lay = Callable[[Row, Sequence[Judgement]], Row | None]
_KINDS: dict[str, type[Case] | type[Tally]] = {"case": Case, "tally": Tally}


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of it.

    Args:
        kept: the rulings as they are kept; those that said again what their maker had said before are left out.
        laid: whether every row that they are about shows them; else the next run lays them.
    """

    kept: tuple[Judgement, ...]
    laid: bool


def tell_version(row: Row | None, n_rulings: int) -> str:
    """The state of a thing that can be ruled on: how many rulings there were, and what its row said."""
    return f"{n_rulings}.{make_key(to_text(row))[:10] if row is not None else ''}"


def save_rulings(
    record: Record,
    judgements: Sequence[Judgement],
    *,
    seen: Mapping[str, str],
    lay: Lay,
) -> Saved:
    """Keep rulings and lay those on cases and tallies over their rows: all of them or none.

    Args:
        record: the record.
        judgements: in the order of making.
        seen: by subject, the version that the person saw; a subject that is not named is not checked.
        lay: gives a row with rulings laid over it, or None where they have to wait for a full run.

    Raises:
        RulingOvertaken: somebody ruled on the same since, or it was read anew; nothing was kept.
    """
    groups: dict[tuple[str, str], list[Judgement]] = {}
    for one in judgements:
        groups.setdefault((one.noun, one.subject), []).append(one)
    kept: list[Judgement] = []
    laid = True
    with record.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        may = hold_subjects(connection, sorted(groups))
        for (noun, subject), group in sorted(groups.items()):
            earlier = _read_earlier(connection, subject)
            row = _read_row(connection, noun, subject)
            new = _pass_over_repeats(earlier, group)
            if not new:
                continue
            _check_seen(seen.get(subject, ""), row, earlier, subject)
            new = [_after(earlier, one) for one in new]
            kept += new
            if noun in _KINDS and new:
                laid &= may and _lay_one(connection, noun, row, new, lay)
        for one in kept:
            _append(connection, one)
        for one in kept:  # last, because one transaction at a time holds the end of the trail
            record.append_audit_of(connection, one)
    return Saved(tuple(kept), laid)


def _read_earlier(connection: sa.Connection, subject: str) -> list[Judgement]:
    table = schema.judgements
    query = sa.select(table.c.data).where(table.c.subject == subject).order_by(table.c.seq)
    return [from_text(Judgement, row.data) for row in connection.execute(query)]


def _read_row(connection: sa.Connection, noun: str, subject: str) -> Row | None:
    kind = _KINDS.get(noun)
    if kind is None:
        return None
    table = schema.TABLES[kind]
    text = connection.execute(sa.select(table.c.data).where(table.c.id == subject)).scalar_one_or_none()
    return None if text is None else from_text(kind, text)


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


def _lay_one(
    connection: sa.Connection,
    noun: str,
    row: Row | None,
    new: Sequence[Judgement],
    lay: Lay,
) -> bool:
    changed = lay(row, new) if row is not None else None
    if changed is None:
        return False
    table = schema.TABLES[_KINDS[noun]]
    connection.execute(table.update().where(table.c.id == changed.id).values(data=to_text(changed)))
    return True


def _append(connection: sa.Connection, one: Judgement) -> None:
    row = {"id": one.id, "noun": one.noun, "subject": one.subject, "data": to_text(one)}
    connection.execute(schema.judgements.insert().values(row))
