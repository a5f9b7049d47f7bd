"""The fuzz target of the mail reader: what it found before, and a bounded search for more.

The search needs atheris (`pip install atheris`) and runs in a process of its own, because it watches every line. The
short one is one of the slow tests; `pytest -m long tests/fuzz/test_fuzz_mail.py` searches for ten minutes.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
TARGET = HERE / "fuzz_mail.py"
CORPORA = (HERE / "corpus" / "mail", HERE.parent / "mail" / "corpus")


def _load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fuzz_mail", TARGET)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOUND = sorted(path for corpus in CORPORA for path in corpus.iterdir() if path.suffix == ".eml")


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_before_stays_mended(path: Path) -> None:
    _load().check(path.read_bytes())


def test_the_target_notices_a_lost_part() -> None:
    target = _load()
    mail = b"Content-Type: multipart/mixed; boundary=B\n\n--B\n\nMARKAAAA1\n--B\n\nMARKBBBB2\n--B--\nMARKCCCC3\n"
    assert {word for _, part in target.list_parts(mail) for word in target.MARK.findall(part)} == {
        b"MARKAAAA1",
        b"MARKBBBB2",
        b"MARKCCCC3",
    }
    assert not target.is_kept(b"MARKAAAA1 stood here.\n", b"something else")


def _search(tmp_path: Path, seconds: int) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("no atheris: pip install atheris")
    (tmp_path / "new").mkdir()
    corpora = [str(tmp_path / "new"), *map(str, CORPORA)]
    limits = [
        f"-max_total_time={seconds}",
        *(["-seed=1", f"-runs={400 * seconds}"] if seconds < 60 else []),
        "-timeout=10",
        "-max_len=6000",
        f"-artifact_prefix={tmp_path}/",
    ]
    done = subprocess.run(
        [sys.executable, str(TARGET), *corpora, *limits],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + 120,
    )
    found = [f"{path.name}: {path.read_bytes()!r}" for path in tmp_path.iterdir() if path.is_file()]
    assert done.returncode == 0, "\n".join([*found, done.stderr[-3000:]])
    assert "BINGO" in done.stderr or "DONE" in done.stderr, done.stderr[-500:]


@pytest.mark.slow
def test_a_short_search(tmp_path: Path) -> None:
    _search(tmp_path, 5)


@pytest.mark.long
def test_a_long_search(tmp_path: Path) -> None:
    _search(tmp_path, 600)
