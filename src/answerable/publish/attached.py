"""Files that go out with the story: its photo, its audio, documents; each looked into before it goes.

What comes in: the story's files as they lie beside it, something that reads them and something that draws their
pages. What goes out: the files of the site, and problems that hold the story back. Never here: documents of the
record.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image, ImageOps

from answerable.model.document import Page
from answerable.model.ids import hash_bytes, make_id
from answerable.model.problem import Problem
from answerable.model.story import StoryFile
from answerable.publish.edition import Edition, Material, ReadFile
from answerable.publish.evidence import burn, find_bars
from answerable.publish.privacy import find_personal

DrawFile = Callable[[bytes, int, int], bytes | None]
"""A page's image of a file: bytes, page from 1, dots per inch; PNG bytes, or None where it cannot be drawn."""
DPI = 130


def draw_nothing(data: bytes, page: int, dpi: int) -> bytes | None:
    """Draw nothing: for an edition without files of its own."""
    return None


_PLAIN_INFO = frozenset(
    [
        *("jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi", "gamma", "icc_profile", "progressive"),
        *("progression", "adobe", "adobe_transform", "background", "loop", "duration", "transparency", "interlace"),
        *("srgb", "aspect", "chromaticity", "default_image", "timestamp", "blend"),
    ]
)
"""What a picture's file says about the picture itself; anything else is about camera, place or person."""
_SAYS = {
    "hidden_sheet": "a hidden sheet",
    "hidden_row": "hidden rows",
    "hidden_column": "hidden columns",
    "metadata": "names in its properties",
    "tracked_deletion": "tracked changes: deleted words",
    "tracked_insertion": "tracked changes: inserted words",
    "comment": "comments",
    "text_under_box": "text under black boxes, which anyone can copy out",
    "text_under_redaction_mark": "text under marks for redaction that were never applied",
    "invisible_text": "text that is not seen",
    "exif": "what the camera wrote: time, device, perhaps the place",
    "embedded_file": "files inside it",
}


@dataclass
class Attached:
    """What was prepared.

    Args:
        files: by path of the site.
        sizes: width and height of pictures, by path.
        problems: what holds the story back.
        hidden: words that were blacked out, for the proof that they stand nowhere.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)

    def block(self, code: str, where: str, found: str, remedy: str) -> None:
        """Note what holds the story back."""
        problem_id = make_id("prb", code, where, found)
        self.problems.append(Problem(problem_id, code, where, found=found, remedy=remedy, blocks=True))


def hash_beside(edition: Edition) -> list[str]:
    """Hashes of the files beside the story, for the key of a build."""
    story = edition.story
    names = [one.file for one in (story.photo, story.audio, *story.files) if one is not None]
    paths = [edition.find_beside(name) for name in names]
    return [hash_bytes(path.read_bytes()) if path.is_file() else "" for path in paths]


def prepare(edition: Edition, material: Material, read_file: ReadFile, draw_file: DrawFile) -> Attached:
    """Take the story's files, look into each, and make those copies that were asked for."""
    attached = Attached()
    story = edition.story
    if story.photo is not None and (data := _take(attached, edition, story.photo.file)) is not None:
        _add_photo(attached, edition, data)
    if story.audio is not None and (data := _take(attached, edition, story.audio.file)) is not None:
        attached.files[f"media/{Path(story.audio.file).name}"] = data
    for one in story.files:
        data = _take(attached, edition, one.file)
        if data is None:
            continue
        if one.redact:
            _add_redacted(attached, material, one, data, read_file, draw_file)
        else:
            _add_as_it_is(attached, material, one, data, read_file)
    return attached


def find_path(file: StoryFile) -> str:
    """Where a file stands on the site."""
    name = Path(file.file)
    return f"files/{name.stem}-redacted.pdf" if file.redact else f"files/{name.name}"


def _take(attached: Attached, edition: Edition, name: str) -> bytes | None:
    path = edition.find_beside(name)
    if path.is_file():
        return path.read_bytes()
    where, found = f"{edition.story.origin}: {name}", "no such file beside the story"
    attached.block("publish-file-missing", where, found, "put it there, or take it out of the front matter")
    return None


