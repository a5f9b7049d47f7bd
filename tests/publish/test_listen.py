"""The story read aloud: its words, tied to the figures of the day; the program is one of this machine."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

import pytest

from answerable.adapters.speech import find_speaker, speak
from answerable.errors import AdapterUnavailable
from answerable.publish.edition import gather
from answerable.publish.spoken import hash_words, make_transcript

ESPEAK = """#!/bin/sh
# Writes one second of silence for -w FILE, as espeak-ng would write speech, and keeps the words it was given.
while [ $# -gt 0 ]; do [ "$1" = -w ] && out=$2; shift; done
cat > "{heard}"
cp "{wave}" "$out"
"""


def test_the_transcript_is_the_story_with_its_figures_and_without_charts(published: Any) -> None:
    words = make_transcript(published.edition, gather(published.record, published.edition))
    assert words.startswith("At least 28 officers disciplined\n\nWhat 5 invented forces said\n\n")
    assert "At Avon Fell a constable “shared a racist meme”" in words
    assert "{{" not in words
    assert "](" not in words
    assert "## " not in words
    assert hash_words(words) == hash_words(words.replace("\n", "\n  "))
    assert hash_words(words) != hash_words(words.replace("28", "27"))


def test_speech_is_made_by_the_program_that_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silence = tmp_path / "silence.wav"
    with wave.open(str(silence), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000))
    program = tmp_path / "bin" / "espeak-ng"
    program.parent.mkdir()
    program.write_text(ESPEAK.format(heard=tmp_path / "heard.txt", wave=silence))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/bin:/usr/bin")
    made = speak(find_speaker(), "Twenty-eight officers.", "en", tmp_path / "listen")
    assert made.name in ("listen.wav", "listen.mp3")
    assert made.stat().st_size > 100
    assert (tmp_path / "heard.txt").read_text() == "Twenty-eight officers."


def test_a_machine_that_cannot_speak_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(AdapterUnavailable, match="apt-get install espeak-ng"):
        find_speaker()
