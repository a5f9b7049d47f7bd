"""Protocols to the outside world: everything that can be replaced, and nothing that does anything.

A stage receives a port, never an adapter. `answerable.adapters` holds the real ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from answerable.model.document import Reading
from answerable.model.finding import Estimate
from answerable.model.interval import Interval

Work = TypeVar("Work")
Result = TypeVar("Result")


class Clock(Protocol):
    """The only way to learn the time."""

    def now(self) -> dt.datetime:
        """The present instant, UTC and aware."""
        ...


@dataclass(frozen=True, slots=True)
class Arrived:
    """A message that lies in a mailbox.

    Args:
        origin: where it lies, such as ``imap:desk@mail.example/INBOX;UIDVALIDITY=7/;UID=412``.
        name: file name for its bytes.
        data: the bytes; empty where they could not be had.
        received_at: UTC instant in ISO form at which the mailbox got it; empty where it does not say.
        position: to be kept once the bytes are archived, and given back to go on after this message.
        problem: why the bytes could not be had; the position says to try again.
    """

    origin: str
    name: str
    data: bytes
    received_at: str
    position: str
    problem: str = ""


class Mailbox(Protocol):
    """Where letters come from. Nothing in it is marked, moved or deleted."""

    @property
    def name(self) -> str:
        """Which mailbox: account, server and folder."""
        ...

    def iter_messages(self, position: str = "") -> Iterator[Arrived]:
        """Yield the messages after a position, oldest first; all of them where it is empty or no longer holds."""
        ...


class Postman(Protocol):
    """Where letters go."""

    def send(self, sender: str, recipients: tuple[str, ...], message: bytes) -> None:
        """Hand one message over; raises where it was not taken."""
        ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a visit to an address gave.

    Args:
        address: that was asked for.
        fetched_at: UTC instant.
        status: HTTP status; 0 where none came.
        headers: of the answer.
        body: of the answer, decoded.
        problem: why nothing came; empty where something did.
        final_address: where redirects led; empty where there were none.
        visited_at: UTC instant in ISO form at which the visit began that this is a page of, where a replay knows it.
    """

    address: str
    fetched_at: dt.datetime
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    problem: str = ""
    final_address: str = ""
    visited_at: str = ""


MoreAddresses = Callable[[Fetched], Iterable[str]]
"""Told of an answer, gives the addresses that it leads to and that are to be visited too."""


def no_more(_: Fetched) -> Iterable[str]:
    """An answer leads nowhere."""
    return ()


class Fetcher(Protocol):
    """Visits addresses politely, or replays an archive."""

    def fetch(self, addresses: Iterable[str], more: MoreAddresses = no_more) -> Iterator[Fetched]:
        """Visit each address, and those that the answers lead to; a failed visit yields a problem, it does not raise.

        An answer is handed out before `more` is asked about it.
        """
        ...


class Signer(Protocol):
    """Holds a private key and signs with it."""

    @property
    def public_key(self) -> bytes:
        """The public key, PEM."""
        ...

    def sign(self, data: bytes) -> bytes:
        """The signature of some bytes."""
        ...


@dataclass(frozen=True, slots=True)
class ArchivedVisit:
    """Where a visit is kept: WARC file relative to the investigation, its length in bytes and sha256."""

    path: str
    size: int
    sha256: str


class VisitArchive(Protocol):
    """Keeps every visit as it was, for ever."""

    def keep(self, source_id: str, visit: Fetched, same_as: str = "") -> ArchivedVisit:
        """File one visit; `same_as` is the sha256 of the bytes that a not-modified answer refers to."""
        ...

    def read(self, path: str) -> Fetched:
        """A visit as it was filed; the path is relative to the investigation."""
        ...


