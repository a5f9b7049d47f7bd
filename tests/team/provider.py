"""A small provider of OpenID Connect on loopback: discovery, keys, codes with PKCE, tokens. It can be made to lie."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "newsroom", "a secret: with a colon"


@dataclass(slots=True)
class Provider:
    """What it says of whoever comes, and how it lies."""

    issuer: str
    user: dict[str, Any] = field(
        default_factory=lambda: {"sub": "u-1", "email": "ada@newsroom.example", "email_verified": True}
    )
    claims: dict[str, Any] = field(default_factory=dict)
    """Put into the token in the place of the right ones; None leaves a claim out."""
    signed: str = "right"
    tells_by_userinfo: bool = False
    names_itself: str = ""
    down: bool = False
    ends_sessions: bool = True
    asked: list[dict[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))

    def discovery(self, request: Request) -> Response:
        if self.down:
            return JSONResponse({}, 503)
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "response_types_supported": ["code"],
            "authorization_response_iss_parameter_supported": bool(self.names_itself),
        }
        told |= {"end_session_endpoint": f"{self.issuer}/leave?of=all"} if self.ends_sessions else {}
        return JSONResponse(told)

    def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        """Whoever comes is known already, and is sent back."""
        query = dict(request.query_params)
        self.asked.append(query)
        code = secrets.token_urlsafe(16)
        self.codes[code] = query
        back = {"code": code, "state": query["state"]}
        if self.names_itself:
            back["iss"] = self.names_itself
        return RedirectResponse(f"{query['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> Response:
        if self.down:
            return JSONResponse({}, 503)
        form = dict(await request.form())
        scheme, _, told = request.headers.get("authorization", "").partition(" ")
        asked = self.codes.pop(str(form.get("code", "")), None)
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        digest = hashlib.sha256(str(form.get("code_verifier", "")).encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if (scheme, told) != ("Basic", right):
            return JSONResponse({"error": "invalid_client"}, 401)
        if asked is None or asked["code_challenge"] != challenge or asked["code_challenge_method"] != "S256":
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked["redirect_uri"] != form.get("redirect_uri"):
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"access_token": "an access token", "id_token": self.make_token(asked["nonce"])})

    def leave(self, request: Request) -> Response:
        """Ends what the token names, and sends the browser back where it is known."""
        query = dict(request.query_params)
        read = jwt.decode(query["id_token_hint"], self.key)
        if query["client_id"] != CLIENT or read.claims["aud"] != CLIENT or query["of"] != "all":
            return JSONResponse({}, 400)
        self.left.append(str(read.claims["sub"]))
        return RedirectResponse(query["post_logout_redirect_uri"], 302)

    def userinfo(self, request: Request) -> Response:
        if request.headers.get("authorization") != "Bearer an access token":
            return JSONResponse({}, 401)
        return JSONResponse(self.user)

    def make_token(self, nonce: str) -> str:
        now = int(time.time())
        claims: dict[str, Any] = {"iss": self.issuer, "aud": CLIENT, "exp": now + 300, "iat": now, "nonce": nonce}
        claims |= {"sub": self.user["sub"]} if self.tells_by_userinfo else self.user
        claims = {name: value for name, value in (claims | self.claims).items() if value is not None}
        if self.signed == "none":
            return f"{_pack({'alg': 'none'})}.{_pack(claims)}."
        if self.signed == "by its public key":
            signed = f"{_pack({'alg': 'HS256', 'kid': self.key.kid})}.{_pack(claims)}"
            mac = hmac.new(self.key.as_pem(private=False), signed.encode(), hashlib.sha256).digest()
            return f"{signed}.{base64.urlsafe_b64encode(mac).decode().rstrip('=')}"
        if self.signed == "by another":
            other = RSAKey.generate_key(2048, {"kid": self.key.kid})
            return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, other)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)


def _pack(value: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@contextmanager
def serve(app: Any, host: str = "127.0.0.1", **options: Any) -> Iterator[str]:
    """An app on a free port of loopback; gives its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", access_log=False, **options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://{host}:{port}"
    server.should_exit = True
    thread.join(timeout=10)


@contextmanager
def serve_provider(host: str = "127.0.0.1") -> Iterator[Provider]:
    """A provider that tells the truth."""
    provider = Provider("")
    routes = [
        Route("/.well-known/openid-configuration", lambda request: provider.discovery(request)),
        Route("/keys", lambda request: provider.keys(request)),
        Route("/authorize", lambda request: provider.authorize(request)),
        Route("/token", provider.token, methods=["POST"]),
        Route("/leave", lambda request: provider.leave(request)),
        Route("/userinfo", lambda request: provider.userinfo(request)),
    ]
    with serve(Starlette(routes=routes), host) as address:
        provider.issuer = address
        yield provider
