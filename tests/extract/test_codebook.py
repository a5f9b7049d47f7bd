"""The codebook's file: what is read, and what is said where it contradicts itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.errors import ProjectFileInvalid
from answerable.model.codebook import Codebook
from answerable.project.codebook import parse_codebook

SMALL = """format = 1
name = "small"
version = "1"
never_merge = [["left", "right"]]

[words]
way = ["path", "road*"]

[[variable]]
name = "side"
kind = "category"
unit = "case"
label = { en = "Side" }

[[variable.category]]
name = "left"
label = { en = "Left" }
cues = ["left @way"]

[[variable.category]]
name = "right"
label = { en = "Right" }
cues = ["right"]

[[measure]]
name = "lefts"
label = { en = "Left ones" }
variable = "side"
any_of = ["left"]
"""


def write(folder: Path, text: str) -> Path:
    """A codebook's file."""
    path = folder / "codebook.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_small_codebook(tmp_path: Path) -> None:
    codebook = parse_codebook(write(tmp_path, SMALL))
    side = codebook.find_variable("side")
    assert side is not None
    assert side.categories[0].cues == ("left (path|road*)",)
    measure = codebook.find_variable("measure")
    assert measure is not None
    assert [one.name for one in measure.categories] == ["lefts"]


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ('any_of = ["left"]', 'any_of = ["lefft"]', 26, "lefft"),
        ('variable = "side"', 'variable = "sied"', 26, "sied"),
        ('never_merge = [["left", "right"]]', 'never_merge = [["left", "wrong"]]', 4, "wrong"),
        ('cues = ["right"]', 'cues = ["left @way"]', 21, "left @way"),
        ('cues = ["right"]', 'cues = ["@street"]', 21, "@street"),
        ('kind = "category"', 'kind = "text"', 10, "text"),
        ('name = "right"', 'name = "left"', 21, "left"),
        ("version =", "verison =", 3, "verison"),
    ],
)
def test_what_contradicts_itself_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, says: str
) -> None:
    assert old in SMALL
    with pytest.raises(ProjectFileInvalid) as raised:
        parse_codebook(write(tmp_path, SMALL.replace(old, new)))
    text = str(raised.value)
    assert f"codebook.toml:{line}" in text
    assert says in text


def test_a_measure_may_not_merge_what_must_never_be_merged(tmp_path: Path) -> None:
    text = SMALL.replace('name = "lefts"', 'name = "left"').replace('any_of = ["left"]', 'any_of = ["left", "right"]')
    with pytest.raises(ProjectFileInvalid, match="never be merged"):
        parse_codebook(write(tmp_path, text))


def test_the_bundled_codebook(codebook: Codebook) -> None:
    outcome = codebook.find_variable("outcome")
    disciplined, dismissed = codebook.find_measure("disciplined"), codebook.find_measure("dismissed")
    assert outcome
    assert disciplined
    assert dismissed
    assert "would_have_been_dismissed" not in dismissed.any_of
    assert "required_to_resign" not in dismissed.any_of
    assert {"management_action", "words_of_advice", "resigned", "no_action"}.isdisjoint(disciplined.any_of)
    assert ("dismissed", "would_have_been_dismissed") in codebook.never_merge
    assert not next(one for one in codebook.measures if one.name == "allegations").from_cases
    for variable in codebook.variables:
        for category in variable.categories:
            languages = {language for language, _ in category.label}
            assert languages >= {"en", "cy"}, (variable.name, category.name)