@dataclass(frozen=True, slots=True)
class Fetchers:
    """The ways to a published log.

    Args:
        live: gives a visitor of addresses, told per address the headers of conditional requests.
        saved: gives the replayer of a saved folder or WARC; the path is relative to the investigation.
        archive: where visits are kept.
        browser: gives a visitor of addresses with a browser, for pages that scripts make.
        signer: signs the log of visits; None where no key can be had.
        unsigned_because: why there is no signer.
    """

    live: Callable[[Mapping[str, tuple[tuple[str, str], ...]]], Fetcher]
    saved: Callable[[str], Fetcher]
    archive: VisitArchive
    browser: Callable[[], Fetcher] | None = None
    signer: Signer | None = None
    unsigned_because: str = ""


@dataclass(frozen=True, slots=True)
class OcrWord:
    """A word that an engine read from an image: text, confidence in [0, 1], box in pixels."""

    text: str
    share_sure: float
    x0: float
    y0: float
    x1: float
    y1: float
    line: int


class PageReader(Protocol):
    """Reads the words of a page's image (OCR)."""

    @property
    def name(self) -> str:
        """The engine with its version: part of the key of what it read."""
        ...

    def read_image(self, pixels: bytes, width: int, height: int, dpi: int) -> list[OcrWord]:
        """Words in reading order from 8-bit greyscale pixels, row by row."""
        ...


@runtime_checkable
class LineReader(Protocol):
    """Reads the one line of a small image: the second reader of numbers, where a whole page would cost too much."""

    @property
    def name(self) -> str:
        """The engine with its version."""
        ...

    def read_line(self, pixels: bytes, width: int, height: int) -> str:
        """The words of the line from 8-bit greyscale pixels, row by row; empty where there are none."""
        ...


class DocumentReader(Protocol):
    """Reads received bytes to pages and tables."""

    def read(self, data: bytes, name: str) -> Reading:
        """Never raises for what the bytes hold: that becomes problems of the reading."""
        ...


@dataclass(frozen=True, slots=True)
class Completed:
    """What a language model's endpoint gave for one prompt.

    Args:
        text: the model's words; empty where there are none.
        refusal: the model's own words that it will not answer, or that its output was withheld.
        problem: why there is no answer, though one may come later: `timeout`, `cut`, `rate-limited`, `server-error`.
        n_in: tokens read, as the endpoint counts them; 0 where it does not say.
        n_out: tokens written.
        seconds: it took, with waiting and all tries.
        n_tries: requests made.
    """

    text: str = ""
    refusal: str = ""
    problem: str = ""
    n_in: int = 0
    n_out: int = 0
    seconds: float = 0.0
    n_tries: int = 1


class LanguageModel(Protocol):
    """A model behind an endpoint; off by default."""

    def complete(self, instructions: str, text: str, schema: Mapping[str, object]) -> Completed:
        """What the model says of a text; a failed visit is told, not raised.

        Raises:
            AdapterUnavailable: the endpoint cannot be used at all (no such model, key refused): asking on is no use.
        """
        ...


class Learned(Protocol):
    """What was learned from texts and their labels."""

    def weigh(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text how sure each label is, in [0, 1], summing to 1."""
        ...

    def find_phrases(self, text: str, label: str) -> list[str]:
        """Phrases of a text that speak for a label, the strongest first, as folded words parted by one space."""
        ...


class Learner(Protocol):
    """Learns labels of texts, the same from the same."""

    @property
    def name(self) -> str:
        """The engine with its version: part of the key of what it learned."""
        ...

    def learn(self, texts: Sequence[str], labels: Sequence[str]) -> Learned:
        """Learn from texts, each with its label; at least two labels, each at least twice."""
        ...


class Estimator(Protocol):
    """Says by a model what those who are silent would have said; the same from the same."""

    @property
    def name(self) -> str:
        """The engine with its version: part of the key of what it estimates."""
        ...

    def estimate(
        self, kind: str, known: Sequence[tuple[float, Interval]], silent: Sequence[tuple[float, Interval]]
    ) -> Estimate | str:
        """Estimate the sum over all from sizes and numbers; a string says why there is no estimate."""
        ...


class Runner(Protocol):
    """Runs independent pieces of heavy work."""

    def map(self, work: Callable[[Work], Result], pieces: Iterable[Work]) -> Iterator[Result | BaseException]:
        """Yield the result of each piece, in order; a piece that died yields what killed it."""
        ...
