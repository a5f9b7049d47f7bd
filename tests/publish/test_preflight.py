"""Planted leaks: each is found, holds the story back, and says where it stands and what to do."""

from __future__ import annotations

import dataclasses
import datetime as dt
import gzip
import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from openpyxl.comments import Comment
from PIL import Image, PngImagePlugin
from reportlab.pdfgen.canvas import Canvas

from answerable.errors import ValueNotAllowed
from answerable.model.claim import Verdict
from answerable.model.finding import FindingRow
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement
from answerable.model.names import AllowedName, NameLists
from answerable.model.problem import Problem
from answerable.model.story import Audio, Photo, StoryFile
from answerable.publish.attached import Attached, prepare
from answerable.publish.corrections import note_publication
from answerable.publish.doubtful import Doubts, check_words, find_doubtful
from answerable.publish.edition import Material, gather
from answerable.publish.leaks import Looked, find_leaks, iter_texts, list_secrets
from answerable.publish.preflight import WAIVABLE, check_edition, lay_waivers, waive_problem
from answerable.read.dispatch import read_bytes
from answerable.read.picture import render_page
from answerable.store.parquet import write_parquet
from answerable.store.views import TEXT, Column

SECRET = "Gideon Marlpit"


@pytest.fixture(scope="module")
def material(published: Any) -> Material:
    return gather(published.record, published.edition)


def blocking(problems: list[Problem]) -> list[Problem]:
    return [one for one in problems if one.blocks]


def check(published: Any, material: Material, *, story: dict[str, Any] | None = None, **edition: Any) -> list[Problem]:
    told = dataclasses.replace(published.edition, **edition)
    told = dataclasses.replace(told, story=dataclasses.replace(told.story, **story or {}))
    return blocking(check_edition(told, material, {}))


def test_the_settled_story_is_ready(published: Any, material: Material) -> None:
    assert check(published, material) == []
    assert "ready: nothing blocks it" in published.report.did[0]


def test_words_of_the_template_hold_it_back(published: Any, material: Material) -> None:
    text = published.edition.story.text
    left = (
        'standfirst = "A sentence that says why it matters."\nbylines = ["A Reporter"]\n'
        'headline = "What we asked, and what came back"\n\nA figure in double braces is bound to a finding of the '
        "same\nname. A number that is bound to nothing is flagged by `answerable check`, and a page with such a number "
        "is not published.\n"
    )
    found = check(published, material, story={"text": text + left})
    assert {one.code for one in found} == {"publish-template-words"}
    assert sorted(one.found.split(" is still")[0] for one in found) == ["a paragraph", "the byline", "the standfirst"]
    line = text.count("\n") + 1
    assert sorted(int(one.where.rpartition(":")[2]) for one in found) == [line, line + 1, line + 4]
    own = text + 'standfirst = "Why it matters."\nbylines = ["A Reporter of Ours"]\n'
    assert check(published, material, story={"text": own}) == []


# --- what the story says ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "code"),
    [
        (Verdict.UNSUPPORTED, "publish-unbound"),
        (Verdict.STALE, "publish-stale"),
        (Verdict.CONTRADICTED, "publish-contradicted"),
    ],
)
def test_a_number_that_does_not_hold(published: Any, material: Material, verdict: Verdict, code: str) -> None:
    first = min(material.claims, key=lambda claim: claim.start)
    claims = tuple(dataclasses.replace(c, verdict=verdict) if c.id == first.id else c for c in material.claims)
    (found,) = check(published, dataclasses.replace(material, claims=claims))
    assert (found.code, found.where.rsplit(":", 1)[1]) == (code, "2")
    assert first.text in found.found
    assert "answerable check" in found.remedy


def test_values_behind_a_figure_that_nobody_looked_at(published: Any, material: Material) -> None:
    none = tuple(one for one in material.judgements if one.noun != "problem")
    found = {one.code: one for one in check(published, dataclasses.replace(material, judgements=none))}
    assert found["publish-unreviewed"].where == "finding disciplined"
    assert found["publish-unreviewed"].found.startswith("4 of 5 cases and tallies")


def test_a_right_of_reply_that_is_open(published: Any, material: Material) -> None:
    none = tuple(one for one in material.judgements if one.noun != "reply")
    found = check(published, dataclasses.replace(material, judgements=none))
    assert {one.code for one in found} == {"publish-reply-open"}
    where = next(one for one in found if "Avon Fell" in one.where)
    assert "story.md:" in where.where
    assert "--letter avon-fell" in where.remedy


