"""People who share one record: accounts, what each may do, sessions, invitations.

What is here is plain values. Never here: passwords in the clear, how they are hashed (`adapters.passwords`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a person does in an investigation."""

    VIEWER = "viewer"
    """Reads the board, the documents, the findings and the story."""
    CODER = "coder"
    """Codes cases, blind where they are given out so, and rules on what the machine read."""
    LAWYER = "lawyer"
    """Reads everything, saves files as received, keeps the right of reply."""
    REPORTER = "reporter"
    """Does the whole work: matches letters, rules, counts again."""
    EDITOR = "editor"
    """A reporter who also invites people, gives cases out and reads the audit trail."""


class Stage(StrEnum):
    """How far a session is signed in."""

    ENROLL = "enroll"
    """The password is right; a second factor is still to be set up."""
    PASSWORD = "password"
    """The password is right; the second factor is still asked."""
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Account:
    """One person.

    Args:
        id: random; in no address and no log.
        name: as the newsroom names them; their rulings bear it.
        role: what they may do in the investigation that is looked at; None where they have none in it.
        password: its argon2 hash; empty for whoever signs in by OpenID Connect alone.
        secret: of time codes, sealed with the server's key; empty where the second factor is a passkey alone.
        has_second: whether the second factor was set up.
        recovery: hashes of the codes that stand in for a lost second factor, each once.
        is_open: whether they may sign in.
        made_at: UTC instant in ISO form.
    """

    id: str
    name: str
    role: Role | None
    password: str
    secret: str = ""
    has_second: bool = False
    recovery: tuple[str, ...] = ()
    is_open: bool = True
    made_at: str = ""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser that is signed in, or half-way there.

    Args:
        id: hash of the secret in the browser's cookie.
        account: `Account.id`.
        stage: how far.
        made_at: when it began.
        seen_at: when it was last used, to the minute.
    """

    id: str
    account: str
    stage: Stage
    made_at: str
    seen_at: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that makes one account, once.

    Args:
        id: hash of the secret in the link.
        name: of the account that it makes, or whose password and second factor it sets anew.
        role: of the account.
        by: who invites.
        made_at: when.
        ends_at: after this it is void.
        account: `Account.id` that it sets anew; empty where it makes one.
        email: whoever the provider of OpenID Connect says has this address may take it without its link.
    """

    id: str
    name: str
    role: Role
    by: str
    made_at: str
    ends_at: str
    account: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A key in somebody's telephone, computer or stick that signs what the server asks (WebAuthn).

    Args:
        id: of the credential, in base64url.
        account: `Account.id`.
        name: as its owner calls it.
        public_key: COSE, in base64url.
        uses: how often it was used, as it said last; 0 where it does not count.
        made_at: when it was set up.
        used_at: when it was last used; empty for never.
    """

    id: str
    account: str
    name: str
    public_key: str
    uses: int
    made_at: str
    used_at: str = ""


@dataclass(frozen=True, slots=True)
class Journey:
    """One way to the provider of OpenID Connect and back.

    Args:
        id: hash of the secret in the browser's cookie.
        state: what the provider has to hand back.
        nonce: what its token has to say.
        verifier: shows that whoever redeems the code is who asked for it (PKCE).
        back: the address that the provider sends the browser to.
        to: the page that was wanted.
        made_at: when it began.
    """

    id: str
    state: str
    nonce: str
    verifier: str
    back: str
    to: str
    made_at: str
