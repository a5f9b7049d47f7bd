"""`[team]` of ``answerable.toml``: where accounts stand, and the provider of OpenID Connect that people sign in by."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pydantic

from answerable.project.toml_file import Strict


@dataclass(frozen=True, slots=True)
class OpenIdSettings:
    """A provider of OpenID Connect. Its secret is never in a file of the folder.

    Args:
        issuer: as its discovery document names it.
        client: what the provider calls this newsroom.
        label: what people read on the button.
        second_factor: whether the second factor is asked `here` all the same, or the `provider` is trusted with it.
        secret_file: that holds the secret; None where the environment holds it, or there is none.
    """

    issuer: str
    client: str
    label: str = "single sign-on"
    second_factor: Literal["here", "provider"] = "here"
    secret_file: Path | None = None


@dataclass(frozen=True, slots=True)
class TeamSettings:
    """People who share a record.

    Args:
        accounts: SQLAlchemy address of the database of accounts that several investigations share; empty where the
            record holds them.
        openid: the provider; None where people sign in by password alone.
    """

    accounts: str = ""
    openid: OpenIdSettings | None = None


class _OpenId(Strict):
    issuer: str = pydantic.Field(pattern=r"^(https://|http://(localhost|127\.0\.0\.1)(:\d+)?(/|$))[^\s?#]*$")
    client: str = pydantic.Field(min_length=1)
    label: str = pydantic.Field(default="single sign-on", min_length=1, max_length=60)
    second_factor: Literal["here", "provider"] = "here"
    secret_file: str = ""


class TeamTable(Strict):
    """`[team]`."""

    accounts: str = pydantic.Field(default="", pattern=r"^$|^postgresql(\+psycopg)?://\S+$")
    openid: _OpenId | None = None

    def as_settings(self, folder: Path) -> TeamSettings:
        """As the newsroom takes it.

        Args:
            folder: that file names are told from.
        """
        one = self.openid
        if one is None:
            return TeamSettings(self.accounts)
        secret = folder / Path(one.secret_file).expanduser() if one.secret_file else None
        return TeamSettings(self.accounts, OpenIdSettings(one.issuer, one.client, one.label, one.second_factor, secret))
