"""Method and limits, written from the record itself: what was asked, received, read, ruled and left open.

What comes in: the material and the findings. What goes out: sections of plain sentences and tables. Never here: a
number that is not counted here and now.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from answerable.law.laws import find_law
from answerable.model.case import Standing
from answerable.model.judgement import Ruling
from answerable.model.log import PRESS
from answerable.publish.agreement import make_agreement
from answerable.publish.edition import Edition, Material
from answerable.publish.explorer import Labels
from answerable.publish.language import Language

_NO_RULINGS = ("assignment", "coding", "codebook", "import")


@dataclass(frozen=True, slots=True)
class File:
    """A file to download."""

    name: str
    href: str
    says: str


@dataclass(frozen=True, slots=True)
class Download:
    """What can be downloaded in one or several forms: its name, what it is, the address of each form with its label."""

    name: str
    says: str
    forms: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with paragraphs, a table, files, downloads."""

    title: str
    paragraphs: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    files: tuple[File, ...] = ()
    downloads: tuple[Download, ...] = ()


def list_laws(material: Material) -> str:
    """The laws that the requests were made under, by name."""
    laws = [find_law(law_id) for law_id in sorted({request.law for request in material.requests})]
    return "; ".join(law.name for law in laws if law)


def make_method(edition: Edition, material: Material, language: Language) -> tuple[Section, ...]:
    """The sections of the method page."""
    labels = Labels(edition.codebook, language)
    return (
        _asked(edition, material, language),
        *_received(material, language),
        _coded(edition, material, language),
        _ruled(material, language),
        _agreed(material, labels, language),
        _limits(edition, material, language),
        _codebook(edition, labels, language),
    )


def _asked(edition: Edition, material: Material, language: Language) -> Section:
    say, sent = language.say, sorted({request.sent_on for request in material.requests if request.sent_on})
    said = [
        language.count(
            "We put one letter to %(n)s authority.", "We put one letter to %(n)s authorities.", len(material.requests)
        )
    ]
    if sent:
        said.append(say("It went on %(day)s, under %(laws)s.", day=language.day(sent[0]), laws=list_laws(material)))
    said.append(
        say(
            "%(answered)s decided on it; %(silent)s had not by %(day)s. A refusal is a decision, and counts as an "
            "answer.",
            answered=material.n_answered,
            silent=len(material.answers) - material.n_answered,
            day=language.day(edition.as_of),
        )
    )
    logs = [source for source in material.log_sources if source.kind != PRESS]
    if logs:
        n = len({source.authority_id for source in logs})
        said.append(
            language.count(
                "For %(n)s authority we also read the outcomes it publishes itself. What such a log tells is a lower "
                "limit.",
                "For %(n)s authorities we also read the outcomes they publish themselves. What such logs tell is a "
                "lower limit.",
                n,
            )
        )
    return Section(say("What we asked"), tuple(said))


def _received(material: Material, language: Language) -> tuple[Section, ...]:
    say = language.say
    kinds = Counter(row.kind.value for row in material.classifications if row.message_id in material.messages)
    files = Counter(_say_type(row.media_type) for row in material.documents.values())
    n_in = sum(1 for message in material.messages.values() if message.direction == "in")
    said = (
        language.count("We received %(n)s letter.", "We received %(n)s letters.", n_in),
        say("Each file is kept as it came, under the hash of its bytes, and is never edited."),
    )
    rows = tuple((_say_kind(name, language), language.number(n)) for name, n in kinds.most_common())
    forms = tuple((name, language.number(n)) for name, n in sorted(files.items(), key=lambda item: (-item[1], item[0])))
    return (
        Section(say("What came"), said, (say("Letters by kind"), say("Number")), rows),
        Section(say("Files by form"), heads=(say("Form"), say("Number")), rows=forms),
    )


def _say_kind(name: str, language: Language) -> str:
    return language.say(name.replace("_", " "))


