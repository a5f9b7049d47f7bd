"""How far two coders agree, for the method page.

What comes in: agreement as `extract` measured it. What goes out: paragraphs and a table. Never here: who coded; a code.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.model.agreement import Agreement
from answerable.publish.explorer import Labels
from answerable.publish.language import Language

Table = tuple[tuple[str, ...], tuple[str, ...], tuple[tuple[str, ...], ...]]
"""Paragraphs, heads, rows."""


def make_agreement(rows: Sequence[Agreement], labels: Labels, language: Language) -> Table:
    """What the method page says of double coding; of none, that there was none.

    Args:
        rows: of every double coding whose codes are open.
        labels: of variables.
        language: of the page.
    """
    say = language.say
    if not rows:
        return (
            (say("No case was coded by two people independently of each other, so agreement is not measured."),),
            (),
            (),
        )
    first = {row.assignment: row for row in rows}
    n_cases = sum(max(row.n_cases for row in rows if row.assignment == one) for one in first)
    said = [
        language.count(
            "%(n)s case was coded by two people, neither of whom saw what the other coded or what the program read.",
            "%(n)s cases were coded by two people, neither of whom saw what the other coded or what the program read.",
            n_cases,
        ),
        say(
            "Krippendorff’s alpha is 1 where they agree throughout and 0 where they agree as chance would have it. Its "
            "interval is that of drawing the cases anew a thousand times."
        ),
        say("What they coded differently, a further person or a further look decided, with a reason."),
    ]
    if language.code == "en":
        said += [f"How the cases were picked: {row.rule}." for row in first.values()]
    heads = (say("Variable"), say("Cases compared"), say("Coded the same"), say("Alpha"), say("Its interval"))
    return tuple(said), heads, tuple(_row(row, labels, language) for row in rows if row.n_compared)


def _row(row: Agreement, labels: Labels, language: Language) -> tuple[str, ...]:
    name, _, stated = row.variable.partition(":")
    label = language.say("Whether it is a case") if name == "is_case" else labels.variable(name)
    if stated:
        label = language.say("%(variable)s: whether stated", variable=label)
    interval = "–"
    if row.alpha_low is not None and row.alpha_high is not None:
        interval = f"{row.alpha_low:.2f} – {row.alpha_high:.2f}"
    alpha = language.say("no variation") if row.alpha is None else f"{row.alpha:.2f}"
    return label, language.number(row.n_compared), language.percent(row.share_same), alpha, interval
