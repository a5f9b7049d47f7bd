"""The letters as they went out: once as written for all, and what was put to each authority where that differs.

What comes in: the edition. What goes out: names and Markdown. Never here: letters received, addresses of people.
"""

from __future__ import annotations

from collections.abc import Iterator

from answerable.publish.edition import Edition, Material
from answerable.publish.privacy import mask


def iter_letters(edition: Edition, material: Material) -> Iterator[tuple[str, str]]:
    """Each batch's letter, with to whom and when it went."""
    for batch in edition.batches:
        asked = sorted(request.authority_id for request in material.requests if request.batch_id == batch.id)
        lines = [
            f"# {batch.subject}",
            "",
            f"Sent on {batch.sent_on.isoformat() if batch.sent_on else 'no day yet'} to {len(asked)} authorities.",
            "",
            mask(batch.body, material.names).text.strip(),
            "",
            "## Questions",
            "",
            *(f"{question.number}. {question.text}" for question in batch.questions),
            "",
            "## Asked",
            "",
            *(f"- {material.authorities[one].name if one in material.authorities else one}" for one in asked),
            "",
        ]
        yield f"letters/{batch.id}.md", "\n".join(lines)
