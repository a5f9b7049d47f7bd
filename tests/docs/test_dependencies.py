"""What answerable runs with: no licence that the house refuses, and a bill of materials that lists every pin."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

HOME = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def audit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("requirements_audit", HOME / "requirements" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_no_library_at_run_time_is_under_the_gpl_or_agpl(audit: ModuleType) -> None:
    libraries = audit.read_libraries()
    assert list(audit.iter_faults(libraries)) == []
    names = {library.name for library in libraries}
    assert {"sqlalchemy", "duckdb", "argon2-cffi", "distributed", "lxml"} <= names
    assert "pytest" not in names


@pytest.mark.parametrize(
    ("licence", "refused"),
    [
        ("GPL-3.0-or-later", True),
        ("AGPL-3.0-only", True),
        ("GNU Affero General Public License v3", True),
        ("GNU General Public License v2 or later (GPLv2+)", True),
        ("GPL-2.0-only AND MIT", True),
        ("LGPL-3.0-only", False),
        ("GNU Lesser General Public License v2 or later (LGPLv2+)", False),
        ("Apache Software License OR GNU General Public License (GPL)", False),
        ("BSD-3-Clause", False),
        ("", False),
    ],
)
def test_which_licences_are_refused(audit: ModuleType, licence: str, *, refused: bool) -> None:
    assert audit.is_refused(licence) is refused


def test_every_pin_has_a_hash_and_names_no_registry() -> None:
    for name in ("run.txt", "dev.txt", "team.txt"):
        text = (HOME / "requirements" / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert "index-url" not in text
        pins = [block for block in text.replace("\\\n", " ").splitlines() if "==" in block.split(";")[0]]
        assert pins
        assert [pin for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.slow
def test_the_bill_of_materials_lists_every_pin_and_is_the_same_twice(audit: ModuleType, tmp_path: Path) -> None:
    libraries = audit.read_libraries()
    for name in ("one.json", "two.json"):
        audit.write_sbom(libraries, "0.1.0", tmp_path / name)
    text = (tmp_path / "one.json").read_text(encoding="utf-8")
    assert text == (tmp_path / "two.json").read_text(encoding="utf-8")
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    pins = audit.read_pins(HOME / "requirements" / "run.txt")
    listed = {(part["name"], part["version"]) for part in json.loads(text)["components"]}
    build_only = {"hatchling", "editables", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
    assert {(name, pin[0]) for name, pin in pins.items() if name not in build_only} <= listed
