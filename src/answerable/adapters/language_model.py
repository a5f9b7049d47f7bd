"""A language model behind any endpoint that speaks the chat protocol of OpenAI: Ollama, vLLM, llama.cpp or a service.

What comes in: instructions, a text, a JSON schema. What goes out: the model's words, or why there are none. One request
is one HTTP POST to ``<endpoint>/chat/completions`` at temperature 0; redirects are never followed, so that a text goes
only where the investigation says. Never here: what is asked, what is believed.

What may pass is tried again with growing pauses (a timeout, a cut connection, 429 and 5xx; `Retry-After` is kept to);
what cannot pass (a key refused, no such model) stops the asking, because every further request would fail alike.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from answerable.errors import AdapterUnavailable
from answerable.ports import Completed

_PASSING = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_MOST_BYTES = 4_000_000
_LONGEST_PAUSE = 120.0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a model is asked and how.

    Args:
        address: up to and with the version, such as ``http://localhost:11434/v1``.
        model: its name there.
        key: sent as a bearer token; empty for none.
        max_tokens: that it may write for one prompt.
        timeout_seconds: without a byte.
        n_tries: requests made for one prompt, at most.
    """

    address: str
    model: str
    key: str = ""
    max_tokens: int = 4000
    timeout_seconds: float = 120.0
    n_tries: int = 5


def is_local(address: str) -> bool:
    """Whether an address is this machine itself, so that nothing leaves it.

    >>> is_local("http://localhost:11434/v1"), is_local("http://127.0.0.1:8000/v1"), is_local("https://api.example/v1")
    (True, True, False)
    >>> is_local("http://localhost.example:80/v1"), is_local("http://192.168.1.4/v1")
    (False, False)
    """
    host = (urlsplit(address).hostname or "").lower()
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class ChatEndpoint:
    """A model behind an endpoint."""

    def __init__(self, endpoint: Endpoint, sleep: Callable[[float], None] = time.sleep) -> None:
        self._endpoint, self._sleep = endpoint, sleep
        headers = {"Authorization": f"Bearer {endpoint.key}"} if endpoint.key else {}
        # A proxy named in the environment is for the network, not for this machine itself.
        self._client = httpx.Client(
            headers=headers,
            timeout=httpx.Timeout(endpoint.timeout_seconds, connect=min(10.0, endpoint.timeout_seconds)),
            follow_redirects=False,
            trust_env=not is_local(endpoint.address),
        )

    def close(self) -> None:
        """Give connections back."""
        self._client.close()

    def complete(self, instructions: str, text: str, schema: Mapping[str, object]) -> Completed:
        """What the model says of a text.

        Raises:
            AdapterUnavailable: the endpoint cannot be used at all.
        """
        body = make_body(self._endpoint, instructions, text, schema)
        started = time.monotonic()
        problem = ""
        for n_tries in range(1, self._endpoint.n_tries + 1):
            problem, pause, answer = self._try(body, n_tries)
            if answer is not None:
                return _read_answer(answer, time.monotonic() - started, n_tries)
            if n_tries < self._endpoint.n_tries:
                self._sleep(pause)
        return Completed(problem=problem, seconds=time.monotonic() - started, n_tries=self._endpoint.n_tries)

    def _try(self, body: Mapping[str, object], number: int) -> tuple[str, float, dict[str, Any] | None]:
        """One request: what went wrong, how long to wait before the next, the answer."""
        pause = min(_LONGEST_PAUSE, float(2 ** (number - 1)))
        try:
            status, headers, data = self._post(body)
        except httpx.TimeoutException:
            return "timeout", pause, None
        except httpx.ConnectError as error:
            if number < self._endpoint.n_tries:
                return "cut", pause, None
            raise AdapterUnavailable(
                "the language model's endpoint does not answer",
                where=self._endpoint.address,
                found=str(error),
                remedy="start it (for instance `ollama serve`), or correct `endpoint` in answerable.toml",
            ) from None
        except (httpx.TransportError, httpx.DecodingError):
            return "cut", pause, None
        if status in _PASSING:
            code = "rate-limited" if status == 429 else "server-error"
            return code, read_retry_after(headers.get("retry-after", ""), pause), None
        if status != 200:
            self._stop(status, data)
        try:
            answer = json.loads(data)
        except ValueError:
            return "cut", pause, None
        return ("", 0.0, answer) if isinstance(answer, dict) and "choices" in answer else ("server-error", pause, None)

    def _post(self, body: Mapping[str, object]) -> tuple[int, httpx.Headers, bytes]:
        address = self._endpoint.address.rstrip("/") + "/chat/completions"
        with self._client.stream("POST", address, json=body) as response:
            data = b""
            for piece in response.iter_bytes():
                data += piece
                if len(data) > _MOST_BYTES:
                    raise httpx.ReadError("the answer is longer than any could be")
            return response.status_code, response.headers, data

    def _stop(self, status: int, data: bytes) -> None:
        remedies = {
            401: "set ANSWERABLE_LANGUAGE_MODEL_KEY to a key of this service",
            403: "set ANSWERABLE_LANGUAGE_MODEL_KEY to a key of this service",
            404: f"check `endpoint`, and that it has a model {self._endpoint.model!r} (for Ollama: `ollama list`)",
        }
        raise AdapterUnavailable(
            "the language model's endpoint refuses the request",
            where=self._endpoint.address,
            found=f"status {status}: {data[:200].decode('utf-8', 'replace')}",
            remedy=remedies.get(status, "the endpoint must take `response_format` of type `json_schema`"),
        )


def make_body(endpoint: Endpoint, instructions: str, text: str, schema: Mapping[str, object]) -> dict[str, object]:
    """The request's body."""
    shape = {"name": "coding", "strict": True, "schema": schema}
    return {
        "model": endpoint.model,
        "messages": [{"role": "system", "content": instructions}, {"role": "user", "content": text}],
        "response_format": {"type": "json_schema", "json_schema": shape},
        "temperature": 0,
        "seed": 0,
        "max_tokens": endpoint.max_tokens,
        "stream": False,
    }


def read_retry_after(words: str, otherwise: float) -> float:
    """Seconds that a server asks to wait, as a number or a date; at most two minutes.

    >>> read_retry_after("7", 1.0), read_retry_after("soon", 1.0), read_retry_after("86400", 1.0)
    (7.0, 1.0, 120.0)
    """
    words = words.strip()
    try:
        seconds = float(words)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(words) - dt.datetime.now(dt.UTC)).total_seconds()
        except (ValueError, TypeError):
            seconds = otherwise
    return min(_LONGEST_PAUSE, max(0.0, seconds)) if seconds == seconds else otherwise


def _read_answer(answer: Mapping[str, Any], seconds: float, n_tries: int) -> Completed:
    choices = answer.get("choices")
    choice = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
    message, usage = _mapping(choice.get("message")), _mapping(answer.get("usage"))
    text = message.get("content") if isinstance(message.get("content"), str) else ""
    refusal = message.get("refusal") if isinstance(message.get("refusal"), str) else ""
    if choice.get("finish_reason") == "content_filter":
        refusal = refusal or "the endpoint withheld its output"
    if not text and not refusal:
        refusal = "the model said nothing"
    return Completed(
        text=text or "",
        refusal=refusal or "",
        n_in=_count(usage.get("prompt_tokens")),
        n_out=_count(usage.get("completion_tokens")),
        seconds=seconds,
        n_tries=n_tries,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0
