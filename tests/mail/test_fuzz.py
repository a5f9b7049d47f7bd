# ruff: noqa: E501 - lists of what to put together
"""Mail that nobody would send on purpose: no crash, no hang, no lost part; the same for the grammar of citations.

A few seconds of it run with every test. To look for longer:

    ANSWERABLE_FUZZ_SECONDS=600 python -m pytest tests/mail/test_fuzz.py -x

What was found lies in ``corpus/`` and is tried first, for ever.
"""

from __future__ import annotations

import base64
import binascii
import os
import quopri
import re
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answerable.law import find_citations, list_laws
from answerable.mail.html import render_html
from answerable.mail.mail import Mail
from answerable.mail.outlook import parse_any_mail
from answerable.mail.parse import parse_mail
from answerable.mail.rtf import decompress_rtf, render_rtf
from answerable.mail.segments import find_segments
from answerable.mail.tnef import parse_tnef
from answerable.mail.uuencode import cut_uuencoded

pytestmark = pytest.mark.slow

CORPUS = Path(__file__).parent / "corpus"
SECONDS = float(os.environ.get("ANSWERABLE_FUZZ_SECONDS", "1.5"))
"""For each property."""
_LONGEST_SECONDS = 5.0
"""For one input; far over what any needs, so that a slow machine is no hang."""
_MARK = re.compile(rb"MARK[A-Z]{4}\d")


class _Hung(BaseException):
    """One input took too long; not an Exception, so that nothing on the way takes it for bad mail."""


