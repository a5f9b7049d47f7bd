"""What an RTF does not show, taken out before it is read: deletions kept by "track changes", hidden words, comments.

What comes in: bytes. What goes out: the same RTF without those words, and how many there were. What must never be here:
the reading of what is left.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from answerable.read.draft import Draft

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]+)(?P<value>-?\d+)? ?|\\'[0-9a-fA-F]{2}|\\[^a-zA-Z]|[{}]|[\r\n]+|[^\\{}\r\n]+|\\", re.DOTALL
)
_COMMENTS = (b"annotation", b"atnid", b"atnauthor", b"atntime", b"atndate", b"atnref", b"atrfstart", b"atrfend",
             b"atnicn", b"atnparent")  # fmt: skip
_GONE = re.compile(rb"\\deleted\b|\\v(?![a-zA-Z0-9])|\\v1\b|\\\*\\atn|\\annotation\b|\\xe\b|\\tc\b")
_SPOKEN = (b"u", b"tab", b"line", b"emdash", b"endash", b"lquote", b"rquote", b"ldblquote", b"rdblquote", b"bullet",
           b"emspace", b"enspace")  # fmt: skip
"""Words of the format that are letters, blanks or breaks of the text. The end of a cell stays: a table needs it."""


@dataclass(slots=True)
class _State:
    """What holds inside a group: why its words are not shown, and how many letters stand for one Unicode letter."""

    deleted: bool = False
    hidden: bool = False
    comment: bool = False

    @property
    def why(self) -> str:
        """The kind of hidden content that words are here; empty for words that are shown."""
        return "comment" if self.comment else "tracked_deletion" if self.deleted else "hidden_text" * self.hidden

    def hear(self, word: bytes, is_on: bool) -> None:
        """Take a word of the format into account."""
        if word in _COMMENTS:
            self.comment = True
        elif word == b"deleted":
            self.deleted = is_on
        elif word == b"v":
            self.hidden = is_on
        elif word == b"plain":
            self.deleted = self.hidden = False


def take_hidden(data: bytes, draft: Draft) -> bytes:
    """Return an RTF without what it does not show; count that in the draft.

    >>> from answerable.read.draft import start_draft
    >>> take_hidden(rb"{\\rtf1 Two{\\deleted three} cases.}", start_draft(b"", "", ""))
    b'{\\\\rtf1 Two{\\\\deleted } cases.}'
    """
    if not _GONE.search(data):
        return data
    state, above = _State(), []
    kept: list[bytes] = []
    gone: dict[str, list[bytes]] = {}
    n_comments, at = 0, 0
    while at < len(data):
        found = _TOKEN.match(data, at)
        if found is None:
            break
        token, word, at = found.group(), found.group("word"), found.end()
        if token == b"{":
            above.append(replace(state))
        elif token == b"}":
            state = above.pop() if above else _State()
        elif word == b"bin":
            size = int(found.group("value") or 0)
            token += data[at : at + max(0, size)]
            at += max(0, size)
        elif word is not None:
            n_comments += word == b"annotation"
            state.hear(word, found.group("value") != b"0")
        why = state.why
        spoken = word in _SPOKEN or (word is None and token not in (b"{", b"}", b"\\*") and token.strip(b"\r\n") != b"")
        if why and spoken:
            # What follows \u stands for it in old programs, and goes with it because it is a word of the same run.
            gone.setdefault(why, []).append(b" " if word in (b"tab", b"line") else token)
        else:
            kept.append(token)
    for kind in ("tracked_deletion", "hidden_text"):
        if kind in gone:
            draft.add_hidden(kind, "document", max(1, len(b"".join(gone[kind]).split())))
    draft.add_hidden("comment", "document", n_comments)
    return b"".join(kept)
