"""Passkeys (WebAuthn) as a second factor, through the webauthn library.

In: a site, what a browser's authenticator answered. Out: what to ask it, or that the answer holds. Never here: whose
they are, where challenges and keys are kept.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from answerable.errors import AdapterUnavailable, SignInRefused
from answerable.model.account import Account, Passkey

_LONGEST = 20_000
"""Characters of an answer; those of the authenticators that there are have two or three thousand."""


@dataclass(frozen=True, slots=True)
class Site:
    """The newsroom as browsers know it; a passkey is bound to it.

    Args:
        origin: such as ``https://newsroom.example.org``.
    """

    origin: str

    @property
    def name(self) -> str:
        """Its name without scheme and port."""
        return (urlsplit(self.origin).hostname or "").lower()

    @property
    def bears_passkeys(self) -> bool:
        """Whether browsers make passkeys here: over TLS by a name, or on this machine as ``localhost``."""
        named = not self.name.replace(".", "").isdigit() and ":" not in self.name and bool(self.name)
        return named and (self.origin.startswith("https://") or self.name == "localhost")


class PasskeyDesk:
    """Asks authenticators and looks at their answers."""

    def __init__(self) -> None:
        try:
            import webauthn
            from webauthn.helpers import bytes_to_base64url, exceptions, structs
        except ImportError as error:
            raise AdapterUnavailable(
                "passkeys need webauthn", found=str(error), remedy="pip install 'answerable[team]'"
            ) from error
        self._webauthn: Any = webauthn
        self._write: Any = bytes_to_base64url
        self._errors: Any = exceptions
        self._structs: Any = structs

    def make_challenge(self) -> str:
        """Something that no authenticator has signed yet, in base64url."""
        return secrets.token_urlsafe(32)

    def ask_new(self, site: Site, account: Account, known: Sequence[Passkey], challenge: str) -> str:
        """What a browser needs to make a passkey, as JSON."""
        options = self._webauthn.generate_registration_options(
            rp_id=site.name,
            rp_name="Newsroom",
            user_id=account.id.encode(),
            user_name=account.name,
            challenge=self._webauthn.base64url_to_bytes(challenge),
            authenticator_selection=self._structs.AuthenticatorSelectionCriteria(
                resident_key=self._structs.ResidentKeyRequirement.DISCOURAGED,
                user_verification=self._structs.UserVerificationRequirement.DISCOURAGED,
            ),
            exclude_credentials=self._name(known),
        )
        return str(self._webauthn.options_to_json(options))

    def ask(self, site: Site, known: Sequence[Passkey], challenge: str) -> str:
        """What a browser needs to use one of these passkeys, as JSON."""
        options = self._webauthn.generate_authentication_options(
            rp_id=site.name,
            challenge=self._webauthn.base64url_to_bytes(challenge),
            allow_credentials=self._name(known),
            user_verification=self._structs.UserVerificationRequirement.DISCOURAGED,
        )
        return str(self._webauthn.options_to_json(options))

    def read_new(self, site: Site, answer: str, challenge: str) -> tuple[str, str, int]:
        """The id, public key and counter of a passkey that was made.

        Raises:
            SignInRefused: it was made for another site or another question, or is not whole.
        """
        verified = self._check(
            self._webauthn.verify_registration_response,
            credential=_parse(answer),
            expected_challenge=self._webauthn.base64url_to_bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
        )
        return (
            self._write(verified.credential_id),
            self._write(verified.credential_public_key),
            int(verified.sign_count),
        )

    def read(self, site: Site, answer: str, known: Sequence[Passkey], challenge: str) -> tuple[Passkey, int]:
        """The passkey that signed, and its counter from now on.

        Raises:
            SignInRefused: none of these passkeys, another site, another question, or its counter went back.
        """
        given = _parse(answer)
        key = next((one for one in known if one.id == given.get("id")), None)
        if key is None:
            raise _refused("no passkey of this account")
        verified = self._check(
            self._webauthn.verify_authentication_response,
            credential=given,
            expected_challenge=self._webauthn.base64url_to_bytes(challenge),
            expected_rp_id=site.name,
            expected_origin=site.origin,
            credential_public_key=self._webauthn.base64url_to_bytes(key.public_key),
            credential_current_sign_count=key.uses,
        )
        return key, int(verified.new_sign_count)

    def _name(self, known: Sequence[Passkey]) -> list[Any]:
        read = self._webauthn.base64url_to_bytes
        return [self._structs.PublicKeyCredentialDescriptor(id=read(one.id)) for one in known]

    def _check(self, verify: Any, **given: Any) -> Any:
        try:
            return verify(**given)
        except self._errors.WebAuthnException as error:
            raise _refused(str(error)[:200]) from None
        except (ValueError, TypeError, KeyError) as error:
            raise _refused(f"an answer that cannot be read: {type(error).__name__}") from None


def _parse(answer: str) -> dict[str, Any]:
    try:
        found = json.loads(answer) if len(answer) <= _LONGEST else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _refused("an answer that cannot be read")
    return found


def _refused(found: str) -> SignInRefused:
    return SignInRefused("this passkey does not hold here", found=found, remedy="try again, or give a time code")