def _add_photo(attached: Attached, edition: Edition, data: bytes) -> None:
    photo = edition.story.photo
    assert photo is not None
    path = f"media/{Path(photo.file).name}"
    try:
        with Image.open(io.BytesIO(data)) as opened:
            told = [str(name) for name in opened.info if str(name).lower() not in _PLAIN_INFO]
            told += ["exif"] if len(opened.getexif()) and "exif" not in told else []
            turned = ImageOps.exif_transpose(opened)
            attached.sizes[path] = turned.size
            if photo.clean:
                data = _strip(turned, opened.format or "PNG")
    except OSError as error:
        attached.block("publish-photo-broken", f"photo {photo.file}", str(error), "save it again from its program")
        return
    if told and not photo.clean:
        says = ", ".join(sorted(_SAYS.get(name, name) for name in told))
        remedy = "write `clean = true` under [photo]: the picture goes out without it"
        attached.block("publish-photo-metadata", f"photo {photo.file}", f"its file also holds: {says}", remedy)
        return
    attached.files[path] = data


def _strip(picture: Image.Image, form: str) -> bytes:
    """The picture anew, from its points alone."""
    bare = Image.new(picture.mode, picture.size)
    if picture.mode == "P" and (palette := picture.getpalette()):
        bare.putpalette(palette)
    bare.paste(picture)
    out = io.BytesIO()
    bare.save(out, form, **({"quality": 85} if form in ("JPEG", "WEBP") else {}))
    return out.getvalue()


def _add_as_it_is(attached: Attached, material: Material, one: StoryFile, data: bytes, read_file: ReadFile) -> None:
    reading = read_file(data, Path(one.file).name)
    where = f"file {one.file}"
    remedy = "write `redact = true` beside it (pictures of its pages go out), or save a copy that does not hold it"
    for hidden in reading.document.hidden:
        says = _SAYS.get(hidden.kind, hidden.kind.replace("_", " "))
        found = f"{says} in {hidden.place} ({hidden.count})"
        attached.block("publish-file-hidden", f"{where}, {hidden.place}", found, remedy)
    for page in reading.pages:
        found_there = find_personal(page.text, material.names.on(page.text))
        if found_there:
            kinds = ", ".join(sorted({personal.kind for personal in found_there}))
            found = f"{len(found_there)} places name or reach a person ({kinds})"
            attached.block("publish-file-personal", f"{where}, page {page.number}", found, remedy)
    if not reading.pages and not attached.problems:
        found = "nothing of it can be read, so nothing says what it holds"
        attached.block("publish-file-unread", where, found, "publish it as PDF, XLSX, CSV or DOCX")
    if not any(problem.where.startswith(where) for problem in attached.problems):
        attached.files[find_path(one)] = data


def _add_redacted(
    attached: Attached, material: Material, one: StoryFile, data: bytes, read_file: ReadFile, draw_file: DrawFile
) -> None:
    """A PDF of pictures with the bars burnt in: no text, no properties, no layer beneath; then read again as proof."""
    where = f"file {one.file}"
    pictures: list[Image.Image] = []
    hidden: set[str] = set()
    for page in read_file(data, Path(one.file).name).pages:
        bars = find_bars(page, material.names)
        drawn = draw_file(data, page.number, DPI) if bars is not None else None
        if bars is None or drawn is None:
            found = "what names a person has no place on its picture" if bars is None else "the page cannot be drawn"
            remedy = "make a PDF of it whose text can be marked, or black it out by hand and read it again"
            attached.block("publish-file-unredacted", f"{where}, page {page.number}", found, remedy)
            return
        with Image.open(io.BytesIO(drawn)) as opened:
            picture = opened.convert("RGB")
        burn(picture, [box for box, _ in bars], DPI / 72)
        hidden |= {words for _, words in bars}
        pictures.append(picture)
    if not pictures:
        attached.block("publish-file-unread", where, "it has no page that can be drawn", "publish it as PDF")
        return
    out = io.BytesIO()
    pictures[0].save(out, "PDF", save_all=True, append_images=pictures[1:], resolution=DPI, title="", producer="")
    made = _without_dates(out.getvalue())
    legible = find_legible(hidden, read_file(made, "redacted.pdf").pages)
    if legible:
        found = f"{len(legible)} blacked-out words can still be read in the copy"
        attached.block("publish-redaction-failed", where, found, "report this; do not publish the file")
        return
    attached.hidden |= hidden
    attached.files[find_path(one)] = made


def find_legible(hidden: set[str], pages: tuple[Page, ...]) -> set[str]:
    """Blacked-out words that a reading of the result still finds; words of one or two letters stand everywhere."""
    read = {word for page in pages for word in page.text.split()}
    return {word for word in hidden if len(word.strip(".,;:()")) > 2 and word in read}


def _without_dates(data: bytes) -> bytes:
    """A PDF that is the same whenever it is made: Pillow notes the time of writing in a field of fixed width."""
    return re.sub(rb"D:\d{14}Z", b"D:20000101000000Z", data)
