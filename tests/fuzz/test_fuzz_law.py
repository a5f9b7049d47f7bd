"""The fuzz targets of the citation grammar and of the classifier: what they found before, and a bounded search.

The search needs atheris (`pip install atheris`, Linux only) and runs in a process of its own, because it watches every
line. The short one is one of the slow tests; `pytest -m long tests/fuzz/test_fuzz_law.py` takes ten minutes each.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).parent
LETTERS = HERE.parent / "track" / "letters" / "dev.toml"
TARGETS = ("citations", "classify")


def _load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fuzz_{name}", HERE / f"fuzz_{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FOUND = [(name, path) for name in TARGETS for path in sorted((HERE / "corpus" / name).glob("*.txt"))]


@pytest.mark.parametrize(("name", "path"), FOUND, ids=[f"{name}:{path.stem}" for name, path in FOUND])
def test_what_was_found_before_stays_mended(name: str, path: Path) -> None:
    _load(name).check(path.read_bytes())


def test_the_target_notices_a_rule_that_its_shortcut_hides(monkeypatch: pytest.MonkeyPatch) -> None:
    target = _load("classify")
    sentence = "The Council does not hold the information."
    target.check_shortcut(sentence)
    monkeypatch.setattr(target, "find_rules", lambda name, words: ())
    with pytest.raises(AssertionError, match="missed"):
        target.check_shortcut(sentence)


def _search(name: str, folder: Path, seconds: int) -> None:
    if importlib.util.find_spec("atheris") is None:
        pytest.skip("no atheris: pip install atheris")
    (folder / "new").mkdir()
    (folder / "seeds").mkdir()
    for row in tomllib.loads(LETTERS.read_text("utf-8"))["letter"][::6]:
        (folder / "seeds" / row["id"]).write_text(row["text"], "utf-8")
    corpora = [str(folder / "new"), str(HERE / "corpus" / name), str(folder / "seeds")]
    limits = [
        f"-max_total_time={seconds}",
        *(["-seed=1", f"-runs={400 * seconds}"] if seconds < 60 else []),
        "-timeout=10",
        "-max_len=4000",
        f"-artifact_prefix={folder}/",
    ]
    done = subprocess.run(
        [sys.executable, str(HERE / f"fuzz_{name}.py"), *corpora, *limits],
        capture_output=True,
        text=True,
        errors="replace",
        timeout=seconds + 120,
    )
    found = [f"{path.name}: {path.read_bytes()!r}" for path in folder.iterdir() if path.is_file()]
    assert done.returncode == 0, "\n".join([*found, done.stderr[-3000:]])
    assert "DONE" in done.stderr or "BINGO" in done.stderr, done.stderr[-500:]


@pytest.mark.slow
@pytest.mark.parametrize("name", TARGETS)
def test_a_short_search(name: str, tmp_path: Path) -> None:
    _search(name, tmp_path, 4)


@pytest.mark.long
@pytest.mark.parametrize("name", TARGETS)
def test_a_long_search(name: str, tmp_path: Path) -> None:
    _search(name, tmp_path, 600)
