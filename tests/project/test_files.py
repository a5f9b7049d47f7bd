"""Errors of the folder's files name the file, the line, what was found, what is allowed and what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from answerable.errors import ProjectExists, ProjectFileInvalid, ProjectNotFound, ValueNotAllowed
from answerable.model.dates import Period
from answerable.project.authorities import parse_authorities
from answerable.project.codebook import parse_codebook
from answerable.project.folder import find_folder, load_project
from answerable.project.letters import parse_letter
from answerable.project.scaffold import NEW_FILES, list_templates, make_file, make_folder
from answerable.project.settings import parse_settings
from answerable.project.toml_file import find_line

SETTINGS = """format = 1
name = "Libraries"
slug = "libraries"
law = "foia-2000"
period = { from = 2018-01-01, to = 2021-12-31 }

[database]
url = "record.db"
"""
LETTER = """+++
subject = "Request"
+++

Dear {{ authority.name }},

1. How many libraries closed,
   by year?
2. Which ones?

Yours
"""
PERIOD = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31))


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_settings_resolve_the_record_against_the_folder(tmp_path: Path) -> None:
    settings = parse_settings(write(tmp_path, "answerable.toml", SETTINGS))
    assert settings.database_url == f"sqlite:///{tmp_path / 'record.db'}"
    assert settings.period == PERIOD
    assert settings.languages == ("en",)


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('law = "foia-2000"', 'lwa = "foia-2000"', 4, "write `law`"),
        ("format = 1", "format = 7", 1, "`format`"),
        ('slug = "libraries"', 'slug = "Public Libraries"', 3, "`slug`"),
        ("to = 2021-12-31", "to = 2011-12-31", 5, "ends"),
        ('url = "record.db"', "url = 7", 8, "`database.url`"),
        ('name = "Libraries"', 'name = "Libraries', 2, "TOML"),
    ],
)
def test_a_mistake_in_the_settings_names_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = write(tmp_path, "answerable.toml", SETTINGS.replace(old, new))
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_settings(path)
    assert caught.value.where == f"{path}:{line}"
    assert words in str(caught.value)
    assert caught.value.remedy


def test_a_line_is_found_inside_repeated_tables() -> None:
    text = "[[a]]\nx = 1\n[[a.b]]\ny = 1\n[[a]]\nx = 2\n[[a.b]]\ny = 2\n"
    assert find_line(text, ("a", 0, "x")) == 2
    assert find_line(text, ("a", 1, "x")) == 6


def test_no_field_of_the_letter_stands_in_a_question(tmp_path: Path) -> None:
    """Questions are published, sent in answer sheets and held against what authorities quote."""
    asked = "1. How many of {{ authority.name }} closed from {{ period.from }} to {{period.to}},"
    path = write(tmp_path, "first.md", LETTER.replace("1. How many libraries closed,", asked))
    batch = parse_letter(path, default_law="foia-2000", default_period=PERIOD)
    assert (
        batch.questions[0].text == "How many of the authority closed from 1 January 2018 to 31 December 2021, by year?"
    )
    assert "{{ period.from }}" in batch.body


def test_a_letter_gives_its_questions(tmp_path: Path) -> None:
    batch = parse_letter(write(tmp_path, "first.md", LETTER), default_law="foisa-2002", default_period=PERIOD)
    assert batch.id == "first"
    assert batch.law == "foisa-2002"
    assert [(q.number, q.text) for q in batch.questions] == [
        (1, "How many libraries closed, by year?"),
        (2, "Which ones?"),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("+++\nsubject", "subject", 1, "front matter"),
        ('subject = "Request"', 'subjct = "Request"', 2, "write `subject`"),
        ("2. Which", "3. Which", 9, "numbered"),
        ("1. How many libraries closed,\n   by year?\n2. Which ones?\n", "How many?\n", 4, "asks nothing"),
    ],
)
def test_a_mistake_in_a_letter_names_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    path = write(tmp_path, "first.md", LETTER.replace(old, new))
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_letter(path, default_law="foia-2000", default_period=PERIOD)
    assert caught.value.where == f"{path}:{line}"
    assert words in str(caught.value)


def test_authorities_carry_their_own_law_and_lists(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "authorities.csv",
        "id,name,aliases,law,email,headcount,headcount_year\n"
        "glenmuir,Glenmuir Police,Muir Police; The Glen,foisa-2002,foi@glenmuir.example,900,2021\n"
        "avonmoor,Avonmoor Police,,,,,\n",
    )
    first, second = parse_authorities(path, default_law="foia-2000")
    assert (first.law, second.law) == ("foisa-2002", "foia-2000")
    assert first.aliases == ("Muir Police", "The Glen")
    assert first.email is not None
    assert not first.email.is_verified
    assert first.headcounts[0].n_officers == 900
    assert second.email is None


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("id,nam\na,b\n", 1, "missing: name"),
        ("id,name,colour\na,b,c\n", 1, "unknown: colour"),
        ("id,name\na,b\na,c\n", 3, "used twice"),
        ("id,name\nA b,c\n", 2, "small letters"),
        ("id,name,email\na,b,nowhere\n", 2, "e-mail"),
        ("id,name,headcount,headcount_year\na,b,many,2021\n", 2, "headcount"),
    ],
)
def test_a_mistake_in_the_list_names_its_line(tmp_path: Path, text: str, line: int, words: str) -> None:
    path = write(tmp_path, "authorities.csv", text)
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_authorities(path, default_law="foia-2000")
    assert caught.value.where == f"{path}:{line}"
    assert words in str(caught.value)


def test_the_nearest_folder_above_is_found(tmp_path: Path) -> None:
    write(tmp_path, "answerable.toml", SETTINGS)
    (tmp_path / "story" / "drafts").mkdir(parents=True)
    assert find_folder(tmp_path / "story" / "drafts") == tmp_path
    with pytest.raises(ProjectNotFound, match="answerable init"):
        find_folder(tmp_path.parent)


@pytest.mark.parametrize("template", list_templates())
def test_a_new_folder_is_made_whole_and_never_over_another(tmp_path: Path, template: str) -> None:
    folder = tmp_path / "new"
    files = make_folder(folder, name='Public "libraries"', template=template, today=dt.date(2026, 1, 31))
    assert parse_settings(folder / "answerable.toml").period.end == dt.date(2025, 12, 31)
    assert all(path.is_file() for path in files)
    with pytest.raises(ProjectExists, match="nothing was changed"):
        make_folder(folder, name="again", template=template, today=dt.date(2026, 1, 31))


@pytest.mark.parametrize("kind", NEW_FILES)
def test_new_files_are_made_once(tmp_path: Path, kind: str) -> None:
    path = make_file(tmp_path, kind, "second")
    assert path.read_text(encoding="utf-8").strip()
    with pytest.raises(ProjectExists):
        make_file(tmp_path, kind, "second")
    with pytest.raises(ValueNotAllowed):
        make_file(tmp_path, kind, "../outside")


def test_the_police_template_codes_as_the_example_does(tmp_path: Path, example_folder: Path) -> None:
    """One codebook, kept twice so that each folder stands alone: only what counts may differ."""
    make_folder(tmp_path / "new", name="Police", template="uk-police", today=dt.date(2026, 1, 31))
    ours, theirs = parse_codebook(tmp_path / "new" / "codebook.toml"), parse_codebook(example_folder / "codebook.toml")
    assert replace(ours, needed=theirs.needed) == theirs
    assert load_project(tmp_path / "new").register == "uk-police"


def test_what_is_no_toml_is_told_by_one_line_the_files(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text('+++\nsubject = "x"\nsent_on = 3 March 2025\n+++\n\n1. How many?\n', encoding="utf-8")
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_letter(path, default_law="foia-2000", default_period=PERIOD)
    assert caught.value.where == f"{path}:3"
    assert "line" not in caught.value.found.split("(")[-1]
    assert "days like 2025-03-31" in caught.value.remedy


def test_a_list_of_authorities_with_semicolons_is_told_how_to_make_it_right(tmp_path: Path) -> None:
    path = tmp_path / "authorities.csv"
    path.write_text("id;name\na;A Council\n", encoding="utf-8")
    with pytest.raises(ProjectFileInvalid) as caught:
        parse_authorities(path, default_law="foia-2000")
    assert "answerable authorities LIST.csv" in caught.value.remedy
