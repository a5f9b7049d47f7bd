"""The short texts of the site: corrections, what is collected, what can be downloaded.

What comes in: the edition and a language. What goes out: sections for the text page. Never here: counts of the record.
"""

from __future__ import annotations

from collections.abc import Mapping

from answerable.publish.edition import Edition
from answerable.publish.language import Language
from answerable.publish.method import File, Section


def make_corrections(edition: Edition, language: Language) -> Section:
    """What was corrected since publication, and how to ask for it."""
    say, story = language.say, edition.story
    if not story.corrections:
        return Section("", (say("No correction has been made to this story."), _how_to_correct(edition, language)))
    rows = tuple((language.day(item.on), item.was, item.now, item.why) for item in story.corrections)
    return Section(
        "", (_how_to_correct(edition, language),), (say("Date"), say("It said"), say("It says"), say("Why")), rows
    )


def _how_to_correct(edition: Edition, language: Language) -> str:
    return language.say("To report an error, write to %(contact)s.", contact=edition.contact)


def make_privacy(edition: Edition, language: Language) -> Section:
    """What is collected about readers and kept about people: true sentences only."""
    say = language.say
    return Section(
        "",
        (
            say("These pages set no cookie, run no script, load nothing from anyone else and count no visits."),
            say("Whoever keeps the server may keep its ordinary log of requests; we add nothing to it."),
            say(
                "People in the records: names, numbers of persons and ways to reach them are blacked out in every "
                "quoted passage. If you think a record can identify you or someone else, write to %(contact)s.",
                contact=edition.contact,
            ),
        ),
    )


def make_downloads(edition: Edition, language: Language, data: Mapping[str, int]) -> Section:
    """The files of the package, with their sizes."""
    says = {
        "data/cases.csv": language.say("every case with its codes, words and place"),
        "data/counts.csv": language.say("how many people each authority has for each measure, with bounds"),
        "data/answers.csv": language.say("who answered, when, what was decided, on which grounds"),
        "data/findings.json": language.say("every finding with its query, bounds and records"),
        "data/codebook.json": language.say("variables, categories and their definitions"),
        "data/datapackage.json": language.say("describes the files (Frictionless Data Package) with their hashes"),
    }
    files = tuple(
        File(path.removeprefix("data/"), path, f"{says.get(path, '')} · {max(1, round(size / 1024))} KB")
        for path, size in data.items()
    )
    licence = language.say("Licence: %(licence)s.", licence=edition.story.licence or "CC BY 4.0")
    return Section("", (language.say("Everything the story rests on, as files."), licence), files=files)
