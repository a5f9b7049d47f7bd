# ruff: noqa: E501 - letters are set as they come
"""Mail as authorities really send it: every fact read, every part kept."""

from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answerable.mail.charsets import decode_text
from answerable.mail.colored import render_with_answers
from answerable.mail.headers import decode_header, decode_name, parse_addresses, parse_instant
from answerable.mail.html import render_html
from answerable.mail.parse import parse_mail
from answerable.mail.portals import find_portal_links
from answerable.mail.segments import make_live_text
from answerable.mail.uuencode import cut_uuencoded
from answerable.read.dispatch import read_bytes


def _mail(*headers: str, body: str = "", crlf: bool = True) -> bytes:
    text = "\n".join(headers) + "\n\n" + body
    return (text.replace("\n", "\r\n") if crlf else text).encode("latin-1")


BASE = (
    "From: =?utf-8?Q?Tal=C3=A9n_Police_FOI?= <FOI@Talen.police.example>",
    "To: desk@paper.example, Second <b@c.example>",
    "Subject: RE: Freedom of information request [ANS-ABC123]",
    "Date: Mon, 29 Nov 2021 10:05:00 +0100",
    "Message-ID: <one@talen.police.example>",
    "In-Reply-To: <ANS-ABC123@paper.example>",
    "References: <a@x> <ANS-ABC123@paper.example>",
)


def test_headers() -> None:
    mail = parse_mail(_mail(*BASE, "Content-Type: text/plain", body="Hello\n"))
    assert (mail.sender.name, mail.sender.address) == ("Talén Police FOI", "foi@talen.police.example")
    assert [item.address for item in mail.recipients] == ["desk@paper.example", "b@c.example"]
    assert mail.sent_at == "2021-11-29T09:05:00+00:00"
    assert (mail.message_id, mail.in_reply_to) == ("one@talen.police.example", "ANS-ABC123@paper.example")
    assert mail.references == ("a@x", "ANS-ABC123@paper.example")
    assert (mail.body, mail.body_from, mail.problems) == ("Hello\n", "plain", ())


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("=?iso-8859-1?Q?=93Refusal=94?=", "“Refusal”"),
        ("=?utf-8?B?UsOpcG9uc2U?=", "Réponse"),
        ('"=?utf-8?Q?FOI=20Team?=" x', '"FOI Team" x'),
        ("Re:=?utf-8?Q?_a?=b", "Re: ab"),
        ("=?UTF-8*en?Q?lang?=", "lang"),
        ("plain\r\n\tfolded", "plain folded"),
        ("=?nonsense?Q?x=E9?=", "xé"),
    ],
)
def test_encoded_words(raw: str, expected: str) -> None:
    assert decode_header(raw) == expected


def test_raw_eight_bit_subject() -> None:
    data = b"From: a@b.example\r\nSubject: Caf\xe9 licence\r\nDate: Mon, 29 Nov 2021 10:05:00 +0000\r\n\r\nx"
    assert parse_mail(data).subject == "Café licence"


@pytest.mark.parametrize(
    ("data", "claimed", "text", "used"),
    [
        (b"\x93cost\x94 \x96 \xa3450", "iso-8859-1", "“cost” – £450", "windows-1252"),
        (b"\x93cost\x94", "us-ascii", "“cost”", "windows-1252"),
        (b"\x93cost\x94", "", "“cost”", "windows-1252"),
        ("£450".encode(), "us-ascii", "£450", "utf-8"),
        (b"\xa3450", "utf-8", "£450", "windows-1252"),
        ("信息公开申请的答复意见书如下所述".encode("gb18030"), "", "信息公开申请的答复意见书如下所述", "gb18030"),
        (b"caf+AOk- +AKM-450", "utf-7", "café £450", "utf-7"),
        ("Ŵyneb".encode(), "utf-8", "Ŵyneb", "utf-8"),
    ],
)
def test_charsets_that_lie(data: bytes, claimed: str, text: str, used: str) -> None:
    assert decode_text(data, claimed)[:2] == (text, used)


def test_line_ends_and_composed_letters() -> None:
    assert decode_text("a\r\nb\rcafe\u0301".encode())[0] == "a\nb\ncafé"


