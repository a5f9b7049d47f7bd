"""Authorities as the text of an investigation's ``authorities.csv``.

What lives here: rendering. What comes in: authorities of a register or an imported list; what goes out: CSV text.
What must never be here: reading of that file (``project`` does).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from answerable.model.authority import Authority

_COLUMNS = (
    "id",
    "name",
    "aliases",
    "former_names",
    "kind",
    "nations",
    "law",
    "email",
    "email_verified_on",
    "domains",
    "site",
    "disclosure_log",
    "misconduct_pages",
    "headcount",
    "headcount_year",
    "whatdotheyknow",
    "source",
    "note",
)


def render_authorities_csv(authorities: Iterable[Authority]) -> str:
    """Return the CSV that `answerable authorities` prints; lists inside a cell are separated by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in authorities:
        # Verified and unverified addresses cannot share one "verified on": only the one that would be used is written.
        email = row.email
        latest = max(row.headcounts, key=lambda item: item.on, default=None)
        # The file holds one count and its year, as of 31 March.
        march = next((item for item in row.headcounts if (item.on.month, item.on.day) == (3, 31)), latest)
        writer.writerow(
            (
                row.id,
                row.name,
                "; ".join(row.aliases),
                "; ".join(row.former_names),
                row.kind,
                "; ".join(row.nations),
                row.law,
                email.address if email else "",
                email.verified_on.isoformat() if email and email.verified_on else "",
                "; ".join(row.domains),
                row.site,
                row.disclosure_log,
                "; ".join(row.misconduct_pages),
                march.n_officers if march else "",
                march.on.year if march else "",
                row.whatdotheyknow,
                row.source,
                row.note,
            )
        )
    return out.getvalue()
