"""`answerable team` and the options of `serve --team`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.cli.test_json import assert_documented

from answerable.cli import answerable
from answerable.errors import NotInRecord, ValueNotAllowed

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ANSWERABLE_TEAM_KEY", str(tmp_path / "team.key"))
    inside = tmp_path / "investigation"
    made = CliRunner().invoke(answerable, ["init", str(inside)])
    assert made.exit_code == 0, made.output
    return str(inside)


def call(*words: str) -> str:
    done = CliRunner().invoke(answerable, list(words), catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_an_invitation_is_printed_once_and_listed(folder: str) -> None:
    assert "Nobody yet" in call("team", "list", folder)
    said = call("team", "invite", "Ada Moor", folder, "--role", "editor", "--address", "https://newsroom.example/")
    assert "https://newsroom.example/invitation/" in said
    code = said.split("/invitation/")[1].split()[0]
    told = json.loads(call("team", "list", folder, "--json"))
    assert [(one["name"], one["role"]) for one in told["invited"]] == [("Ada Moor", "editor")]
    assert_documented(told, "answerable team list")
    assert code not in json.dumps(told)
    again = call("team", "invite", "ada moor", folder, "--role", "viewer")
    assert code not in again
    assert len(json.loads(call("team", "list", folder, "--json"))["invited"]) == 1  # the earlier one is void


@pytest.mark.parametrize("words", [("role", "Nobody", "editor"), ("close", "Nobody"), ("reset", "Nobody")])
def test_a_name_that_nobody_has_says_so(folder: str, words: tuple[str, ...]) -> None:
    with pytest.raises(NotInRecord, match="nobody has this name"):
        CliRunner().invoke(answerable, ["team", *words, folder], catch_exceptions=False, standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--team",), "PostgreSQL"),
        (("--team", "--host", "0.0.0.0"), "in the clear"),
        (("--team", "--public"), "one or the other"),
        (("--team", "--by", "Ada"), "name of their account"),
        (("--proxy", "127.0.0.1"), "goes with --team"),
        (("--host", "0.0.0.0"), "this machine alone"),
    ],
)
def test_what_serve_refuses(folder: str, words: tuple[str, ...], said: str) -> None:
    with pytest.raises(ValueNotAllowed, match=said):
        CliRunner().invoke(answerable, ["serve", folder, *words], catch_exceptions=False, standalone_mode=False)
