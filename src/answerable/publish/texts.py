"""The short texts of the site: corrections, what is collected, what can be downloaded.

What comes in: the edition and a language. What goes out: sections for the text page. Never here: counts of the record.
"""

from __future__ import annotations

from collections.abc import Sequence

from answerable.publish.corrections import list_touched
from answerable.publish.edition import Edition, Material
from answerable.publish.language import Language
from answerable.publish.method import Download, File, Section
from answerable.publish.packages.crate import Described


def make_corrections(edition: Edition, material: Material, language: Language) -> tuple[Section, ...]:
    """What was corrected since publication, which pages it reached, and how to ask for it."""
    say, story = language.say, edition.story
    feeds = (File(say("Feed of corrections"), "corrections.xml", "Atom"), File("JSON Feed", "corrections.json", ""))
    if not story.corrections:
        said = (say("No correction has been made to this story."), _how_to_correct(edition, language))
        return (Section("", said, files=feeds),)
    sections = [Section("", (_how_to_correct(edition, language),), files=feeds)]
    for item in sorted(story.corrections, key=lambda one: one.on, reverse=True):
        rows = [(say("It said"), item.was), (say("It says"), item.now), (say("Why"), item.why)]
        pages = sorted(list_touched(item, edition, material) - {"corrections.html"})
        touched = language.count(
            "It reached %(n)s page, and the files.", "It reached %(n)s pages, and the files.", len(pages)
        )
        gone = [say("A record was taken down.")] if any(one not in material.briefs for one in item.cases) else []
        kept = tuple((name, words) for name, words in rows if words)
        sections.append(Section(language.day(item.on), (*gone, touched), (), kept))
    return tuple(sections)


def _how_to_correct(edition: Edition, language: Language) -> str:
    return language.say("To report an error, write to %(contact)s.", contact=edition.contact)


def make_privacy(edition: Edition, language: Language) -> tuple[Section, ...]:
    """What is collected about readers and kept about people: true sentences only, for this site as it is set up."""
    say, readers = language.say, edition.readers
    ours = [
        say("These pages set no cookie, load nothing from anyone else and count no visits."),
        say(
            "One small script of ours keeps your list of saved pages in this browser, copies an address and prints. It "
            "sends nothing. Without it, everything can be read."
        ),
        say("Whoever keeps the server may keep its ordinary log of requests; we add nothing to it."),
        say(
            "Links to share are plain links: whoever runs the place you share to learns of you only if you follow one."
        ),
    ]
    if readers.errors:
        ours.append(say("What you write in the form for errors goes to the editor and is kept until it is dealt with."))
    if readers.newsletter:
        ours.append(
            say(
                "Your address for the newsletter is kept from the moment you confirm it until you stop it, and is used "
                "for nothing else. Opening a letter or following its links is not counted."
            )
        )
    if readers.comments:
        ours.append(say("Comments are kept on the same server as these pages, with the name that you give."))
    people = say(
        "Names, numbers of persons and ways to reach them are blacked out in every quoted passage and picture. If you "
        "think a record can identify you or someone else, write to %(contact)s: it can be taken down from every page, "
        "figure and file at once.",
        contact=edition.contact,
    )
    return (Section(say("You, reading this"), tuple(ours)), Section(say("People in the records"), (people,)))


def make_downloads(edition: Edition, language: Language, data: Sequence[Described]) -> Section:
    """The files of the package, with what each is and its size: all in one first, then each table in its forms."""
    groups: dict[tuple[bool, str, str], list[Described]] = {}
    for one in data:
        stem = one.name.rpartition(".")[0] if one.name.endswith((".csv", ".parquet")) else one.name
        groups.setdefault((not one.name.endswith(".zip"), stem, one.says), []).append(one)
    downloads = tuple(
        Download(stem, language.say(says), tuple((f"data/{one.name}", _say_form(one, language)) for one in files))
        for (_, stem, says), files in sorted(groups.items(), key=lambda item: item[0][0])
    )
    licence = language.say("Licence: %(licence)s.", licence=edition.story.licence or "CC BY 4.0")
    said = (language.say("Everything the story rests on, as files."), licence)
    return Section(language.say("Files"), said, downloads=downloads)


def _say_form(file: Described, language: Language) -> str:
    form = {"db": "SQLite", "md": "Markdown", "parquet": "Parquet", "jsonld": "JSON-LD"}
    ending = file.name.rpartition(".")[2]
    return f"{form.get(ending, ending.upper())} {language.number(max(1, round(file.size / 1024)))} KB"
