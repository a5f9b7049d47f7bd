"""What the method page says of double coding."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.model.agreement import Agreement
from answerable.project.codebook import parse_codebook
from answerable.publish.agreement import make_agreement
from answerable.publish.explorer import Labels
from answerable.publish.language import Language

CODEBOOK = parse_codebook(Path(__file__).resolve().parents[2] / "examples" / "police-social-media" / "codebook.toml")


def row(variable: str, **other: object) -> Agreement:
    """Agreement on one variable of 20 cases."""
    told = {"n_compared": 20, "share_same": 0.9, "alpha": 0.81, "alpha_low": 0.6, "alpha_high": 0.95} | other
    return Agreement(variable, "asg-1", variable, "nominal", 20, rule="one case in 5", codebook="1.0", **told)  # type: ignore[arg-type]


@pytest.mark.parametrize(("code", "label", "share"), [("en", "Rank", "90%"), ("cy", "Rheng", "90%")])
def test_alpha_with_its_interval_beside_raw_agreement_and_n(code: str, label: str, share: str) -> None:
    language = Language(code)
    rows = [
        row("rank"),
        row("outcome", alpha=None, alpha_low=None, alpha_high=None),
        row("year:stated"),
        row("decided_on", n_compared=0),
    ]
    said, heads, table = make_agreement(rows, Labels(CODEBOOK, language), language)
    assert len(heads) == 5
    assert [len(line) for line in table] == [5, 5, 5], "what was not compared is no row"
    assert table[0] == (label, "20", share, "0.81", "0.60 – 0.95")
    assert table[1][3:] == (language.say("no variation"), "–")
    assert "20" in said[0]
    assert any("one case in 5" in sentence for sentence in said) == (code == "en")


def test_no_double_coding_is_said() -> None:
    language = Language("en")
    said, heads, table = make_agreement((), Labels(CODEBOOK, language), language)
    assert "not measured" in said[0]
    assert (heads, table) == ((), ())
