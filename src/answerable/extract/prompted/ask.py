"""Asking: the pieces that no kept answer covers, put before a language model one after the other.

In: pieces, a model, the shelf of answers. Out: kept answers, and what it cost. Each answer is kept the moment it comes,
so stopping loses nothing and the next asking goes on from there. What could not be had (a timeout, a cut connection) is
counted and asked again the next time. Never here: believing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from answerable.extract.prompted.answers import Answer, AnswerShelf, parse_answer
from answerable.extract.prompted.pieces import Piece, PieceMaker
from answerable.ports import Clock, LanguageModel

_CHARACTERS_PER_TOKEN = 3.6
_GUESSED_TOKENS_OUT = 350.0
_GUESSED_TOKENS_PER_SECOND = 25.0
_MOST_FAILURES = 3


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost; None where it is not said."""

    n_in: float | None
    n_out: float | None
    currency: str

    def cost(self, n_in: float, n_out: float) -> float | None:
        """What so many tokens cost; None where the prices are not known."""
        if self.n_in is None or self.n_out is None:
            return None
        return (n_in * self.n_in + n_out * self.n_out) / 1e6


@dataclass(frozen=True, slots=True)
class Estimate:
    """What asking will take, as far as can be told before.

    Args:
        n_pieces: to be asked.
        n_kept: answers that are there already.
        n_characters: of words that are sent, without the instructions.
        n_masked: stretches taken out of them.
        n_in: tokens that the model will read.
        n_out: tokens that it may write.
        seconds: it may take.
        cost: of all of it; None where the prices are not known.
        is_measured: whether time and tokens come from answers of this model, and not from a guess.
    """

    n_pieces: int
    n_kept: int
    n_characters: int
    n_masked: int
    n_in: int
    n_out: int
    seconds: float
    cost: float | None
    is_measured: bool


@dataclass(slots=True)
class Spent:
    """What asking took."""

    n_asked: int = 0
    n_kept: int = 0
    n_refused: int = 0
    n_malformed: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    n_in: int = 0
    n_out: int = 0
    seconds: float = 0.0
    stopped: bool = False


def find_unasked(pieces: Sequence[Piece], shelf: AnswerShelf, *, again: bool = False) -> list[Piece]:
    """Pieces without an answer, each text once; with `again` also those whose answer cannot be used."""
    out: dict[str, Piece] = {}
    for piece in pieces:
        answer = shelf.find(piece.key)
        useless = answer is not None and again and (answer.refusal or parse_answer(answer.text) is None)
        if answer is None or useless:
            out.setdefault(piece.key, piece)
    return list(out.values())


def estimate(
    pieces: Sequence[Piece], n_kept: int, maker: PieceMaker, prices: Prices, rates: tuple[float, float]
) -> Estimate:
    """What asking about these pieces will take.

    Args:
        pieces: to be asked.
        n_kept: that have an answer.
        maker: made them; its instructions and schema are read each time.
        prices: of a million tokens.
        rates: mean seconds and tokens of earlier answers of this model; zeros where there are none.
    """
    overhead = len(maker.instructions) + len(json.dumps(maker.schema))
    n_in = round(sum(len(piece.message) + overhead for piece in pieces) / _CHARACTERS_PER_TOKEN)
    is_measured = rates[0] > 0
    per_piece = rates[1] if is_measured else _GUESSED_TOKENS_OUT
    n_out = round(per_piece * len(pieces))
    seconds = (rates[0] if is_measured else per_piece / _GUESSED_TOKENS_PER_SECOND) * len(pieces)
    return Estimate(
        len(pieces),
        n_kept,
        sum(len(piece.redacted.text) for piece in pieces),
        sum(piece.redacted.n_masked for piece in pieces),
        n_in,
        n_out,
        seconds,
        prices.cost(n_in, n_out),
        is_measured,
    )


def ask_pieces(
    pieces: Sequence[Piece],
    maker: PieceMaker,
    model: LanguageModel,
    name: str,
    shelf: AnswerShelf,
    clock: Clock,
    tell: Callable[[int, Spent], None] = lambda _, __: None,
) -> Spent:
    """Ask about each piece and keep each answer at once.

    Args:
        pieces: to be asked.
        maker: made them.
        model: the port.
        name: of the model.
        shelf: where answers are kept.
        clock: for the time of asking.
        tell: told after each piece how many are done and what was spent.

    Returns:
        What it took; `stopped` where three pieces in a row could not be had.
    """
    spent = Spent()
    in_a_row = 0
    for number, piece in enumerate(pieces, 1):
        done = model.complete(maker.instructions, piece.message, maker.schema)
        spent.n_asked += 1
        spent.seconds += done.seconds
        spent.n_in += done.n_in
        spent.n_out += done.n_out
        if done.problem:
            spent.failures[done.problem] += 1
            in_a_row += 1
        else:
            in_a_row = 0
            shelf.keep(
                Answer(
                    piece.key,
                    name,
                    done.text,
                    done.refusal,
                    done.n_in,
                    done.n_out,
                    round(done.seconds, 3),
                    clock.now().isoformat(),
                )
            )
            spent.n_kept += 1
            spent.n_refused += bool(done.refusal)
            spent.n_malformed += not done.refusal and parse_answer(done.text) is None
        tell(number, spent)
        if in_a_row >= _MOST_FAILURES:
            spent.stopped = True
            break
    return spent
