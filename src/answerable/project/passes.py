"""`[learned]` and `[language_model]` of ``answerable.toml``: the passes that suggest, both off by default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

import pydantic

from answerable.project.toml_file import Strict


@dataclass(frozen=True, slots=True)
class LearnedSettings:
    """How much must be reviewed before codes are learned from it.

    Args:
        on: whether they are learned at all.
        from_reviewed: reviewed cases that a variable needs.
        from_each: of these, how many must have a category before it is suggested.
        least_sure: how sure a suggestion must be, in [0, 1].
    """

    on: bool = False
    from_reviewed: int = 50
    from_each: int = 6
    least_sure: float = 0.6


@dataclass(frozen=True, slots=True)
class LanguageModelSettings:
    """Which language model is asked. Its key is never in a file.

    Args:
        endpoint: address up to and with the version, such as ``http://localhost:11434/v1``.
        model: its name there.
        send_outside: whether text may leave this machine, redacted; needed where the endpoint is not on it.
        max_tokens: that it may write for one piece of text.
        timeout_seconds: without an answer.
        price_in: of a million tokens that it reads.
        price_out: of a million tokens that it writes.
        currency: of the prices.
    """

    endpoint: str
    model: str
    send_outside: bool = False
    max_tokens: int = 4000
    timeout_seconds: float = 120.0
    price_in: float | None = None
    price_out: float | None = None
    currency: str = "USD"


class LearnedTable(Strict):
    """`[learned]`."""

    on: bool = True
    from_reviewed: int = pydantic.Field(default=50, ge=20)
    from_each: int = pydantic.Field(default=6, ge=2)
    least_sure: float = pydantic.Field(default=0.6, ge=0.5, le=1.0)

    def as_settings(self) -> LearnedSettings:
        """As the stages take it."""
        return LearnedSettings(self.on, self.from_reviewed, self.from_each, self.least_sure)


class LanguageModelTable(Strict):
    """`[language_model]`."""

    endpoint: str = pydantic.Field(pattern=r"^https?://[^\s@?#]+$")
    model: str = pydantic.Field(min_length=1)
    send_outside: bool = False
    max_tokens: int = pydantic.Field(default=4000, ge=200, le=200_000)
    timeout_seconds: float = pydantic.Field(default=120.0, gt=0, le=3600)
    price_in: float | None = pydantic.Field(default=None, ge=0)
    price_out: float | None = pydantic.Field(default=None, ge=0)
    currency: Literal["USD", "EUR", "GBP"] = "USD"

    @pydantic.model_validator(mode="after")
    def _sealed_outside(self) -> LanguageModelTable:
        host = (urlsplit(self.endpoint).hostname or "").lower()
        if self.endpoint.startswith("http://") and self.send_outside and host not in ("localhost", "127.0.0.1", "::1"):
            raise ValueError("text leaves this machine only over https")
        return self

    def as_settings(self) -> LanguageModelSettings:
        """As the stages take it."""
        return LanguageModelSettings(
            self.endpoint.rstrip("/"),
            self.model,
            self.send_outside,
            self.max_tokens,
            self.timeout_seconds,
            self.price_in,
            self.price_out,
            self.currency,
        )
