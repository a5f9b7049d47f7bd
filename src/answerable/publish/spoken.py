"""The story as it is read aloud: its words in order, with figures, without charts; also the transcript.

What comes in: the edition, the material. What goes out: plain text and its hash. Never here: speech itself.
"""

from __future__ import annotations

from itertools import groupby

from answerable.model.ids import hash_bytes
from answerable.publish.edition import Edition, Material
from answerable.publish.sentences import list_sentences


def make_transcript(edition: Edition, material: Material) -> str:
    """The words, a paragraph for each run of sentences that stand together in the file."""
    sentences = list_sentences(edition.story, material.claims, material.authorities, material.cases)
    paragraphs = [" ".join(one.text for one in group) for _, group in groupby(sentences, key=lambda one: one.paragraph)]
    return "\n\n".join(paragraphs) + "\n"


def hash_words(transcript: str) -> str:
    """What a recording is tied to: the words without their spaces."""
    return hash_bytes(" ".join(transcript.split()).encode())
