"""``answerable.toml``: what the investigation is called, under which law it asks, where its record is."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pydantic

from answerable.model.dates import Period
from answerable.project.passes import (
    LanguageModelSettings,
    LanguageModelTable,
    LearnedSettings,
    LearnedTable,
)
from answerable.project.team import TeamSettings, TeamTable
from answerable.project.toml_file import Strict, load_toml

FILE_NAME = "answerable.toml"


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes and whom readers write to."""

    name: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """Where the published page will stand, and what its server takes from readers.

    Args:
        address: such as ``https://example.org/psm/``; empty while not known.
        errors: path on the same server that takes the form "tell the editor of an error"; empty for e-mail only.
        newsletter: path on the same server that takes the newsletter's form; empty for none.
        comments: path on the same server under which a comment server (Isso) stands; empty for none.
        reply_days: days that whoever is criticised has to reply.
    """

    address: str = ""
    errors: str = ""
    newsletter: str = ""
    comments: str = ""
    reply_days: int = 7


Security = Literal["tls", "starttls", "none"]
Login = Literal["password", "oauth2"]


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where answers arrive by mail. The password is never in a file.

    Args:
        host: the IMAP server.
        port: 993 for `tls`, 143 for `starttls`.
        user: the account.
        folders: of the account, fetched one after the other.
        login: `password`, or `oauth2` where the provider hands out tokens.
        tls: `none` only to this machine itself.
    """

    host: str
    port: int
    user: str
    folders: tuple[str, ...]
    tls: Security
    login: Login = "password"


@dataclass(frozen=True, slots=True)
class RunnerSettings:
    """What does the heavy work: reading, extracting.

    Args:
        kind: `processes` of this machine, `here` in the program itself, or a `cluster`.
        workers: how many; 0 for one a core.
        address: of a cluster's scheduler, such as ``tcp://10.0.0.5:8786``; empty starts workers on this machine.
    """

    kind: Literal["processes", "here", "cluster"] = "processes"
    workers: int = 0
    address: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where received bytes lie.

    Args:
        address: an fsspec address such as ``s3://bucket/psm``; empty for ``sources/``.
        key: file of the key that seals them; None leaves them readable.
    """

    address: str = ""
    key: Path | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``answerable.toml`` says.

    Args:
        format: version of the folder's layout.
        name: of the investigation.
        slug: for file names and addresses.
        law: access law of authorities that name none.
        period: what is asked about.
        languages: of the published page, the first one first.
        authorities: file of the folder, or ``register:uk-police``.
        codebook: file of the folder.
        as_of: the day it is told on; None means today.
        database_url: SQLAlchemy address, relative SQLite files resolved against the folder.
        publisher: who publishes.
        ocr: whether scanned pages are read by OCR.
        mailbox: from which mail is fetched when a person says so; None where none is named.
        site: where the page will stand, and what its server takes from readers.
        runner: what does the heavy work.
        archive: where received bytes lie.
        snapshot_address: an fsspec address where analyze keeps the views that findings are asked of; empty for memory.
        learned: whether codes are learned from reviewers.
        language_model: which one suggests codes; None for none.
        team: where accounts stand, and how people sign in.
    """

    format: int
    name: str
    slug: str
    law: str
    period: Period
    languages: tuple[str, ...]
    authorities: str
    codebook: str
    as_of: dt.date | None
    database_url: str
    publisher: Publisher
    ocr: bool
    mailbox: MailboxSettings | None = None
    site: SiteSettings = SiteSettings()
    runner: RunnerSettings = RunnerSettings()
    archive: ArchiveSettings = ArchiveSettings()
    snapshot_address: str = ""
    learned: LearnedSettings = field(default_factory=LearnedSettings)
    language_model: LanguageModelSettings | None = None
    team: TeamSettings = field(default_factory=TeamSettings)


class Stretch(Strict):
    """A period in a file: `{ from = 2018-01-01, to = 2021-12-31 }`."""

    from_: dt.date = pydantic.Field(alias="from")
    to: dt.date

    @pydantic.model_validator(mode="after")
    def _in_order(self) -> Stretch:
        if self.to < self.from_:
            raise ValueError(f"the period ends ({self.to}) before it starts ({self.from_})")
        return self

    def as_period(self) -> Period:
        """As the model has it."""
        return Period(self.from_, self.to)


class _Database(Strict):
    url: str = "record.db"


class _Publisher(Strict):
    name: str = ""
    contact: str = ""


_PATH = r"^$|^/[\w./-]*$"


class _Site(Strict):
    address: str = pydantic.Field(default="", pattern=r"^$|^https?://[^\s]+/$")
    errors: str = pydantic.Field(default="", pattern=_PATH)
    newsletter: str = pydantic.Field(default="", pattern=_PATH)
    comments: str = pydantic.Field(default="", pattern=_PATH)
    reply_days: int = pydantic.Field(default=7, ge=1, le=90)


class _Reading(Strict):
    ocr: bool = True


class _Runner(Strict):
    kind: Literal["processes", "here", "cluster"] = "processes"
    workers: int = pydantic.Field(default=0, ge=0, le=1000)
    address: str = pydantic.Field(default="", pattern=r"^$|^(tcp|tls|ws|wss|ucx)://\S+$")


class _Archive(Strict):
    address: str = pydantic.Field(default="", pattern=r"^$|^[a-z0-9+]+://\S+$")
    key: str = ""


class _Snapshot(Strict):
    address: str = pydantic.Field(default="", pattern=r"^$|^[a-z0-9+]+://\S+$")


class _Mailbox(Strict):
    host: str = pydantic.Field(min_length=1)
    port: int | None = pydantic.Field(default=None, ge=1, le=65535)
    user: str = pydantic.Field(min_length=1)
    folder: str = ""
    folders: tuple[str, ...] = ()
    tls: Security = "tls"
    login: Login = "password"

    @pydantic.model_validator(mode="after")
    def _has_folders_once(self) -> _Mailbox:
        if self.folder and self.folders:
            raise ValueError("say folder or folders, not both")
        if not all(name.strip() for name in self.folders):
            raise ValueError("a folder without a name")
        return self

    def as_settings(self) -> MailboxSettings:
        port = self.port or (993 if self.tls == "tls" else 143)
        folders = tuple(dict.fromkeys(self.folders)) or (self.folder or "INBOX",)
        return MailboxSettings(self.host, port, self.user, folders, self.tls, self.login)


class _File(Strict):
    format: Literal[1]
    name: str = pydantic.Field(min_length=1)
    slug: str = pydantic.Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    law: str
    period: Stretch
    languages: tuple[Literal["en", "cy"], ...] = ("en",)
    authorities: str = "authorities.csv"
    codebook: str = "codebook.toml"
    as_of: dt.date | None = None
    database: _Database = _Database()
    publisher: _Publisher = _Publisher()
    reading: _Reading = _Reading()
    mailbox: _Mailbox | None = None
    publish: _Site = _Site()
    runner: _Runner = _Runner()
    archive: _Archive = _Archive()
    snapshot: _Snapshot = _Snapshot()
    learned: LearnedTable | None = None
    language_model: LanguageModelTable | None = None
    team: TeamTable = TeamTable()


def parse_settings(path: Path) -> Settings:
    """Read ``answerable.toml``.

    Raises:
        ProjectFileInvalid: it says something not allowed.
    """
    file = load_toml(path, _File)
    return Settings(
        format=file.format,
        name=file.name,
        slug=file.slug,
        law=file.law,
        period=file.period.as_period(),
        languages=file.languages,
        authorities=file.authorities,
        codebook=file.codebook,
        as_of=file.as_of,
        database_url=_resolve(file.database.url, path.parent),
        publisher=Publisher(file.publisher.name, file.publisher.contact),
        ocr=file.reading.ocr,
        mailbox=file.mailbox.as_settings() if file.mailbox else None,
        site=SiteSettings(**file.publish.model_dump()),
        runner=RunnerSettings(file.runner.kind, file.runner.workers, file.runner.address),
        archive=ArchiveSettings(
            file.archive.address, path.parent / Path(file.archive.key).expanduser() if file.archive.key else None
        ),
        snapshot_address=file.snapshot.address,
        learned=file.learned.as_settings() if file.learned else LearnedSettings(),
        language_model=file.language_model.as_settings() if file.language_model else None,
        team=file.team.as_settings(path.parent),
    )


def _resolve(url: str, folder: Path) -> str:
    """A bare file name is a SQLite file of the folder; anything else is an address as it stands."""
    return url if "://" in url else f"sqlite:///{(folder / url).resolve()}"
