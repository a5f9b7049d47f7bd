"""Speech made on this machine: espeak-ng or Piper where one is installed. Nothing is sent to anyone.

What comes in: text and a language. What goes out: a sound file. Never here: which words are spoken.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from answerable.errors import AdapterUnavailable

_VOICES = {"en": "en-gb", "cy": "cy"}
_WORDS_PER_MINUTE = "165"
_LONGEST_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Speaker:
    """A program that speaks.

    Args:
        name: for readers.
        path: of the program.
        model: file of Piper's voice; empty for espeak-ng.
    """

    name: str
    path: str
    model: str = ""


def find_speaker(model: str = "") -> Speaker:
    """The program to speak with: Piper where a voice is given, else espeak-ng.

    Raises:
        AdapterUnavailable: none is installed.
    """
    if model and (path := shutil.which("piper")):
        return Speaker("Piper", path, model)
    path = shutil.which("espeak-ng") or shutil.which("espeak")
    if path is None:
        raise AdapterUnavailable(
            "no program on this machine can speak",
            found="neither espeak-ng nor piper",
            allowed="espeak-ng, or piper with a voice file",
            remedy="install one (Debian: apt-get install espeak-ng), or supply a recording under [audio] in the story",
        )
    return Speaker("espeak-ng", path)


def speak(speaker: Speaker, text: str, language: str, target: Path) -> Path:
    """Speak a text into a file; return where it is. A smaller form is made where ffmpeg is installed, else WAV.

    Raises:
        AdapterUnavailable: the program failed.
    """
    with tempfile.TemporaryDirectory() as folder:
        wave = Path(folder) / "speech.wav"
        if speaker.model:
            command = [speaker.path, "--model", speaker.model, "--output_file", str(wave)]
        else:
            voice = _VOICES.get(language, language)
            command = [speaker.path, "-v", voice, "-s", _WORDS_PER_MINUTE, "-w", str(wave), "--stdin"]
        _run(command, text)
        made = target.with_suffix(".wav")
        ffmpeg = shutil.which("ffmpeg")
        if ffmpeg:
            made = target.with_suffix(".mp3")
            options = ["-ac", "1", "-b:a", "48k", "-map_metadata", "-1", "-fflags", "+bitexact"]
            _run([ffmpeg, "-y", "-loglevel", "error", "-i", str(wave), *options, str(made)], "")
        else:
            shutil.copyfile(wave, made)
    return made


def _run(command: list[str], text: str) -> None:
    try:
        done = subprocess.run(command, input=text.encode(), capture_output=True, timeout=_LONGEST_SECONDS, check=False)
        said, failed = done.stderr.decode("utf-8", "replace")[:300], done.returncode != 0
    except (OSError, subprocess.TimeoutExpired) as error:
        said, failed = str(error)[:300], True
    if failed:
        raise AdapterUnavailable(
            "the program could not speak", where=command[0], found=said, remedy="try it by hand, or supply a recording"
        )