def test_attachments_with_broken_names() -> None:
    body = "\n".join(
        [
            "--B", "Content-Type: text/plain", "", "See attached.",
            "--B", "Content-Type: application/pdf", "Content-Transfer-Encoding: base64",
            'Content-Disposition: attachment; filename="=?utf-8?Q?R=C3=A9ponse.pdf?="', "", base64.b64encode(b"%PDF-1.4 x").decode(),
            "--B", "Content-Type: application/octet-stream",
            "Content-Disposition: attachment; filename*0*=utf-8''Figures%20%E2%80; filename*1*=%93%202021.xlsx",
            "Content-Transfer-Encoding: base64", "", base64.b64encode(b"PK\x03\x04rest").decode(),
            "--B", "Content-Type: application/msword; name=..\\..\\evil/letter.doc", "Content-Transfer-Encoding: base64", "",
            base64.b64encode(b"abc").decode(),
            "--B--", "",
        ]
    )  # fmt: skip
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/mixed; boundary="B"', body=body))
    assert [(item.name, item.data[:4]) for item in mail.attachments] == [
        ("Réponse.pdf", b"%PDF"),
        ("Figures – 2021.xlsx", b"PK\x03\x04"),
        ("letter.doc", b"abc"),
    ]
    assert mail.body == "See attached.\n"


def test_no_final_boundary_and_truncated_base64_keep_what_there_is() -> None:
    whole = base64.b64encode(b"0123456789" * 9).decode()
    body = f"--B\nContent-Type: text/plain\n\nLetter.\n--B\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n{whole[:53]}"
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/mixed; boundary="B"', body=body))
    assert mail.body.strip() == "Letter."
    assert mail.attachments[0].data == (b"0123456789" * 9)[:39]
    assert {problem.code for problem in mail.problems} >= {"mail-part-broken", "attachment-incomplete"}


def test_declared_multipart_without_any_boundary_is_text() -> None:
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/mixed; boundary="B"', body="Just words.\n"))
    assert "Just words." in mail.body
    assert mail.problems


def test_nested_mail_and_mail_in_octet_stream() -> None:
    inner = _mail(
        "From: x@y.example",
        "Subject: The real answer",
        "Date: Mon, 29 Nov 2021 10:05:00 +0000",
        "Content-Type: text/plain",
        body="12 officers\n",
    )
    outer = EmailMessage()
    outer["From"], outer["To"], outer["Subject"] = "a@b.example", "c@d.example", "FW"
    outer["Date"] = "Mon, 29 Nov 2021 10:05:00 +0000"
    outer.set_content("Forwarded.")
    import email

    outer.add_attachment(email.message_from_bytes(inner))
    outer.add_attachment(inner, maintype="application", subtype="octet-stream", filename="letter.dat")
    mail = parse_mail(outer.as_bytes())
    nested = [item for item in mail.attachments if item.media_type == "message/rfc822"]
    assert [item.name for item in nested] == ["The real answer.eml", "letter.dat.eml"]
    assert [parse_mail(item.data).body.strip() for item in nested] == ["12 officers", "12 officers"]


def test_base64_nested_mail_is_opened() -> None:
    inner = base64.encodebytes(
        _mail("From: x@y.example", "Subject: S", "Date: Mon, 29 Nov 2021 10:05:00 +0000", body="Words\n")
    ).decode()
    body = f"--B\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n{inner}\n--B--\n"
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/mixed; boundary="B"', body=body))
    assert parse_mail(mail.attachments[0].data).body.strip() == "Words"


def test_uuencoded_file_in_a_body_whole_and_broken() -> None:
    data = bytes(range(256)) * 2
    lines = [binascii.b2a_uu(data[place : place + 45]).decode() for place in range(0, len(data), 45)]
    whole = "Dear A\nbegin 644 figures.xls\n" + "".join(lines) + "`\nend\nRegards\n"
    mail = parse_mail(_mail(*BASE, "Content-Type: text/plain; charset=us-ascii", body=whole))
    assert mail.body == "Dear A\nRegards\n"
    assert (mail.attachments[0].name, mail.attachments[0].data) == ("figures.xls", data)
    broken = parse_mail(_mail(*BASE, "Content-Type: text/plain", body="Dear A\nbegin 644 f.xls\n" + "".join(lines[:5])))
    assert broken.attachments[0].data == data[: 45 * 5]
    assert "attachment-incomplete" in {problem.code for problem in broken.problems}


def test_the_word_begin_is_no_file() -> None:
    assert cut_uuencoded("We begin 644 things\nbegin 644 x\nnot encoded at all, plain words here\n")[1] == ()


def test_html_only_and_html_beside_a_stub() -> None:
    html = "<html><head><style>p{}</style></head><body><p>Dear A&nbsp;B</p><table><tr><th>Year</th><th>n</th></tr><tr><td>2018</td><td>&lt;5</td></tr></table></body></html>"
    mail = parse_mail(_mail(*BASE, "Content-Type: text/html; charset=utf-8", body=html))
    assert mail.body_from == "html"
    assert "<table>" in mail.html
    assert "Year\tn\n2018\t<5" in mail.body
    both = f"--B\nContent-Type: text/plain\n\nThis message is in HTML format.\n--B\nContent-Type: text/html\n\n{html}\n--B--\n"
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/alternative; boundary="B"', body=both))
    assert mail.body_from == "html"
    assert any(item.how == "alternative" for item in mail.attachments)


