"""The service and the container: what they run is a command that there is, with every package that it needs."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from answerable.cli.serve import serve

HOME = Path(__file__).parents[2]
UNIT = HOME / "deploy" / "answerable.service"
DOCKERFILE = (HOME / "Dockerfile").read_text(encoding="utf-8")


def test_the_container_has_every_package_that_a_team_needs() -> None:
    """A list that is installed by hash is installed without what it leaves out."""
    pinned = set()
    for name in re.findall(r"-r (requirements/\w+\.txt)", DOCKERFILE):
        pinned |= {canonicalize_name(one) for one in re.findall(r"(?m)^([\w.-]+)==", (HOME / name).read_text())}
    needed: set[str] = set()
    waiting = [Requirement("answerable[team]")]
    while waiting:
        one = waiting.pop()
        for text in importlib.metadata.requires(one.name) or []:
            found = Requirement(text)
            extras = [{"extra": extra} for extra in one.extras] or [{"extra": ""}]
            name = canonicalize_name(found.name)
            if name in needed or not (found.marker is None or any(found.marker.evaluate(extra) for extra in extras)):
                continue
            needed.add(name)
            waiting.append(found)
    assert {"authlib", "webauthn", "joserfc", "argon2-cffi", "psycopg"} <= needed
    assert needed - pinned == set()


def test_the_container_runs_a_command_that_there_is_and_not_as_root() -> None:
    [words] = re.findall(r"(?m)^CMD (\[.*\])$", DOCKERFILE)
    command, *options = json.loads(words)
    assert command == "serve"
    assert serve.make_context("serve", options, resilient_parsing=False).params["team"] is True
    last = DOCKERFILE[DOCKERFILE.rindex("FROM ") :]
    assert re.findall(r"(?m)^USER (\S+)$", last) == ["10001"]
    assert "--require-hashes" in DOCKERFILE
    assert not re.search(r"(?m)^ADD |curl|wget|sudo|:latest", DOCKERFILE)
    for source in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", DOCKERFILE):
        assert all((HOME / one).exists() for one in source.split()), source


def test_the_service_runs_a_command_that_there_is() -> None:
    [line] = re.findall(r"(?m)^ExecStart=(.+)$", UNIT.read_text(encoding="utf-8"))
    program, command, *options = shlex.split(line)
    assert (Path(program).name, command) == ("answerable", "serve")
    params = serve.make_context("serve", options).params
    assert (params["team"], params["proxy"], params["names"]) == (True, "127.0.0.1", ("newsroom.example.org",))


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd here")
def test_systemd_reads_the_service_and_finds_it_closed(tmp_path: Path) -> None:
    """Its own reading of every line; the program is put in the place of one that is on this machine."""
    unit = tmp_path / "answerable.service"
    unit.write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", UNIT.read_text(encoding="utf-8")))
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    about = [line for line in (done.stdout + done.stderr).splitlines() if "answerable" in line]
    assert (done.returncode, about) == (0, [])
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", unit], capture_output=True, text=True, check=False
    )
    exposed = re.search(r"exposure level for answerable\.service: ([\d.]+)", judged.stdout)
    assert exposed is not None
    assert float(exposed.group(1)) <= 2.0
