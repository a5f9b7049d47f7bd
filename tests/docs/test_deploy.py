"""The service and the container: what they run is a command that there is, with every package that it needs."""

from __future__ import annotations

import importlib.metadata
import json
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
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


@pytest.mark.long
@pytest.mark.postgres
def test_the_containers_steps_run_one_by_one(tmp_path: Path, postgres_server: str) -> None:
    """Every COPY and RUN of the building stage in an empty folder, in the order of the file, with `/opt/answerable` and
    `/build` put elsewhere; then its own command, asked by its own health check. The packages of the system are those of
    this machine, and so is Python."""
    build, home = tmp_path / "build", tmp_path / "opt" / "answerable"
    build.mkdir()
    first = DOCKERFILE[DOCKERFILE.index("FROM ") : DOCKERFILE.rindex("FROM ")].replace("\\\n", " ")
    kept = [line[1:] for line in (HOME / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    done = []
    for step, words in re.findall(r"(?m)^(COPY|RUN) (.+)$", first):
        if step == "RUN" and "apt-get" not in words:
            command = words.replace("/opt/answerable", str(home)).replace("python -m venv", f"{sys.executable} -m venv")
            subprocess.run(command, shell=True, check=True, cwd=build, env={"PATH": "/usr/bin:/bin"}, timeout=1800)
        elif step == "COPY":
            *sources, to = words.split()
            for source in sources:
                assert source in kept, f"{source} is left out of what is sent to the build"
                target = build / to / Path(source).name if to.endswith("/") or to == "." else build / to
                target.parent.mkdir(parents=True, exist_ok=True)
                ignored = shutil.ignore_patterns("__pycache__")
                (shutil.copytree if (HOME / source).is_dir() else shutil.copy)(
                    HOME / source, target, **({"ignore": ignored} if (HOME / source).is_dir() else {})
                )
        done.append(step)
    assert done == ["RUN", "COPY", "RUN", "COPY", "COPY", "RUN"]
    _start_as_the_container(tmp_path, home, postgres_server)


def _start_as_the_container(folder: Path, home: Path, postgres: str) -> None:
    """What ENTRYPOINT, CMD and HEALTHCHECK say, with the folder of the investigation and the port put elsewhere."""
    investigation = folder / "investigation"
    plain = {"PATH": f"{home / 'bin'}:/usr/bin:/bin", "HOME": str(folder), "LANG": "C.UTF-8"}
    subprocess.run(
        ["answerable", "init", str(investigation)], check=True, env=plain, executable=home / "bin/answerable"
    )
    settings = investigation / "answerable.toml"
    text = re.sub(r"(?ms)^\[database\]\n(?:[^\[]*\n)?", "", settings.read_text())
    settings.write_text(f'{text}\n[database]\nurl = "{postgres}/postgres"\n')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    [entry], [words] = (re.findall(rf"(?m)^{name} (\[.*\])$", DOCKERFILE) for name in ("ENTRYPOINT", "CMD"))
    [health] = re.findall(r"(?m)^HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE)
    command = [one.replace("/investigation", str(investigation)) for one in (*json.loads(entry), *json.loads(words))]
    ask = [one.replace("8400", port) for one in json.loads(health)]
    keys = plain | {"ANSWERABLE_TEAM_KEY": str(folder / "team.key")}
    server = subprocess.Popen([*command, "--port", port], env=keys, executable=home / "bin" / command[0])
    try:
        for _ in range(120):
            asked = subprocess.run(ask, env=plain, executable=home / "bin" / ask[0], capture_output=True, check=False)
            if asked.returncode == 0:
                return
            assert server.poll() is None, "the server ended"
            time.sleep(0.5)
        raise AssertionError(asked.stderr.decode())
    finally:
        server.terminate()
        server.wait()