def test_an_embargo_that_has_not_passed(published: Any, material: Material) -> None:
    story = {"embargo_until": "2022-02-12T00:01:00+00:00"}
    (found,) = check(published, material, story=story)
    assert found.code == "publish-embargo"
    assert "2022-02-12T00:01" in found.found
    late = dt.datetime(2022, 2, 12, 0, 1, tzinfo=dt.UTC)
    assert check(published, material, story=story, now=late) == []
    with pytest.raises(ValueNotAllowed):
        waive_problem(found, "the desk is in a hurry", by="Ada Quill", made_at="2022-02-11T00:00:00+00:00")


def test_a_recording_of_other_words(published: Any, material: Material) -> None:
    (found,) = check(published, material, story={"audio": Audio("listen.mp3", "of other words")})
    assert (found.code, found.where) == ("publish-audio-stale", "listen.mp3")
    assert check(published, material, story={"audio": Audio("supplied.mp3")}) == []


# --- who could be told --------------------------------------------------------------------------------------------


def without_waivers(material: Material) -> Material:
    return dataclasses.replace(material, judgements=tuple(one for one in material.judgements if one.noun != "problem"))


def test_a_rank_so_rare_that_it_points_to_one_person(published: Any, material: Material) -> None:
    found = [one for one in check(published, without_waivers(material)) if one.code == "publish-identifying"]
    assert "sergeant of avon-fell: only 1 case(s) of this rank" in " ".join(one.found for one in found)


def test_a_town_beside_rank_and_year(published: Any, material: Material) -> None:
    case_id, case = next((i, c) for i, c in material.cases.items() if c.authority_id == "fernhill")
    span = dataclasses.replace(case.span, exact=case.span.exact + " in Little Wexcombe", end=case.span.end + 19)
    cases = {**dict(material.cases.items()), case_id: dataclasses.replace(case, span=span)}
    found = check(published, dataclasses.replace(material, cases=cases))  # type: ignore[arg-type]
    assert [one.code for one in found] == ["publish-identifying"]
    assert "the place 'Little Wexcombe'" in found[0].found


def test_a_row_of_one_person(published: Any, material: Material) -> None:
    row = FindingRow("sergeant", Interval.exactly(1), authorities=("avon-fell",))
    finding = dataclasses.replace(material.findings["by_year"], rows=(row,))
    findings = {**material.findings, "by_year": finding}
    (found,) = check(published, dataclasses.replace(material, findings=findings))
    assert (found.code, found.where) == ("publish-small-cell", "finding by_year")


# --- files that go out with the story -----------------------------------------------------------------------------


def make_hidden_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["year", "officers"])  # type: ignore[union-attr]
    book.create_sheet("Working").append(["name", SECRET])
    book["Working"].sheet_state = "hidden"
    return save(book.save)


def make_commented_sheet() -> bytes:
    book = openpyxl.Workbook()
    book.active["A1"] = "officers"  # type: ignore[index]
    book.active["A1"].comment = Comment(f"ask {SECRET}", "x")  # type: ignore[index]
    return save(book.save)


def make_authored_letter() -> bytes:
    letter = docx.Document()
    letter.add_paragraph("Twelve officers were disciplined.")
    letter.core_properties.author = SECRET
    return save(letter.save)


def make_tracked_letter() -> bytes:
    letter = docx.Document()
    paragraph = letter.add_paragraph("Twelve officers")
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    deleted = paragraph._p.makeelement(f"{word}del", {f"{word}id": "1", f"{word}author": "x"})
    run = deleted.makeelement(f"{word}r", {})
    text = run.makeelement(f"{word}delText", {})
    text.text = f" and {SECRET}"
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    letter.core_properties.author = ""
    return save(letter.save)


def make_boxed_pdf() -> bytes:
    def write(out: io.BytesIO) -> None:
        canvas = Canvas(out, pagesize=(400, 300))
        canvas.setFont("Helvetica", 14)
        canvas.drawString(40, 220, "The officer was")
        canvas.drawString(160, 220, SECRET)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.rect(155, 214, 120, 20, fill=1)
        canvas.save()

    return save(write)


def make_plain_pdf(words: str = "Twelve officers were disciplined.") -> bytes:
    def write(out: io.BytesIO) -> None:
        canvas = Canvas(out, pagesize=(400, 300))
        for clear in (canvas.setAuthor, canvas.setTitle, canvas.setSubject):
            clear("")
        canvas.setFont("Helvetica", 14)
        canvas.drawString(40, 220, words)
        canvas.save()

    return save(write)


