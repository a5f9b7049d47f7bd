"""Real mail servers on loopback: letters go out through one and answers come back through another."""

from __future__ import annotations

import datetime as dt
import getpass
import imaplib
import importlib.util
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "desk", 's"ec\\ret £5'


@dataclass(frozen=True)
class Certificate:
    """A certificate for this machine that only the tests trust."""

    path: Path
    key: Path

    @property
    def trusting(self) -> ssl.SSLContext:
        """How a client trusts it."""
        return ssl.create_default_context(cafile=str(self.path))

    @property
    def serving(self) -> ssl.SSLContext:
        """How a server shows it."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


@dataclass(frozen=True)
class MailServer:
    """An IMAP server that runs: where it is, how it is secured, who may log in."""

    kind: str
    port: int
    security: Any
    certificate: Certificate
    user: str = USER
    password: str = PASSWORD

    def connect(self) -> imaplib.IMAP4:
        """Log in as the owner of the mailbox does: may write."""
        if self.security == "tls":
            server: imaplib.IMAP4 = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=self.certificate.trusting)
        else:
            server = imaplib.IMAP4("127.0.0.1", self.port)
            server.starttls(self.certificate.trusting)
        server.authenticate("PLAIN", lambda _: f"\0{self.user}\0{self.password}".encode())
        return server

    def deliver(self, messages: list[bytes], folder: str = "INBOX") -> None:
        """Put messages into the mailbox."""
        server = self.connect()
        for message in messages:
            status, words = server.append(folder, "", "", message)
            assert status == "OK", words
        server.logout()

    def flags(self) -> list[bytes]:
        """The flags of every message of the inbox, \\Recent left out."""
        server = self.connect()
        server.select(readonly=True)
        _, rows = server.fetch("1:*", "(FLAGS)")
        server.logout()
        return [row.partition(b"FLAGS ")[2].replace(b"\\Recent", b"").strip() for row in rows if isinstance(row, bytes)]


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for localhost and 127.0.0.1, made for this run."""
    folder = tmp_path_factory.mktemp("certificate")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names: list[x509.GeneralName] = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    found = Certificate(folder / "server.pem", folder / "key.pem")
    found.path.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    found.key.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return found


def find_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the mail server did not start: {log.read_text()[-2000:]}")


@contextmanager
def _run_pymap(certificate: Certificate) -> Iterator[MailServer]:
    if importlib.util.find_spec("pymap") is None:
        pytest.skip("no pymap: pip install pymap")
    port = find_port()
    log = certificate.path.with_name("pymap.log")
    server = MailServer("pymap", port, "starttls", certificate)
    command = [
        *(sys.executable, "-c", "import sys; from pymap.main import main; sys.exit(main())"),
        *("--host", "127.0.0.1", "--port", str(port), "--cert", str(certificate.path), "--key", str(certificate.key)),
        *("--no-service", "swim", "--no-service", "managesieve", "--no-service", "admin"),
        *("dict", "--demo-user", server.user, "--demo-password", server.password),
    ]
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out)
    try:
        _wait(port, process, log)
        yield server
    finally:
        process.kill()
        process.wait()


_DOVECOT = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
ssl = required
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
mail_location = maildir:{folder}/mail
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {folder}/users
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {port}
    ssl = yes
  }}
}}
"""


@contextmanager
def _run_dovecot(certificate: Certificate) -> Iterator[MailServer]:
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip("no Dovecot on this machine; on Debian: apt-get install dovecot-imapd")
    folder = Path(tempfile.mkdtemp(prefix="ansimap"))
    port = find_port()
    server = MailServer("dovecot", port, "tls", certificate, password="secret £5")
    is_root = os.geteuid() == 0
    me = getpass.getuser()
    try:
        folder.chmod(0o755)
        (folder / "mail").mkdir()
        shutil.copy(certificate.path, folder / "cert.pem")
        shutil.copy(certificate.key, folder / "key.pem")
        (folder / "users").write_text(f"{server.user}:{{PLAIN}}{server.password}:::::\n", encoding="utf-8")
        (folder / "users").chmod(0o644)
        if is_root:
            shutil.chown(folder / "mail", "mail", "mail")
            who = {
                "internal": "dovecot",
                "group": "dovecot",
                "login": "dovenull",
                "owner": "mail",
                "owner_group": "mail",
            }
        else:
            gid = str(os.getgid())
            who = {"internal": me, "group": gid, "login": me, "owner": str(os.getuid()), "owner_group": gid}
        config = folder / "dovecot.conf"
        config.write_text(_DOVECOT.format(folder=folder, port=port, **who))
        process = subprocess.Popen([program, "-F", "-c", str(config)])
        try:
            try:
                _wait(port, process, folder / "log")
            except (RuntimeError, OSError) as error:
                pytest.skip(f"Dovecot does not start here: {error}")
            yield server
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=[pytest.param(name, marks=pytest.mark.slow) for name in ("pymap", "dovecot")])
def mail_server(request: pytest.FixtureRequest, certificate: Certificate) -> Iterator[MailServer]:
    """A real IMAP server with one empty mailbox: pymap over STARTTLS, Dovecot over TLS."""
    with (_run_pymap if request.param == "pymap" else _run_dovecot)(certificate) as server:
        yield server


class LetterBox:
    """Takes letters over SMTP with STARTTLS and a login, and files each before it says so."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.n_taken = 0
        self.slow_seconds = 0.0
        self.port = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        """File one letter."""
        path = self.folder / f"{self.n_taken:04d}.eml"
        path.write_bytes(b"X-Recipient: " + envelope.rcpt_tos[0].encode() + b"\r\n" + envelope.content)
        self.n_taken += 1
        time.sleep(self.slow_seconds)
        return "250 taken"

    def letters(self) -> list[Any]:
        """Every letter taken, parsed, in order."""
        return [message_from_bytes(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"))]

    def has_letter(self, message_id: str) -> bool:
        """As a sent folder: whether a letter went."""
        return any(str(one["Message-ID"]).strip("<> ") == message_id for one in self.letters())


@pytest.fixture
def letter_box(tmp_path: Path, certificate: Certificate) -> Iterator[LetterBox]:
    """A real SMTP server that takes letters only with TLS and a login."""
    if importlib.util.find_spec("aiosmtpd") is None:
        pytest.skip("no aiosmtpd: pip install aiosmtpd")
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult

    def check(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"desk", b"secret"))

    box = LetterBox(tmp_path / "taken")
    controller = Controller(
        box, "127.0.0.1", find_port(), tls_context=certificate.serving, require_starttls=True,
        authenticator=check, auth_required=True,
    )  # fmt: skip
    controller.start()
    box.port = controller.port
    try:
        yield box
    finally:
        controller.stop()
