"""The mail reader under any bytes: no crash, no hang, no lost part.

    python tests/fuzz/fuzz_mail.py CORPUS... -max_total_time=600

What a part is, is asked of the standard library's parser: each word ``MARK....n`` that stands in the decoded bytes of
a part, before the parts or after them, must be found again in what our reader gives. Nested mails are opened by it too.
"""

from __future__ import annotations

import email
import email.policy
import re
import sys
from email.message import Message as MimeMessage

if __name__ == "__main__":
    import atheris

    with atheris.instrument_imports(include=["answerable.mail", "email", "html.parser"]):
        import answerable.mail.outlook  # noqa: F401 - imported to be watched

from answerable.mail.mail import Mail
from answerable.mail.outlook import parse_any_mail
from answerable.mail.segments import find_segments

MARK = re.compile(rb"MARK[A-Z]{4}\d")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=]*")
_UNSEEN = bytes(range(0x20)) + b"\x7f"
_NOT_ASCII = _UNSEEN + bytes(range(0x80, 0x100))
_WORDS = re.compile(rb"[\s:;<>@]|\A--")
_DEEPEST = 6
_OLE = b"\xd0\xcf\x11\xe0"


def check(data: bytes) -> None:
    """Read the bytes; raise where something is lost or contradicts itself."""
    mail = parse_any_mail(data)
    if mail is None:
        return
    segments = find_segments(mail.body)
    assert "".join(mail.body[one.start : one.end] for one in segments) == mail.body, "segments with a gap"
    assert all(item.name for item in mail.attachments), "a file without a name"
    if data.startswith(_OLE):
        return
    kept = gather(mail)
    for raw, decoded in list_parts(data):
        lost = set(MARK.findall(decoded)) - set(MARK.findall(kept))
        # What is too broken for our reader to decode is kept as it was sent.
        assert not lost or is_kept(raw, kept), f"lost: {sorted(lost)}"


def gather(mail: Mail, depth: int = 0) -> bytes:
    """Everything that a mail gave, in one; mails in it too."""
    words = [mail.body, mail.html, mail.subject, *(f"{name}: {value}" for name, value in mail.headers)]
    # A body that begins with the mark of UTF-16 is read as that: its bytes are found in that form.
    found = [word.encode(form, "replace") for word in words for form in ("utf-8", "utf-16-le", "utf-16-be")]
    for item in mail.attachments:
        found += [item.name.encode("utf-8", "replace"), item.data]
        if item.media_type == "message/rfc822" and depth < _DEEPEST:
            inner = parse_any_mail(item.data)
            found += [gather(inner, depth + 1)] if inner else []
    return b"\n".join(found)


def list_parts(data: bytes) -> list[tuple[bytes, bytes]]:
    """Each part as the standard library finds it, as sent and decoded, and the words around the parts."""
    try:
        message = email.message_from_bytes(data, policy=email.policy.compat32)
        parts = list(message.walk())
    except RecursionError:
        return []
    found = []
    for part in parts[:200]:
        for text in (part.preamble, part.epilogue):
            if text:
                words = text.encode("utf-8", "replace")
                found.append((words, words))
        payload = vars(part).get("_payload")
        raw = payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""
        found.append((raw, _decode(part)))
    return found


def is_kept(raw: bytes, kept: bytes) -> bool:
    """Whether a part that nobody can decode for sure is kept: base64 spoilt by other signs, else every line as sent.

    A spoilt line that holds words must stand there as it was sent, in whatever charset; one that holds none may have
    been decoded with the foreign signs skipped.
    """
    lines = [line.strip() for line in raw.splitlines()]
    spoilt = [line for line in lines if not _BASE64.fullmatch(line.translate(None, _UNSEEN))]
    if spoilt and len(spoilt) < len(lines):
        return True
    seen = kept.translate(None, _NOT_ASCII)
    as_sent = [line.translate(None, _NOT_ASCII) in seen for line in spoilt if _WORDS.search(line)]
    return bool(spoilt) and bool(as_sent or all(line in kept for line in spoilt)) and all(as_sent)


def _decode(part: MimeMessage) -> bytes:
    try:
        payload = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError):
        return b""
    return payload if isinstance(payload, bytes) else b""


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
