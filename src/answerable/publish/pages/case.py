"""The page of one case, in every language, with its data beside it.

What comes in: frames, one case after another. What goes out: pages and a small file for each case in a `SiteWriter`,
the words that its pages show. What does not depend on the language is made once. Never here: lists of cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from answerable.model.case import Case, Scalar
from answerable.model.ids import make_key
from answerable.publish.edition import Material
from answerable.publish.evidence import AROUND_WORDS, Excerpt, make_excerpt
from answerable.publish.pages.downloads import CaseFiles
from answerable.publish.pages.frame import Frame
from answerable.publish.pages.rows import name_page
from answerable.publish.privacy import Names, mask
from answerable.publish.search.words import CaseWords
from answerable.publish.writer import Group, SiteWriter


@dataclass(frozen=True, slots=True)
class ShownValue:
    """A value of a case before it is said in a language.

    Args:
        variable: of the codebook.
        value: what counts.
        words: that show it, with personal details taken out; empty where they are the words of the whole case.
        basis: how they show it.
        note: with personal details taken out.
        corrected: a person ruled otherwise than the machine proposed.
    """

    variable: str
    value: Scalar | None
    words: str
    basis: str
    note: str
    corrected: bool


@dataclass(frozen=True, slots=True)
class ShownCase:
    """What the pages of a case show in every language.

    Args:
        case: as it stands on the record.
        names: to be taken out of whatever is said of it.
        excerpt: its words.
        values: those that are stated.
        matter: id of the person's matter; empty where there is none.
        twins: the other cases of that matter.
        key: of all of it.
    """

    case: Case
    names: Names
    excerpt: Excerpt
    values: tuple[ShownValue, ...]
    matter: str
    twins: tuple[str, ...]
    key: str


def add_case_pages(
    frames: Sequence[Frame], groups: Sequence[Group], files: CaseFiles, data: Group, writer: SiteWriter
) -> CaseWords:
    """Put the pages of every case in every language, and its data; return the words that they show.

    Args:
        frames: of the languages.
        groups: of each language's pages; where one stands already, nothing is put.
        files: of the data of each case.
        data: the group that these belong to.
        writer: of the site.
    """
    words = CaseWords()
    if data.stands and all(group.stands for group in groups):
        return words
    material = frames[0].material
    for case in material.cases.values():
        shown = _show(material, case)
        words.keep(material.briefs.number_of(case.id), shown.excerpt.words)
        for frame, group in zip(frames, groups, strict=True):
            if not group.stands:
                with group:
                    _add_page(frame, writer, shown)
        if not data.stands:
            with data:
                files.add(case)
    return words


def _show(material: Material, case: Case) -> ShownCase:
    page = material.pages.get(f"{case.document}:{case.span.page}")
    names = material.names_on(page, case.span.exact)
    excerpt = make_excerpt(case.span, page, AROUND_WORDS, material.names)
    values = tuple(_list_values(case, names))
    subject = material.subject_of.get(case.id)
    twins = tuple(one for one in (subject.cases if subject else ()) if one != case.id and one in material.cases)
    matter = subject.id if subject else ""
    key = make_key(repr(case), repr(excerpt), repr(values), names.key, matter)
    return ShownCase(case, names, excerpt, values, matter, twins, key)


def _list_values(case: Case, names: Names) -> Iterator[ShownValue]:
    whole = case.span.exact
    for value in case.values:
        coded = value.effective
        if coded is None or coded.value in (None, "", ()):
            continue
        words = coded.span.exact if coded.span is not None else ""
        yield ShownValue(
            value.variable,
            coded.value,
            "" if words == whole or len(words) > 160 else mask(" ".join(words.split()), names).text,
            coded.basis.value.replace("_", " "),
            mask(coded.note, names).text if coded.note else "",
            value.ruled is not None and (value.proposed is None or value.proposed.value != value.ruled.value),
        )


def _add_page(frame: Frame, writer: SiteWriter, shown: ShownCase) -> None:
    say, case = frame.language.say, shown.case
    witness = frame.notes.witness(case, excerpt=shown.excerpt)
    twins = [{"id": one, "says": say_title(frame, frame.material.cases[one])} for one in shown.twins]
    key = make_key(frame.key, shown.key, witness.source, witness.picture, witness.size, twins)
    if frame.stands(writer, f"cases/{case.id}.html", key):
        return
    frame.add_light(
        writer,
        "case.html",
        "cases",
        case.id,
        say_title(frame, case),
        key,
        case=case,
        matter=shown.matter,
        document=name_page(case.document),
        authority=witness.authority,
        witness=witness,
        values=[_say_value(frame, value, shown.names) for value in shown.values],
        twins=twins,
        reviewed=say("Confirmed by a person.")
        if witness.reviewed
        else say("Read by a program; not yet confirmed by a person."),
    )


def say_title(frame: Frame, case: Case) -> str:
    """A case in a line: authority, rank, year and outcome."""
    labels = frame.labels
    name = frame.notes.name_of(case.authority_id)
    rank, year, outcome = (labels.value(name, case.get(name)) for name in ("rank", "year", "outcome"))
    head = ", ".join(part for part in (name, rank, year) if part)
    return f"{head}: {outcome}" if outcome else head


def _say_value(frame: Frame, value: ShownValue, names: Names) -> dict[str, Any]:
    basis = frame.language.say(value.basis)
    return {
        "label": frame.labels.variable(value.variable),
        "shown": mask(frame.labels.value(value.variable, value.value), names).text,
        "words": value.words,
        "basis": f"{basis}: {value.note}" if value.note else basis,
        "corrected": value.corrected,
    }