def _say_type(media_type: str) -> str:
    known = {
        "message/rfc822": "e-mail",
        "application/pdf": "PDF",
        "text/html": "web page",
        "text/csv": "CSV",
        "text/plain": "plain text",
        "application/zip": "ZIP",
        "application/mbox": "mailbox",
    }
    for part, name in (("spreadsheetml", "XLSX"), ("wordprocessingml", "DOCX"), ("opendocument.spreadsheet", "ODS")):
        if part in media_type:
            return name
    return known.get(media_type, media_type)


def _coded(edition: Edition, material: Material, language: Language) -> Section:
    say = language.say
    standing = Counter(brief.standing for brief in material.briefs.values())
    standing.update(tally.standing for tally in material.tallies.values())
    n_seen = standing[Standing.ACCEPTED] + standing[Standing.ADDED]
    said = (
        say(
            "From these pages a program took %(cases)s cases and %(tallies)s figures, each with the words that show "
            "it. A value without words that show it is not recorded.",
            cases=language.number(len(material.cases)),
            tallies=language.number(len(material.tallies)),
        ),
        say(
            "%(seen)s of them were confirmed or added by a person; the others stand as the program read them, and "
            "every page says which is which.",
            seen=language.number(n_seen),
        ),
        say("The codebook is version %(version)s.", version=edition.codebook.version),
        say("Cases that several sources tell are counted once; pairs that cannot be settled widen the bounds."),
    )
    return Section(say("How it was read"), said)


def _ruled(material: Material, language: Language) -> Section:
    say = language.say
    # Blind codes change nothing by themselves, and the codebook's own lines rule on nothing.
    counted = Counter(one.ruling for one in material.judgements if one.noun not in _NO_RULINGS)
    if not counted:
        return Section(say("Human rulings"), (say("No person has ruled on anything yet."),))
    rows = tuple((say(ruling.value), language.number(counted[ruling])) for ruling in Ruling if counted[ruling])
    said = language.count("People ruled %(n)s time.", "People ruled %(n)s times.", sum(counted.values()))
    return Section(say("Human rulings"), (said,), (say("Ruling"), say("Number")), rows)


def _agreed(material: Material, labels: Labels, language: Language) -> Section:
    said, heads, rows = make_agreement(material.agreements, labels, language)
    return Section(language.say("How far coders agree"), said, heads, rows)


def _limits(edition: Edition, material: Material, language: Language) -> Section:
    say, bound = language.say, {name for claim in material.claims for name in claim.bound_to.split(", ")}
    rows = []
    for finding in material.findings.values():
        if finding.id in bound and finding.value is not None:
            silent = finding.value_with_silence
            rows.append(
                (
                    finding.title,
                    language.value(finding.value, finding.unit),
                    language.value(silent, finding.unit) if silent else "–",
                )
            )
    hidden = sum(
        1 for document in material.documents.values() if any(hidden.kind != "metadata" for hidden in document.hidden)
    )
    said = [
        say("Silence is no zero. Each finding gives the range that is left whatever the silent authorities have."),
        say("A number that an authority hid (“fewer than five”) stays a range through every sum and share."),
    ]
    if hidden:
        said.append(
            language.count(
                "%(n)s received file holds content that it does not show. We did not use or publish it.",
                "%(n)s received files hold content that they do not show. We did not use or publish it.",
                hidden,
            )
        )
    n_open = sum(1 for problem in material.problems if not problem.blocks)
    if n_open:
        said.append(
            language.count(
                "%(n)s imperfection of the material is on the record.",
                "%(n)s imperfections of the material are on the record.",
                n_open,
            )
        )
    heads = (say("Finding"), say("Value"), say("Whatever the silent have"))
    return Section(say("What we do not know"), tuple(said), heads, tuple(rows))


def _codebook(edition: Edition, labels: Labels, language: Language) -> Section:
    rows = []
    for variable in edition.codebook.variables:
        categories = ", ".join(labels.category(variable.name, category.name) for category in variable.categories)
        rows.append((labels.variable(variable.name), variable.definition or categories))
    heads = (language.say("Variable"), language.say("Definition"))
    return Section(language.say("Codebook"), (), heads, tuple(rows))
