"""Signing in by a provider of OpenID Connect: authorization code with PKCE, through authlib and joserfc.

In: the provider's settings, the query that a browser comes back with. Out: whom the provider knows them as, after
every check of OpenID Connect Core 3.1.3.7. One provider is asked, at the addresses that its discovery document names;
redirects are never followed. Never here: accounts, who is invited, cookies.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import httpx

from answerable.adapters.language_model import is_local
from answerable.errors import AdapterUnavailable, SignInRefused, StorageFailed
from answerable.project.team import OpenIdSettings

SECRET = "ANSWERABLE_OPENID_SECRET"
_SCOPE = "openid email"
_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair alone: `none` and keys that both sides share are refused whatever the provider says."""
_MOST_BYTES = 1_000_000
_TIMEOUT_S = 10.0
_LEEWAY_S = 60
_HOLDS_S = 3600
_PAUSE_S = 30


@dataclass(frozen=True, slots=True)
class Departure:
    """What a browser is sent to the provider with.

    Args:
        address: to send it to.
        state: the provider hands it back.
        nonce: the token has to name it.
        verifier: shows that the code is redeemed by who asked for it.
    """

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the provider knows.

    Args:
        issuer: the provider.
        subject: as it calls them, for ever.
        email: that it has verified; empty where it has none or has not.
        token: that says so; the provider knows by it whom to sign out.
    """

    issuer: str
    subject: str
    email: str
    token: str = ""


class Provider:
    """One provider.

    Args:
        settings: of the investigation.
        secret: that the provider gave out; empty for a client without one.
    """

    def __init__(self, settings: OpenIdSettings, secret: str = "") -> None:
        try:
            from authlib.oauth2 import auth, rfc7636
            from authlib.oauth2.rfc6749 import parameters
            from authlib.oidc.core import CodeIDToken
            from joserfc import errors, jwk, jwt
        except ImportError as error:
            raise AdapterUnavailable(
                "signing in by OpenID Connect needs authlib",
                found=str(error),
                remedy="pip install 'answerable[team]'",
            ) from error
        self.settings = settings
        self._secret = secret
        self._auth: Any = auth
        self._pkce: Any = rfc7636
        self._parameters: Any = parameters
        self._claims: Any = CodeIDToken
        self._errors, self._jwk, self._jwt = errors, jwk, jwt
        self._turn = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] = (-_HOLDS_S, {})
        self._keys: tuple[float, Any] = (-_HOLDS_S, None)
        self._client = httpx.Client(timeout=_TIMEOUT_S, follow_redirects=False, trust_env=not is_local(settings.issuer))

    def begin(self, back: str) -> Departure:
        """Set out to the provider.

        Args:
            back: the address that the provider sends the browser back to.

        Raises:
            AdapterUnavailable: the provider does not answer, or not as one.
        """
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = self._parameters.prepare_grant_uri(
            self._ask_metadata()["authorization_endpoint"],
            self.settings.client,
            "code",
            redirect_uri=back,
            scope=_SCOPE,
            state=state,
            nonce=nonce,
            code_challenge=self._pkce.create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return Departure(str(address), state, nonce, verifier)

    def finish(self, query: Mapping[str, str], *, back: str, state: str, nonce: str, verifier: str) -> Identity:
        """Whom the provider says a browser belongs to.

        Args:
            query: that it came back with.
            back: as it was at the beginning.
            state: as it was at the beginning.
            nonce: as it was at the beginning.
            verifier: as it was at the beginning.

        Raises:
            SignInRefused: something does not hold; `found` says what, in one word.
            AdapterUnavailable: the provider does not answer, or not as one.
        """
        metadata = self._ask_metadata()
        if not hmac.compare_digest(query.get("state", "").encode(), state.encode()):
            raise _refused("state")
        names_itself = bool(metadata.get("authorization_response_iss_parameter_supported"))
        if ("iss" in query or names_itself) and query.get("iss", "") != metadata["issuer"]:
            raise _refused("issuer")  # RFC 9207: the answer is another provider's
        if query.get("error") or not query.get("code"):
            raise _refused("denied")
        answer = self._redeem(metadata, query["code"], back, verifier)
        token = str(answer["id_token"])
        claims = self._read_token(token, nonce, str(answer.get("access_token", "")))
        return Identity(metadata["issuer"], claims["sub"], self._find_email(metadata, claims, answer), token)

    def leave(self, token: str, back: str) -> str:
        """Where a browser signs out at the provider (OpenID Connect RP-Initiated Logout 1.0).

        Args:
            token: that its person came in by; empty where it is not kept.
            back: the address that the provider sends the browser back to.

        Returns:
            The address; empty where the provider has none.

        Raises:
            AdapterUnavailable: the provider does not answer, or not as one.
        """
        found = urlsplit(self._ask_metadata().get("end_session_endpoint", ""))
        told = {"client_id": self.settings.client, "post_logout_redirect_uri": back}
        told |= {"id_token_hint": token} if token else {}
        query = "&".join(one for one in (found.query, urlencode(told)) if one)
        return found._replace(query=query, fragment="").geturl() if found.netloc else ""

    def _redeem(self, metadata: Mapping[str, Any], code: str, back: str, verifier: str) -> dict[str, Any]:
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        offered = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        by_post = "client_secret_basic" not in offered and "client_secret_post" in offered
        method = "none" if not self._secret else "client_secret_post" if by_post else "client_secret_basic"
        body = str(httpx.QueryParams(form))
        headers = {"content-type": "application/x-www-form-urlencoded", "accept": "application/json"}
        auth = self._auth.ClientAuth(self.settings.client, self._secret or None, method)
        address, headers, body = auth.prepare("POST", metadata["token_endpoint"], headers, body)
        answer = self._fetch("POST", address, headers=headers, content=body, refusal="code")
        if not isinstance(answer.get("id_token"), str):
            raise _refused("token")
        return answer

    def _read_token(self, token: str, nonce: str, access_token: str) -> dict[str, Any]:
        """The claims of an ID token whose signature, issuer, audience, times and nonce hold."""
        options = {
            "iss": {"essential": True, "value": self.settings.issuer},
            "aud": {"essential": True, "value": self.settings.client},
            "nonce": {"essential": True},
        }
        params = {"nonce": nonce, "client_id": self.settings.client, "access_token": access_token}
        try:
            read = self._decode(token)
            claims = self._claims(read.claims, read.header, options, params)
            claims.validate(int(time.time()), _LEEWAY_S)
        except self._errors.ExpiredTokenError:
            raise _refused("expired") from None
        except (self._errors.MissingClaimError, self._errors.InvalidClaimError) as error:
            raise _refused(str(error.claim)) from None
        except (self._errors.JoseError, ValueError, TypeError):
            raise _refused("signature") from None
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise _refused("sub")
        return dict(claims)

    def _decode(self, token: str) -> Any:
        """A token by the provider's keys; they are asked anew where it names one that is not known."""
        with contextlib.suppress(self._errors.InvalidKeyIdError):
            return self._jwt.decode(token, self._ask_keys(), algorithms=_ALGORITHMS)
        return self._jwt.decode(token, self._ask_keys(anew=True), algorithms=_ALGORITHMS)

    def _find_email(self, metadata: Mapping[str, Any], claims: Mapping[str, Any], answer: Mapping[str, Any]) -> str:
        """The verified address, from the token or else from where the provider tells of people."""
        told = claims
        if "email" not in claims and metadata.get("userinfo_endpoint") and answer.get("access_token"):
            headers = {"authorization": f"Bearer {answer['access_token']}"}
            told = self._fetch("GET", metadata["userinfo_endpoint"], headers=headers, refusal="userinfo")
            if told.get("sub") != claims["sub"]:
                raise _refused("userinfo")
        verified = told.get("email_verified") in (True, "true")
        return str(told.get("email", "")).strip() if verified else ""

    def _ask_metadata(self) -> dict[str, Any]:
        with self._turn:
            if time.monotonic() - self._metadata[0] < _HOLDS_S:
                return self._metadata[1]
        found = self._fetch("GET", self.settings.issuer.rstrip("/") + "/.well-known/openid-configuration")
        if found.get("issuer") != self.settings.issuer:
            raise self._broken(f"it calls itself {str(found.get('issuer'))[:200]}")
        needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
        for name in (*needed, *(one for one in ("userinfo_endpoint", "end_session_endpoint") if one in found)):
            address = found.get(name)
            if not isinstance(address, str) or not (urlsplit(address).scheme == "https" or is_local(address)):
                raise self._broken(f"{name} is no https address")
        with self._turn:
            self._metadata = (time.monotonic(), found)
        return found

    def _ask_keys(self, *, anew: bool = False) -> Any:
        with self._turn:
            at, keys = self._keys
        if keys is not None and time.monotonic() - at < (_PAUSE_S if anew else _HOLDS_S):
            return keys
        found = self._fetch("GET", self._ask_metadata()["jwks_uri"])
        try:
            keys = self._jwk.KeySet.import_key_set(cast(Any, found))
        except (self._errors.JoseError, ValueError, TypeError, KeyError) as error:
            raise self._broken(f"keys that cannot be read: {type(error).__name__}") from None
        with self._turn:
            self._keys = (time.monotonic(), keys)
        return keys

    def _fetch(self, method: str, address: str, *, refusal: str = "", **more: Any) -> dict[str, Any]:
        """One JSON object; an answer of 4xx is a refusal where one may come."""
        data = b""
        try:
            with self._client.stream(method, address, **more) as answer:
                for piece in answer.iter_bytes():
                    data += piece
                    if len(data) > _MOST_BYTES:
                        raise self._broken("it sends more than a megabyte")
        except httpx.HTTPError as error:
            raise self._broken(type(error).__name__) from None
        if refusal and 400 <= answer.status_code < 500:
            raise _refused(refusal)
        try:
            found = json.loads(data) if answer.status_code == 200 else None
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._broken(f"status {answer.status_code} and no JSON object")
        return found

    def _broken(self, found: str) -> AdapterUnavailable:
        return AdapterUnavailable(
            "the provider of OpenID Connect does not answer as one",
            where=self.settings.issuer,
            found=found,
            remedy="try again later, or ask whoever keeps it",
        )


def open_provider(settings: OpenIdSettings) -> Provider:
    """The provider that the settings name, with its secret from the environment or a file.

    Raises:
        StorageFailed: the file of the secret cannot be read.
    """
    secret = os.environ.get(SECRET, "").strip()
    if not secret and settings.secret_file is not None:
        try:
            secret = settings.secret_file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise StorageFailed(
                "the secret of OpenID Connect cannot be read",
                where=str(settings.secret_file),
                found=str(error),
                remedy=f"correct [team.openid] secret_file, or set {SECRET}",
            ) from None
    return Provider(settings, secret)


def _refused(what: str) -> SignInRefused:
    return SignInRefused("what the provider says does not hold", found=what, remedy="sign in again from the beginning")
