"""The authority that writes, named in its mail: never the person who signs for it."""

from __future__ import annotations

import pytest

from answerable.track.laws import find_authority


@pytest.mark.parametrize(
    ("foot", "name"),
    [
        ("R Ode, Fenwick Vale Council", "Fenwick Vale Council"),
        ("R. Ode Fenwick Vale Council", "Fenwick Vale Council"),
        ("J.P. Smythe-Orr, Fenwick Vale Borough Council", "Fenwick Vale Borough Council"),
        ("Dr Ann Pell, University of Wexcombe", "University of Wexcombe"),
        ("Head of Legal, Fenwick Vale Borough Council", "Fenwick Vale Borough Council"),
        ("Ann Pell, Information Officer, Fenwick Vale Council", "Fenwick Vale Council"),
        ("Ann Pell\nFenwick Vale Council", "Fenwick Vale Council"),
        # Bodies whose names have commas, initials or many words of their own.
        ("Orme, Pell and Wexcombe NHS Foundation Trust", "Orme, Pell and Wexcombe NHS Foundation Trust"),
        ("St Orme Town Council", "St Orme Town Council"),
        ("Fenwick Vale and Orme District Council", "Fenwick Vale and Orme District Council"),
    ],
)
def test_the_body_without_its_signer(foot: str, name: str) -> None:
    text = f"Dear Ms Orme\n\nWe do not hold the information.\n\n{foot}"
    found = find_authority(text)
    assert found is not None
    assert found.name == name
    assert " ".join(text[found.start : found.end].split()) == name