def save(write: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    write(out)
    return out.getvalue()


def attach(published: Any, material: Material, tmp_path: Path, **story: Any) -> Attached:
    text = dataclasses.replace(published.edition.story, origin=str(tmp_path / "story.md"), **story)
    edition = dataclasses.replace(published.edition, story=text)
    return prepare(edition, material, read_bytes, render_page)


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("sheet.xlsx", make_hidden_sheet, "a hidden sheet"),
        ("sheet.xlsx", make_commented_sheet, "comments"),
        ("letter.docx", make_authored_letter, "names in its properties"),
        ("letter.docx", make_tracked_letter, "tracked changes"),
        ("letter.pdf", make_boxed_pdf, "text under black boxes"),
    ],
)
def test_a_file_that_hides_something(
    published: Any, material: Material, tmp_path: Path, name: str, make: Callable[[], bytes], says: str
) -> None:
    (tmp_path / name).write_bytes(make())
    attached = attach(published, material, tmp_path, files=(StoryFile(name, "A file"),))
    assert attached.files == {}
    found = [one for one in attached.problems if says in one.found]
    assert found, [one.found for one in attached.problems]
    assert found[0].code == "publish-file-hidden"
    assert name in found[0].where
    assert "redact = true" in found[0].remedy


def test_a_file_that_names_a_person(published: Any, material: Material, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(make_plain_pdf(f"PC {SECRET} was dismissed."))
    attached = attach(published, material, tmp_path, files=(StoryFile("letter.pdf", "A letter"),))
    assert [one.code for one in attached.problems] == ["publish-file-personal"]
    assert attached.problems[0].where == "file letter.pdf, page 1"
    assert attached.files == {}


def test_a_clean_file_goes_out_and_a_missing_one_is_told(published: Any, material: Material, tmp_path: Path) -> None:
    data = make_plain_pdf()
    (tmp_path / "plain.pdf").write_bytes(data)
    files = (StoryFile("plain.pdf", "A letter"), StoryFile("gone.pdf", "Another"))
    attached = attach(published, material, tmp_path, files=files)
    assert attached.files == {"files/plain.pdf": data}
    assert [one.code for one in attached.problems] == ["publish-file-missing"]


def make_photo(form: str, **options: Any) -> bytes:
    return save(lambda out: Image.new("RGB", (60, 40), "#456").save(out, form, **options))


def make_located_photo() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET
    exif.get_ifd(0x8825)[1] = "N"
    return make_photo("JPEG", exif=exif)


def make_noted_photo() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", f"taken by {SECRET}", zip=True)
    return make_photo("PNG", pnginfo=notes)


@pytest.mark.parametrize(
    ("name", "make", "says"),
    [
        ("photo.jpg", make_located_photo, "camera"),
        ("photo.png", make_noted_photo, "Comment"),
        ("photo.jpg", lambda: make_photo("JPEG", comment=SECRET.encode()), "comment"),
    ],
)
def test_a_photo_that_tells_where_or_by_whom(
    published: Any, material: Material, tmp_path: Path, name: str, make: Callable[[], bytes], says: str
) -> None:
    (tmp_path / name).write_bytes(make())
    attached = attach(published, material, tmp_path, photo=Photo(name, "A wall"))
    (found,) = attached.problems
    assert (found.code, found.where) == ("publish-photo-metadata", f"photo {name}")
    assert says in found.found
    assert "clean = true" in found.remedy
    clean = attach(published, material, tmp_path, photo=Photo(name, "A wall", clean=True))
    assert clean.problems == []
    texts = " ".join(text for _, text in iter_texts(name, clean.files[f"media/{name}"]))
    assert SECRET not in texts
    assert attach(published, material, tmp_path, photo=Photo("plain.jpg", "A wall")).problems[0].code == (
        "publish-file-missing"
    )


# --- what went out before -----------------------------------------------------------------------------------------


def test_a_figure_that_moved_since_it_went_out(published: Any, material: Material, tmp_path: Path) -> None:
    story = dataclasses.replace(published.edition.story, origin=str(tmp_path / "story.md"), corrections=())
    edition = dataclasses.replace(published.edition, story=story)
    note_publication(edition, material, "2022-02-11T14:00:00+00:00", "Ada Quill")
    assert [one for one in check_edition(edition, material, {}) if one.code == "publish-uncorrected"] == []
    moved = dataclasses.replace(material.findings["disciplined"], value=Interval.exactly(27))
    later = dataclasses.replace(material, findings={**material.findings, "disciplined": moved})
    (found,) = [one for one in check_edition(edition, later, {}) if one.code == "publish-uncorrected"]
    assert found.blocks
    assert (found.where, found.found) == ("finding disciplined", "went out on 2022-02-11 as '28' and is '27' now")
    assert 'findings = ["disciplined"]' in found.remedy


# --- what people accept -------------------------------------------------------------------------------------------


def test_a_waiver_needs_a_name_and_a_reason_and_holds_for_the_very_same_thing(
    published: Any, material: Material
) -> None:
    open_ones = [one for one in check(published, without_waivers(material)) if one.code in WAIVABLE]
    when = {"made_at": "2022-02-10T09:00:00+00:00"}
    for reason, by in (("", "Ada Quill"), ("looked at", "")):
        with pytest.raises(ValueNotAllowed):
            waive_problem(open_ones[0], reason, by=by, **when)
    waiver: Judgement = waive_problem(open_ones[0], "looked at", by="Ada Quill", **when)
    (laid,) = lay_waivers([open_ones[0]], [waiver])
    assert not laid.blocks
    assert "accepted by Ada Quill: looked at" in laid.found
    other = dataclasses.replace(open_ones[0], id="prb-another")
    assert lay_waivers([other], [waiver]) == [other]


# --- everything that goes out, byte by byte -----------------------------------------------------------------------


def pack_zip(text: str) -> bytes:
    def write(out: io.BytesIO) -> None:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("inside.csv.gz", gzip.compress(text.encode()))

    return save(write)


def pack_database(text: str) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE cases (words TEXT)")
    connection.execute("INSERT INTO cases VALUES (?)", (text,))
    connection.commit()
    return connection.serialize()


@pytest.mark.parametrize(
    ("name", "pack"),
    [
        ("page.html", str.encode),
        ("wrapped.html", lambda text: text.replace(" ", "\n   ").encode()),
        ("data.csv", lambda text: text.encode("utf-16-le")),
        ("pack.zip", pack_zip),
        ("data.sqlite", pack_database),
        ("picture.png", lambda text: make_noted_photo()),
        ("letter.pdf", make_plain_pdf),
        ("data.json.gz", lambda text: gzip.compress(text.encode())),
    ],
)
def test_a_hidden_name_in_any_file_holds_the_story_back(
    published: Any, material: Material, name: str, pack: Callable[[str], bytes]
) -> None:
    secrets = list_secrets(published.edition, material)
    data = pack(f"a hearing on {SECRET} was held")
    found = find_leaks([(name, data), ("other.html", b"a hearing on Gideon was held")], secrets, published.edition)
    assert {one.code for one in found} == {"publish-leak"}
    assert {one.where.split(",")[0] for one in found} == {name}
    assert any(SECRET in one.found for one in found)
    assert all(one.blocks and one.remedy for one in found)


def test_an_address_that_is_not_the_newsroom_s(published: Any, material: Material) -> None:
    page = b"write to desk@lanternpost.example, or to h.corvane@force.example"
    (found,) = find_leaks([("page.html", page)], [], published.edition)
    assert "'h.corvane@force.example'" in found.found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("The image was passed on by Tamsin Orrell before the shift.", ["Tamsin Orrell"]),
        ("Tamsin Orrell passed it on.", ["Tamsin Orrell"]),
        ("It came from Jo A. Bloggs-Quarry, who left.", ["Jo A. Bloggs-Quarry"]),
        ("Posted on Facebook Messenger, then on Tik Tok.", []),
        ("The Officer met The Panel. Final Written Warning", []),
        ("Sent to Carreg Vale", []),
        ("Orrell", []),
        ("Annwyl Syr, Diolch yn Fawr", []),
        ("Dear Sir/Madam. Yours Faithfully", []),
        ("Yours Tamsin Orrell", ["Tamsin Orrell"]),
        ("Kind Regards Tamsin Orrell", ["Tamsin Orrell"]),
        ("Complaints in Upper Marsh and Ashbeck wards; Mill Hill ward had none.", []),
        ("Sent to Tamsin Orrell in Upper Marsh ward", ["Tamsin Orrell"]),
    ],
)
def test_words_that_look_like_a_name(words: str, found: list[str]) -> None:
    assert find_doubtful(words, frozenset(["carreg", "vale", "officer", "met"])) == found