def test_html_in_the_plain_part() -> None:
    mail = parse_mail(_mail(*BASE, "Content-Type: text/plain", body="<html><body><p>Words</p></body></html>"))
    assert mail.body.strip() == "Words"
    assert mail.html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<p>We hold 12.</p><div style="display:none">Never 99.<p>Nor 98.</p></div><p>Yours</p>',
            "We hold 12.\n\nYours\n",
        ),
        ('<p>A<span style="display: none !important">99</span>B</p>', "AB\n"),
        ("<p hidden>99<p>Live", "Live\n"),
        ('<div><span style="mso-hide:all">99</div>Live', "Live\n"),
        (
            '<table><tr><td>2018<td style="display:none">99<td>3<tr style="visibility:hidden"><td>98</table>',
            "2018\t3\n",
        ),
        ('<div style="font-size:0"><i>99</i><b style="font-size:12px">Live</b></div>', "Live\n"),
        ('<font color="#ffffff">99</font><td bgcolor="#003366"><font color="white">Live</font></td>', "Live\n"),
        ('<blockquote type="cite"><blockquote hidden>99</blockquote>Old</blockquote>New', "> Old\nNew\n"),
        ("<head><title>T</title><body>Live", "Live\n"),
        ('<br style="display:none">Live<input hidden>', "Live\n"),
    ],
)
def test_words_that_nobody_sees_are_no_words_of_the_letter(html: str, text: str) -> None:
    assert render_html(html).replace("\n\nNew", "\nNew") == text


def test_hidden_words_are_counted_and_stay_in_the_html_that_is_kept() -> None:
    html = '<html><body><p>We hold 12.</p><div style="display:none">Never ninety nine</div></body></html>'
    data = _mail(*BASE, "Content-Type: text/html; charset=utf-8", body=html)
    mail = parse_mail(data)
    assert mail.body == "We hold 12.\n"
    assert "ninety" in mail.html
    reading = read_bytes(data, "letter.eml")
    assert [page.text for page in reading.pages] == ["We hold 12.\n"]
    assert [(item.kind, item.count) for item in reading.document.hidden] == [("hidden_element", 3)]


def test_quoted_html_is_marked() -> None:
    assert render_html("<p>New</p><blockquote type='cite'><p>Old</p></blockquote>") == "New\n\n> Old\n"


def test_delivery_report() -> None:
    body = "\n".join(
        [
            "--B", "Content-Type: text/plain", "", "Your message could not be delivered.", "--B", "Content-Type: message/delivery-status", "",
            "Reporting-MTA: dns; mx.example", "", "Final-Recipient: rfc822; FOI@old.police.example", "Action: failed", "Status: 5.1.1",
            "Diagnostic-Code: smtp; 550 no such user", "", "--B", "Content-Type: text/rfc822-headers", "", "Subject: ours [ANS-ABC123]", "", "--B--", "",
        ]
    )  # fmt: skip
    mail = parse_mail(
        _mail(*BASE, 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"', body=body)
    )
    assert mail.auto == "delivery_report"
    assert [(row.recipient, row.action, row.status) for row in mail.deliveries] == [
        ("foi@old.police.example", "failed", "5.1.1")
    ]
    assert any(b"ANS-ABC123" in item.data for item in mail.attachments)


def test_read_receipt() -> None:
    body = "--B\nContent-Type: text/plain\n\nYour message was read.\n--B\nContent-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; foi@x.example\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--B--\n"
    mail = parse_mail(
        _mail(*BASE, 'Content-Type: multipart/report; report-type=disposition-notification; boundary="B"', body=body)
    )
    assert mail.auto == "read_receipt"
    assert mail.deliveries[0].action == "displayed"


@pytest.mark.parametrize("header", ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: auto_reply"])
def test_automatic_replies(header: str) -> None:
    assert parse_mail(_mail(*BASE, header, body="I am away")).auto == "auto_reply"


def test_words_outside_the_parts_are_kept() -> None:
    body = "--B\nContent-Type: text/plain\n\nLetter.\n--B--\nThe figures are 3 and 4.\n"
    mail = parse_mail(_mail(*BASE, 'Content-Type: multipart/mixed; boundary="B"', body=body))
    assert any(item.how == "remainder" and b"3 and 4" in item.data for item in mail.attachments)


def test_addresses_and_instants_that_are_broken() -> None:
    assert parse_addresses(["FOI Team (Police) foi@x.example"])[0].address == "foi@x.example"
    assert parse_instant("Mon, 29 Nov 2021 10:05:00") == "2021-11-29T10:05:00+00:00"
    assert parse_instant("yesterday") == ""
    assert decode_name("C:\\temp\\a.doc") == "a.doc"


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_give_a_mail(data: bytes) -> None:
    parse_mail(data)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 3000), st.binary(min_size=1, max_size=6))