@contextmanager
def no_hang() -> Iterator[None]:
    """Stop what takes too long."""

    def stop(number: int, frame: Any) -> None:
        raise _Hung(f"more than {_LONGEST_SECONDS} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, _LONGEST_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def look_for(strategy: st.SearchStrategy[Any], check: Callable[[Any], None]) -> None:
    """Try inputs until the time is over; a failure is made small and shown."""
    end = time.monotonic() + SECONDS

    @settings(max_examples=10_000_000, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(strategy)
    def search(data: Any) -> None:
        if time.monotonic() < end:
            check(data)
        elif SECONDS > 0:
            raise _Over

    with suppress(_Over):
        search()


class _Over(BaseException):
    """The time is over."""


def check_mail(data: bytes) -> None:
    """No crash, no hang, and every word that marks a part and stands in the bytes is found again."""
    with no_hang():
        mail = parse_mail(data)
        segments = find_segments(mail.body)
    assert "".join(mail.body[item.start : item.end] for item in segments) == mail.body
    kept = gather(mail)
    lost = {mark.decode() for mark in _MARK.findall(data)} - {mark.decode() for mark in _MARK.findall(kept)}
    assert not lost, f"lost: {sorted(lost)}"


def gather(mail: Mail) -> bytes:
    """Everything that a mail gave, in one."""
    words = [mail.body, mail.html, mail.subject, *(f"{name}: {value}" for name, value in mail.headers)]
    names = [item.name for item in mail.attachments]
    return b"\n".join([*(word.encode("utf-8", "replace") for word in (*words, *names)),
                       *(item.data for item in mail.attachments)])  # fmt: skip


# --- mails made of parts, each with a word that marks it -----------------------------------------------------------

_CHARSETS = st.sampled_from(["", "; charset=utf-8", "; charset=us-ascii", "; charset=nonsense", '; charset=""',
                             "; charset=iso-8859-1", "; charset=utf-7", "; charset=utf-16", "; charset=gb18030"])  # fmt: skip
_KINDS = st.sampled_from(["text/plain", "text/html", "text/csv", "application/pdf", "application/octet-stream",
                          "text/calendar", "message/delivery-status", "image/png", "nonsense", "text", ""])  # fmt: skip
_WORDS = st.sampled_from(["Dear A", "Section 40(2): exempt", "> quoted", "From: someone", "begin 644 x.bin", "--B1", "--",
                          "<div hidden>", "<p>x</p>", "caf\xe9", "a\tb", "", "Note: see below", "end", "\x00", "=3D=", "M" * 61])  # fmt: skip
_NAMES = st.sampled_from(
    ["", "; name=a.pdf", '; name="=?utf-8?Q?R=C3=A9p?="', "; name*0*=utf-8''a%; name*1*=b", "; name="]
)
_DISPOSITIONS = st.sampled_from(["", "Content-Disposition: attachment", "Content-Disposition: inline; filename=x.txt",
                                 "Content-Disposition: attachment; filename*=bad''%ff", "Content-Disposition: "])  # fmt: skip


@st.composite
def _leaf(draw: st.DrawFn, mark: str) -> list[str]:
    kind = draw(_KINDS)
    lines = [*draw(st.lists(_WORDS, max_size=4)), f"{mark} words", *draw(st.lists(_WORDS, max_size=3))]
    encoding = draw(st.sampled_from(["", "7bit", "8bit", "quoted-printable", "base64", "x-uuencode", "nonsense"]))
    if encoding == "base64":
        lines = base64.encodebytes("\n".join(lines).encode("latin-1")).decode().splitlines()
    elif encoding == "quoted-printable":
        lines = quopri.encodestring("\n".join(lines).encode("latin-1")).decode("latin-1").splitlines()
    elif encoding == "x-uuencode":
        data = "\n".join(lines).encode("latin-1")
        rows = [binascii.b2a_uu(data[place : place + 45]).decode().rstrip("\n") for place in range(0, len(data), 45)]
        lines = ["begin 644 a.bin", *rows, "`", "end"]
    head = [f"Content-Type: {kind}{draw(_CHARSETS)}{draw(_NAMES)}", draw(_DISPOSITIONS)]
    head += [f"Content-Transfer-Encoding: {encoding}"] if encoding else []
    return [*(line for line in head if line), "", *lines]


@st.composite
def _part(draw: st.DrawFn, depth: int, counter: list[int]) -> list[str]:
    counter[0] += 1
    mark = f"MARK{''.join(chr(65 + counter[0] // 26**n % 26) for n in range(4))}{counter[0] % 10}"
    form = draw(st.sampled_from(["leaf", "leaf", "mixed", "alternative", "nested"] if depth else ["leaf"]))
    if form == "leaf":
        return draw(_leaf(mark))
    if form == "nested":
        inner = draw(_part(depth - 1, counter))
        return ["Content-Type: message/rfc822", "", f"Subject: inner {mark}", "From: x@y.example", *inner]
    boundary = f"B{draw(st.sampled_from([1, 2, counter[0] + 10]))}"
    lines = [f'Content-Type: multipart/{form}; boundary="{boundary}"', ""]
    for _ in range(draw(st.integers(1, 3))):
        lines += [f"--{boundary}", *draw(_part(depth - 1, counter))]
    if draw(st.booleans()):
        lines += [f"--{boundary}--", *draw(st.lists(st.sampled_from([f"{mark} after", ""]), max_size=2))]
    return lines


@st.composite
def mails(draw: st.DrawFn) -> bytes:
    """A mail of up to three floors."""
    head = ["From: A <a@b.example>", "Subject: s", "Date: Mon, 29 Nov 2021 10:05:00 +0000", "MIME-Version: 1.0"]
    lines = [*head, *draw(_part(draw(st.integers(0, 3)), [0]))]
    return draw(st.sampled_from(["\n", "\r\n"])).join(lines).encode("latin-1")


@st.composite
def damaged_mails(draw: st.DrawFn) -> bytes:
    """The same with lines lost, doubled, moved or spoilt."""
    lines = draw(mails()).split(b"\n")
    for _ in range(draw(st.integers(1, 4))):
        place, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 4)):
            case 0:
                del lines[place]
            case 1:
                lines.insert(place, lines[other])
            case 2:
                lines[place], lines[other] = lines[other], lines[place]
            case 3:
                lines[place] = lines[place][: len(lines[place]) // 2]
            case _:
                lines.insert(
                    place, draw(st.sampled_from([b"--B1", b"--B1--", b"", b" folded", b"\xff\xfe", b":", b"From x"]))
                )
        lines = lines or [b""]
    return b"\n".join(lines)


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.eml")), ids=lambda path: path.stem)
def test_what_was_found_before(path: Path) -> None:
    check_mail(path.read_bytes())


def test_mails_of_many_parts() -> None:
    look_for(mails(), check_mail)


def test_damaged_mails_of_many_parts() -> None:
    look_for(damaged_mails(), check_mail)


def test_bytes_that_are_no_mail() -> None:
    starts = st.sampled_from(
        [b"", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"From ", b"\xef\xbb\xbf", b"Content-Type: multipart/"]
    )

    def check(parts: tuple[bytes, bytes]) -> None:
        with no_hang():
            parse_any_mail(parts[0] + parts[1])
            parse_mail(parts[0] + parts[1])

    look_for(st.tuples(starts, st.binary(max_size=400)), check)


def test_envelopes_and_other_packings() -> None:
    def check(data: bytes) -> None:
        with no_hang():
            parse_tnef(b"\x78\x9f\x3e\x22" + data)
            render_rtf(decompress_rtf(len(data).to_bytes(4, "little") + b"\x40\x00\x00\x00LZFu" + data))
            render_rtf(b"{\\rtf1" + data)
            cut_uuencoded("begin 644 a\n" + data.decode("latin-1"))

    look_for(st.binary(max_size=300), check)


def test_html_of_any_kind() -> None:
    tags = st.sampled_from(["<p>", "</p>", "<div style='display:none'>", "</div>", "<td hidden>", "<table>", "</table>",
                            "<tr>", "<blockquote type=cite>", "</blockquote>", "<pre>", "<!--", "-->", "<![CDATA[", "<!x",
                            "<style>", "</style>", "<head>", "<body>", "words ", "&#0;", "&nbsp;", "<", "<a b='", "\n"])  # fmt: skip

    def check(parts: list[str]) -> None:
        with no_hang():
            render_html("".join(parts))

    look_for(st.lists(tags, max_size=60), check)


# --- citations --------------------------------------------------------------------------------------------------------

_TOKENS = st.sampled_from(["section", "sections", "s.", "ss ", "S", "regulation", "reg ", "adran", "§", "article", "Part",
                           "40", "12", "1", "31", "999", "40(2)", "(2)", "(3A)", "(a)", "(i)", "(aa)", "(", ")", "and",
                           "or", ",", "to", "-", "–", "/", ";", "read with", "by virtue of", "of the", "FOIA", "the Act",
                           "FOISA", "EIR", "Freedom of Information Act 2000", "Freedom of Information (Scotland) Act 2002",
                           "2000", "is engaged", "exempt", "\n", "\u00a0", "x" * 40, ". ", "5 U.S.C.", "IFG", "b)", "(b"])  # fmt: skip


def check_citations(text: str) -> None:
    """No crash, no hang; every citation stands where it says, in order, and each part of its chain in its words."""
    for law in list_laws():
        with no_hang():
            found = find_citations(text, law.id)
        for item in found:
            assert 0 <= item.start < item.end <= len(text)
            assert item.number in text[item.start : item.end] or item.number in text
    assert find_citations(text, "foia-2000") == find_citations(text, "foia-2000")


def test_citations_of_any_kind() -> None:
    look_for(st.lists(_TOKENS, max_size=40).map(" ".join), check_citations)
    look_for(st.lists(_TOKENS, max_size=40).map("".join), check_citations)


@pytest.mark.parametrize("words", ["section 40(2) and ", "s.", "(a)", "40, ", "section ", "40(2)(a)(i)/", "the Act "])
def test_long_runs_of_one_thing_are_read_in_time(words: str) -> None:
    check_citations(words * 1500)


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\nContent-Type: multipart/mixed; boundary=B\n\n" * 400,
        b"Content-Type: multipart/mixed; boundary=B\n\n" + b"--B\n\nx\n" * 5000,
        b"".join(
            b"Content-Type: multipart/mixed; boundary=B%d\n\n--B%d\n" % (number, number) for number in range(300)
        ) + b"\nMARKDEEP1",
        b"Content-Type: message/rfc822\n\n" * 400 + b"MARKDEEP2",
        b"Subject: " + b"=?utf-8?Q?a?= " * 20_000 + b"\n\nMARKDEEP3",
        b"To: " + b"(" * 50_000 + b"\n\nMARKDEEP4",
        b"To: " + b"a@b.example, " * 20_000 + b"\n\nMARKDEEP5",
        b"References: " + b"<" * 50_000 + b"\n\nMARKDEEP6",
        b"Content-Type: text/plain; " + b"a*0*=x; " * 5_000 + b"\n\nMARKDEEP7",
        b"Content-Type: text/html\n\n" + b"<b>" * 50_000 + b"</i>" * 50_000 + b"MARKDEEP8",
        b"Content-Type: text/html\n\n" + b"<div style='" * 20_000 + b"MARKDEEP9",
        b"Content-Type: text/html\n\n" + b"<!--" * 50_000 + b"MARKDEEP1",
        b"Content-Type: text/html\n\n" + b"<![CDATA[" * 30_000 + b"MARKDEEP2",
        b"Content-Type: text/html\n\n" + b"<!x " * 50_000 + b"MARKDEEP3",
        b"Content-Type: text/html\n\n" + b"<a b='>\"" * 30_000 + b"MARKDEEP4",
        b"Content-Type: text/html\n\n" + b"</a <" * 50_000 + b"MARKDEEP5",
        b"Content-Type: text/html\n\n" + b"&#1" * 50_000 + b"MARKDEEP6",
        b"Content-Type: text/html\n\n<" + b"a " * 50_000 + b"MARKDEEP7",
        b"\n" + b"begin 644 a\n" * 5_000 + b"MARKDEEP1",
        b"\n" + b"On " * 30_000 + b"\nMARKDEEP2",
        b"\n" + b"From: a\n" * 10_000 + b"MARKDEEP3",
        b"\n" + b"> " * 50_000 + b"\nMARKDEEP4",
        b"\n" + b"-" * 100_000 + b"\nMARKDEEP5",
        b"Content-Transfer-Encoding: base64\n\n" + b"=" * 200_000,
        b"\n" + b"this message may be " * 20_000 + b"MARKDEEP6",
    ],
    ids=lambda data: f"{len(data)}-{data[:24].decode().split()[-1] if data[:24].split() else 'blank'}",
)  # fmt: skip
def test_hostile_shapes_are_read_in_time(data: bytes) -> None:
    check_mail(data)