def test_a_ward_in_its_column_is_a_place_and_a_name_in_its_own_is_one() -> None:
    doubts = Doubts()
    sheet = "Ward\tOwner\tFines\nUpper Quarne\tTamsin Orrell\t4\nMillbeck Rise\tZorvan Quellick\t2\n"
    doubts.see_table(sheet)
    doubts.hear("case one", sheet)
    told = {problem.found.split("'")[1]: problem.blocks for problem in doubts.judge(frozenset())}
    assert told == {"Tamsin Orrell": True, "Zorvan Quellick": False}


def plant(material: Material, words: str) -> Material:
    """The material with these words on the page of its first case, right behind the case's own."""
    case = next(iter(material.cases.values()))
    page = material.pages[f"{case.document}:{case.span.page}"]
    longer = dataclasses.replace(page, text=f"{page.text[: case.span.end]} {words}{page.text[case.span.end :]}")
    return dataclasses.replace(material, pages={**{one.id: one for one in material.pages.values()}, page.id: longer})


def test_a_name_that_begins_with_a_given_name_holds_the_story_back(published: Any, material: Material) -> None:
    known = len(check_words(published.edition, material))
    told = check_words(published.edition, plant(material, "given to Tamsin Orrell"))
    (one,) = [problem for problem in told if "Tamsin Orrell" in problem.found]
    assert (one.code, one.blocks, one.code in WAIVABLE) == ("publish-names-person", True, True)
    assert one.where.startswith("case case-")
    assert "names.toml" in one.remedy
    assert len(told) == known + 1
    allowed = NameLists(allow=(AllowedName("Tamsin Orrell", "the desk", "a town"),))
    edition = dataclasses.replace(published.edition, names=allowed)
    assert len(check_words(edition, plant(material, "given to Tamsin Orrell"))) == known