def test_damage_anywhere_is_survived(place: int, noise: bytes) -> None:
    message = EmailMessage()
    message["From"], message["Subject"], message["Date"] = "a@b.example", "Übersicht", "Mon, 29 Nov 2021 10:05:00 +0000"
    message.set_content("Dear A\n" * 20)
    message.add_alternative("<p>Dear A</p>" * 20, subtype="html")
    message.add_attachment(b"x" * 400, maintype="application", subtype="pdf", filename="a.pdf")
    for number, part in enumerate(message.walk()):
        if part.get_content_maintype() == "multipart":
            part.set_boundary(f"b{number}")
    data = bytearray(message.as_bytes())
    place %= len(data)
    data[place : place + len(noise)] = noise
    parse_mail(bytes(data))


COLORED = """<html><body><p>Dear Pat,</p><p>Please find our answers in red below.</p><p>Kind regards<br>FOI team</p>
<div><p><b>From:</b> Pat Example<br></p><p><b>Sent:</b> 1 November 2021 09:00<br></p><p><b>To:</b> FOI<br></p><p><b>Subject:</b> FOI</p></div>
<p>1. How many officers were disciplined?</p><p><span style="color:red">12 officers were disciplined.</span></p>
<p>2. How many were dismissed?</p><p><font color="red">None was dismissed.</font></p>
<p>See <a href="https://x.example" style="color:#0563C1">https://x.example</a></p></body></html>"""


def test_answers_in_colour_between_the_quoted_questions_are_live() -> None:
    head = "From: a@b.example\nSubject: RE: FOI\nDate: Mon, 29 Nov 2021 10:05:00 +0000\nContent-Type: text/html\n\n"
    mail = parse_mail((head + COLORED).encode())
    live = make_live_text(mail.body)
    assert "12 officers were disciplined." in live
    assert "None was dismissed." in live
    assert "How many officers" not in live
    assert "> 1. How many officers were disciplined?" in mail.body
    assert mail.html == COLORED
    both = head.replace("text/html", 'multipart/alternative; boundary="B"') + (
        f"--B\nContent-Type: text/plain\n\nPlease see our answers in red below. 12 officers\n--B\nContent-Type: text/html\n\n{COLORED}\n--B--\n"
    )
    beside = parse_mail(both.encode())
    assert beside.body_from == "html"
    assert [item.name for item in beside.attachments] == ["plain-part.txt"]


@pytest.mark.parametrize(
    "html",
    [
        COLORED.replace("in red below", "below"),
        COLORED.replace("color", "colour"),
        COLORED.replace("<b>From:</b>", "<b>Of:</b>").replace("<b>Sent:</b>", "<b>At:</b>"),
    ],
    ids=["not said", "no colour", "nothing quoted"],
)
def test_colour_alone_decides_nothing(html: str) -> None:
    assert render_with_answers(html) is None


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Get it at https://we.tl/t-abcDEF. The link expires on 6 December 2021.", ("WeTransfer", "2021-12-06")),
        ("https://force.sharepoint.com/:f:/s/x This link is valid for seven days.", ("SharePoint", "2021-12-06")),
        ("https://switch.egress.com/ui/read?id=1 Available until 13/12/2021", ("Egress", "2021-12-13")),
        ("https://force.sharepoint.com/:f:/s/x", ("SharePoint", "")),
        (
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.dropbox.com%2Fs%2Fa&amp;data=1 will expire in 30 days",
            ("Dropbox", "2021-12-29"),
        ),
    ],
)
def test_links_to_portals_and_when_they_expire(words: str, expected: tuple[str, str]) -> None:
    head = "From: a@b.example\nSubject: Files\nDate: Mon, 29 Nov 2021 10:05:00 +0000\n\n"
    (link,) = find_portal_links(parse_mail(f"{head}{words}\n".encode()))
    assert (link.service, link.expires_on) == expected


def test_other_links_are_no_portals() -> None:
    words = "See https://www.oakham.example/foi and https://box.com/ and https://notdropbox.com/s/a\n"
    assert find_portal_links(parse_mail(f"From: a@b.example\n\n{words}".encode())) == ()
