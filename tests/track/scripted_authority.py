# ruff: noqa: E501 - letters are set as they come
"""An authority that answers, each form of answer in its own way: the mail that authorities really send."""

from __future__ import annotations

import base64
import binascii
from email.message import EmailMessage, Message

from mail.compound import make_message, write_compound
from mail.test_outlook import make_tnef

OUR_ADDRESS = "foi-desk@lanternpost.example"


def make(sender: str, subject: str, text: str, message_id: str, **headers: str) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, OUR_ADDRESS, subject
    message["Date"] = "Mon, 23 Nov 2026 10:05:00 +0000"
    message["Message-ID"] = f"<{message_id}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


class Authority:
    """Answers the letter it got, each form of answer in its own way."""

    def __init__(self, number: int, letter: Message, authority_id: str) -> None:
        self.number = number
        self.address = str(letter["X-Recipient"])
        self.asked = str(letter["Message-ID"]).strip()
        self.subject = str(letter["Subject"])
        self.id = authority_id
        self.token = str(letter["X-Answerable-Request"])
        self.domain = self.address.rpartition("@")[2]
        self.text = (
            f"Dear Sir or Madam\n\nFreedom of Information Act 2000\n\nI can confirm that we hold the information.\n"
            f"Question 1: {number + 2} officers were disciplined.\nQuestion 2: none was dismissed.\n\n"
            f"Yours faithfully\nDisclosure Unit {number}\n"
        )

    def _send(self, what: str, subject: str, text: str, **headers: str) -> bytes:
        return make(self.address, subject, text, f"{what}-{self.number}@{self.domain}", **headers)

    def _wrap(self, what: str, head: str, body: bytes, *, replies: bool = True) -> bytes:
        lines = [
            f"From: {self.address}", f"To: {OUR_ADDRESS}", f"Subject: RE: {self.subject}",
            "Date: Tue, 1 Dec 2026 09:00:00 +0000", f"Message-ID: <{what}-{self.number}@{self.domain}>",
        ]  # fmt: skip
        lines += [f"In-Reply-To: {self.asked}"] if replies else []
        return "\r\n".join([*lines, "MIME-Version: 1.0", head, "", ""]).encode() + body.replace(b"\n", b"\r\n")

    def acknowledge(self) -> bytes:
        text = (
            f"Thank you for your request, logged as FOI-{7000 + self.number}.\nWe will reply within 20 working days.\n"
        )
        if self.number % 3 == 0:
            return self._send(
                "ack", f"Automatic reply: {self.subject}", text, Auto_Submitted="auto-replied", In_Reply_To=self.asked
            )
        if self.number % 3 == 1:
            return self._send(
                "ack", f"Acknowledgement FOI-{7000 + self.number}", f"{text}Your reference: {self.token}\n"
            )
        return self._send("ack", "Your request", text, References=self.asked)

    def plain(self) -> bytes:
        return self._send("answer", f"FOI-{7000 + self.number} response", self.text, In_Reply_To=self.asked)

    def lying_charset(self) -> bytes:
        body = self.text.replace("Sir or Madam", "reporter \x96 \x93desk\x94").encode("latin-1")
        return self._wrap("answer", "Content-Type: text/plain; charset=us-ascii", body)

    def html_only(self) -> bytes:
        rows = "".join(f"<tr><td>{year}</td><td>{self.number + year % 4}</td></tr>" for year in range(2018, 2022))
        html = (
            f"<html><body><p>{self.text}</p><div style='display:none'>Refused</div><table>{rows}</table></body></html>"
        )
        return self._wrap("answer", "Content-Type: text/html; charset=utf-8", html.encode())

    def attached_letter(self) -> bytes:
        body = (
            f"--B\nContent-Type: text/plain\n\nPlease see attached.\n--B\nContent-Type: application/octet-stream\n"
            f"Content-Disposition: attachment; filename*=utf-8''R%C3%A9ponse%20{self.number}.eml\n\n"
        ).encode()
        inner = self._send("inner", "Our answer", self.text).replace(b"\r\n", b"\n")
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body + inner + b"\n--B--\n")

    def no_last_boundary(self) -> bytes:
        data = base64.b64encode(f"year,officers\n2018,{self.number}\n".encode()).decode()
        body = (
            f"--B\nContent-Type: text/plain\n\n{self.text}\n--B\nContent-Type: text/csv; name=figures.csv\n"
            f"Content-Transfer-Encoding: base64\n\n{data}"
        )
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body.encode())

    def uuencoded(self) -> bytes:
        data = binascii.b2a_uu(f"2018,{self.number}\n".encode()).decode()
        return self._wrap(
            "answer", "Content-Type: text/plain", f"{self.text}\nbegin 644 f.csv\n{data}`\nend\n".encode()
        )

    def quoting(self) -> bytes:
        quoted = f"{self.text}\nOn Mon, 23 Nov 2026, The Lantern Post wrote:\n> How many officers?\n> {self.token}\n"
        return self._wrap("answer", "Content-Type: text/plain", quoted.encode(), replies=False)

    def only_from_the_domain(self) -> bytes:
        text = f"{self.text}\nOur reference: FOI-{7000 + self.number}\n"
        return make(
            f"disclosure.officer@{self.domain}", f"FOI-{7000 + self.number}: officers disciplined over social media",
            text, f"late-{self.number}@{self.domain}",
        )  # fmt: skip

    def refusal(self) -> bytes:
        text = "The information is exempt under section 40(2) of the Freedom of Information Act 2000.\n"
        return self._send("answer", f"Decision [{self.token}]", text)

    def utf7(self) -> bytes:
        return self._wrap("answer", "Content-Type: text/plain; charset=utf-7", self.text.encode("utf-7"))

    def out_of_office(self) -> bytes:
        text = "I am out of the office until 7 December 2026 and will answer when I am back.\n"
        return self._send(
            "away", f"Out of office: {self.subject}", text, In_Reply_To=self.asked, Auto_Submitted="auto-replied"
        )

    def winmail(self) -> bytes:
        tnef = make_tnef(self.text, "Figures 2018.csv", f"2018,{self.number}\n".encode())
        data = base64.encodebytes(tnef).decode()
        head = "Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64"
        return self._wrap("answer", head, data.encode())

    def outlook_item_attached(self) -> bytes:
        texts = {0x001A: "IPM.Note", 0x0037: "Our answer", 0x0C1A: "FOI", 0x5D01: self.address, 0x1000: self.text}
        data = base64.encodebytes(write_compound(make_message(texts))).decode()
        body = (
            "--B\nContent-Type: text/plain\n\nPlease see attached.\n--B\nContent-Type: application/vnd.ms-outlook; "
            f'name="answer.msg"\nContent-Transfer-Encoding: base64\n\n{data}\n--B--\n'
        )
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body.encode())

    def forwarded_thrice(self) -> bytes:
        inner = self._send("inner", "Our answer", self.text).replace(b"\r\n", b"\n")
        for floor in range(3):
            head = f"Subject: FW {floor}\nFrom: {self.address}\nContent-Type: multipart/mixed; boundary=F{floor}\n\n"
            parts = f"--F{floor}\n\nForwarded.\n--F{floor}\nContent-Type: message/rfc822\n\n"
            inner = f"{head}{parts}".encode() + inner + f"\n--F{floor}--\n".encode()
        body = b"--B\n\nPlease see the mail below.\n--B\nContent-Type: message/rfc822\n\n" + inner + b"\n--B--\n"
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body)

    def broken_uuencode(self) -> bytes:
        data = binascii.b2a_uu(b"2018,%d\n" % self.number).decode()
        return self._wrap("answer", "Content-Type: text/plain", f"{self.text}\nbegin 644 f.csv\n{data}M123".encode())

    def chinese_without_label(self) -> bytes:
        return self._wrap(
            "answer", "Content-Type: text/plain", self.text.encode() + "信息公开办公室 敬上".encode("gb18030")
        )

    def colored(self) -> bytes:
        html = (
            "<html><body><p>Our answers are in red below.</p><p><b>From:</b> The Lantern Post</p><p><b>Sent:</b> Monday</p>"
            f"<p>1. How many officers?</p><p style='color:red'>{self.number + 2} officers were disciplined.</p></body></html>"
        )
        return self._wrap("answer", "Content-Type: text/html; charset=utf-8", html.encode())

    def portal(self) -> bytes:
        words = f"{self.text}\nThe files: https://we.tl/t-{self.number:06d} (the link expires on 8 December 2026).\n"
        return self._wrap("answer", "Content-Type: text/plain", words.encode())

    def broken_names(self) -> bytes:
        body = (
            f"--B\nContent-Type: text/plain\n\n{self.text}\n--B\nContent-Type: text/csv\nContent-Disposition: attachment;\n"
            " filename*0*=utf-8''Answer%20; filename*1=number; filename*2*=%C3%A9.csv\n\n2018,1\n--B\nContent-Type: text/csv\n"
            'Content-Disposition: attachment; filename="=?utf-8?Q?R=C3=A9ponse?=.csv\n\n2018,2\n--B--\n'
        )
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body.encode())

    def html_called_plain(self) -> bytes:
        html = f"<html><body><p>{self.text}</p></body></html>"
        return self._wrap("answer", "Content-Type: text/plain; charset=utf-8", html.encode())

    def cut_short(self) -> bytes:
        data = base64.encodebytes(bytes(range(256)) * 8).decode()[:1500]
        body = (
            f"--B\nContent-Type: text/plain\n\n{self.text}\n--B\nContent-Type: application/pdf; name=a.pdf\n"
            f"Content-Transfer-Encoding: base64\n\n{data}"
        )
        return self._wrap("answer", 'Content-Type: multipart/mixed; boundary="B"', body.encode())

    def disclaimed(self) -> bytes:
        words = (
            f"{self.text}\nThis e-mail is confidential and intended for the addressee only. If you are not the intended "
            f"recipient please delete it.\n\n-----Original Message-----\nFrom: The Lantern Post\nSubject: {self.subject}\n"
        )
        return self._wrap("answer", "Content-Type: text/plain; charset=iso-8859-1", words.encode("latin-1"))

    def bounce(self) -> bytes:
        body = (
            "--B\nContent-Type: text/plain\n\nYour message could not be delivered.\n--B\n"
            "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
            f"Final-Recipient: rfc822; {self.address}\nAction: failed\nStatus: 5.2.2\n\n"
            f"--B\nContent-Type: text/rfc822-headers\n\nSubject: {self.subject}\nMessage-ID: {self.asked}\n\n--B--\n"
        )
        head = 'Content-Type: multipart/report; report-type=delivery-status; boundary="B"'
        return self._wrap("bounce", head, body.encode(), replies=False).replace(
            f"From: {self.address}".encode(), b"From: MAILER-DAEMON@mx.example"
        )


FORMS = (
    Authority.plain, Authority.lying_charset, Authority.html_only, Authority.attached_letter,
    Authority.no_last_boundary, Authority.uuencoded, Authority.quoting, Authority.only_from_the_domain,
    Authority.refusal, Authority.utf7, Authority.out_of_office, Authority.winmail, Authority.outlook_item_attached,
    Authority.forwarded_thrice, Authority.broken_uuencode, Authority.chinese_without_label, Authority.colored,
    Authority.portal, Authority.broken_names, Authority.html_called_plain, Authority.cut_short, Authority.disclaimed,
)  # fmt: skip