def test_what_may_as_well_be_a_place_is_told_and_holds_nothing_back(published: Any, material: Material) -> None:
    told = check_words(published.edition, plant(material, "sent from Zorvan Quellick, near Albert Road"))
    found = {problem.found.split("'")[1]: (problem.code, problem.blocks) for problem in told if "'" in problem.found}
    assert found == {
        "Zorvan Quellick": ("publish-looks-like-name", False),
        "Albert Road": ("publish-looks-like-name", False),
    }


def test_a_surname_that_the_authority_s_own_papers_give_away_elsewhere(published: Any, material: Material) -> None:
    case = next(iter(material.cases.values()))
    planted = plant(material, "as Brackmere had said")
    assert check_words(published.edition, planted) == check_words(published.edition, material)
    ours, others = ({name: frozenset(["Brackmere"])} for name in (case.authority_id, "another"))
    told = check_words(published.edition, dataclasses.replace(planted, surnames=ours))
    (one,) = [problem for problem in told if "Brackmere" in problem.found]
    assert (one.code, one.blocks) == ("publish-names-person", True)
    assert "named with a rank elsewhere in this authority's papers" in one.found
    told = check_words(published.edition, dataclasses.replace(planted, surnames=others))
    assert not [problem for problem in told if "Brackmere" in problem.found]


def test_a_table_is_looked_through_as_a_page_is(published: Any, tmp_path: Path) -> None:
    file = tmp_path / "one.parquet"
    write_parquet(file, (Column("words", TEXT, "words"),), [{"words": "a hearing on Gideon Marlpit"}])
    (found,) = find_leaks([("data/one.parquet", file.read_bytes())], ["Gideon Marlpit"], published.edition)
    assert (found.code, found.blocks) == ("publish-leak", True)
    assert found.where.startswith("data/one.parquet")


def test_what_held_nothing_is_not_looked_through_again_unless_more_is_secret(published: Any, tmp_path: Path) -> None:
    out = tmp_path / "site"
    out.mkdir()
    (out / "a.html").write_text("a hearing on Gideon", encoding="utf-8")
    files, kept = [("a.html", "1" * 64)], tmp_path / "looked.db"
    assert Looked(kept).find_leaks(out, files, ["Corvane"], published.edition) == []
    (out / "a.html").unlink()
    assert Looked(kept).find_leaks(out, files, ["Corvane"], published.edition) == [], "known by its hash"
    (out / "a.html").write_text("a hearing on Gideon", encoding="utf-8")
    (found,) = Looked(kept).find_leaks(out, files, ["Corvane", "Gideon"], published.edition)
    assert found.code == "publish-leak"
    assert b"Gideon" not in kept.read_bytes()
