"""What answerable is made of: the licence of every library that it runs with, and the bill of materials.

    python requirements/audit.py                  refuse a library under the GPL or AGPL; name those that state none
    python requirements/audit.py --sbom FILE      write the bill of materials (CycloneDX 1.6)

Known holes are asked of the public database by `make audit`, because that alone needs the network.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.contact import OrganizationalEntity
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

HERE = Path(__file__).resolve().parent
_REFUSED = re.compile(r"\b(?:A?GPL|(?:Affero )?General Public License)", re.IGNORECASE)
_LESSER = re.compile(r"\bL-?GPL|(?:Lesser|Library or Lesser|Library) General Public License", re.IGNORECASE)


@dataclass(frozen=True)
class Library:
    """A pinned library: name, version, its files' sha256 and the licence that it states."""

    name: str
    version: str
    hashes: tuple[str, ...]
    licence: str


def read_pins(path: Path) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Version and hashes of every library of a requirements file; platforms that pin another version come last."""
    pins: dict[str, tuple[str, tuple[str, ...]]] = {}
    for block in re.split(r"\n(?=[A-Za-z0-9])", path.read_text(encoding="utf-8")):
        if found := re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)", block):
            pins[_fold(found[1])] = (found[2], tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block)))
    return pins


def list_run_names(pyproject: Path) -> list[str]:
    """What answerable needs at run time, with every optional part, and all that these need in turn."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    waiting = [*project["dependencies"], *(one for extra in project["optional-dependencies"].values() for one in extra)]
    names: set[str] = set()
    while waiting:
        wanted, extras = _parse_requirement(waiting.pop())
        if wanted in names or not wanted:
            continue
        names.add(wanted)
        try:
            needed = importlib.metadata.requires(wanted) or []
        except importlib.metadata.PackageNotFoundError:
            continue
        for line in needed:
            marker = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", line)
            if marker is None or marker[1] in extras:
                waiting.append(line)
    return sorted(names)


def read_libraries() -> list[Library]:
    """Every library that answerable runs with, as pinned and as installed here; those of other platforms without
    a licence."""
    pins = {**read_pins(HERE / "dev.txt"), **read_pins(HERE / "run.txt")}
    names = list_run_names(HERE.parent / "pyproject.toml")
    return [Library(name, *pins[name], find_licence(name)) for name in names if name in pins]


def find_licence(name: str) -> str:
    """The licence that an installed library states: expression, else classifiers, else its own words."""
    try:
        about = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    if expression := about.get("License-Expression"):
        return str(expression)
    classifiers = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("Licen")]
    words = str(about.get("License") or "").strip().split("\n")[0][:80]
    return " OR ".join(one for one in classifiers if one != "OSI Approved") or words


def is_refused(licence: str) -> bool:
    """Whether every choice that a licence gives is the GPL or AGPL."""
    choices = re.split(r"\s+OR\s+", licence)
    return bool(licence) and all(_REFUSED.search(_LESSER.sub("", choice)) for choice in choices)


def iter_faults(libraries: list[Library]) -> Iterator[str]:
    """A sentence for each library that may not be used."""
    for library in libraries:
        if is_refused(library.licence):
            yield f"{library.name} {library.version}: {library.licence} is refused; take another library"
        elif not library.hashes:
            yield f"{library.name} {library.version}: pinned without a hash; run `make lock`"


def write_sbom(libraries: list[Library], version: str, path: Path) -> None:
    """Write the bill of materials, the same bytes for the same pins."""
    bom = Bom()
    bom.metadata.component = Component(
        name="answerable",
        version=version,
        type=ComponentType.APPLICATION,
        bom_ref="answerable",
        licenses=[DisjunctiveLicense(id="Apache-2.0")],
        supplier=OrganizationalEntity(name="The answerable developers"),
    )
    for library in libraries:
        component = Component(
            name=library.name,
            version=library.version,
            type=ComponentType.LIBRARY,
            purl=PackageURL("pypi", None, library.name, library.version),
            bom_ref=f"{library.name}=={library.version}",
            hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one) for one in sorted(library.hashes)],
            licenses=[DisjunctiveLicense(name=library.licence)] if library.licence else [],
        )
        bom.components.add(component)
        bom.register_dependency(bom.metadata.component, [component])
    # Neither the day nor a random number: two bills of the same libraries are the same file.
    text = JsonV1Dot6(bom).output_as_string(indent=1)
    text = re.sub(r'\n *"(?:serialNumber|timestamp)": "[^"]*",?', "", text)
    path.write_text(re.sub(r",(\s*[}\]])", r"\1", text) + "\n", encoding="utf-8")


def _parse_requirement(line: str) -> tuple[str, set[str]]:
    found = re.match(r"\s*([A-Za-z0-9._-]+)\s*(?:\[([^]]*)\])?", line)
    if found is None:
        return "", set()
    return _fold(found[1]), {one.strip() for one in (found[2] or "").split(",") if one.strip()}


def _fold(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sbom", type=Path, help="write the bill of materials here")
    wanted = parser.parse_args(arguments)
    libraries = read_libraries()
    faults = list(iter_faults(libraries))
    silent = [library.name for library in libraries if not library.licence]
    print(f"{len(libraries)} libraries at run time with all optional parts; {len(faults)} refused.")
    if silent:
        print(f"No licence to be read here for {', '.join(silent)} (parts for other platforms, or not installed).")
    for fault in faults:
        print(f"! {fault}")
    if wanted.sbom:
        version = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
        wanted.sbom.parent.mkdir(parents=True, exist_ok=True)
        write_sbom(libraries, version, wanted.sbom)
        print(f"Bill of materials: {wanted.sbom}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
