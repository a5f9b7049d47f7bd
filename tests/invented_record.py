"""A small record of six invented authorities, made of model objects: what analyze, check and publish are tried on.

Avon Fell and Birch Moor disclose tallies and cases; Coldwater suppresses; Dunlin counts allegations; Eskmere refuses;
Fernhill is silent and has a published log.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from answerable.model.authority import Authority, EmailAddress, Headcount
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Category, Codebook, Measure, Variable, VariableKind
from answerable.model.dates import Period
from answerable.model.document import Document, Page, Word
from answerable.model.ids import hash_bytes, make_token
from answerable.model.interval import Interval
from answerable.model.link import Count, Subject
from answerable.model.message import Message, MessageKind
from answerable.model.request import Batch, Question, Request
from answerable.model.response import Classification, Decision, ExemptionCited, QuestionDecision
from answerable.model.span import Box, Span, make_span
from answerable.store.record import Record

NAMES = {
    "avon-fell": ("Avon Fell Police", "england", 1200),
    "birch-moor": ("Birch Moor Constabulary", "england", 2500),
    "coldwater": ("Coldwater Police", "scotland", 900),
    "dunlin": ("Dunlin Police", "wales", 700),
    "eskmere": ("Eskmere Police", "northern_ireland", 3100),
    "fernhill": ("Fernhill Constabulary", "england", 800),
}
PERIOD = Period(dt.date(2018, 1, 1), dt.date(2021, 12, 31))
BATCH = "2021-11"


def _labels(en: str, cy: str) -> tuple[tuple[str, str], ...]:
    return (("cy", cy), ("en", en))


CODEBOOK = Codebook(
    name="invented",
    version="1",
    variables=(
        Variable(
            "rank",
            VariableKind.CATEGORY,
            "",
            _labels("Rank", "Rheng"),
            categories=(
                Category("constable", _labels("constable", "cwnstabl")),
                Category("sergeant", _labels("sergeant", "rhingyll")),
            ),
        ),
        Variable("year", VariableKind.NUMBER, "", _labels("Year", "Blwyddyn")),
        Variable(
            "platform",
            VariableKind.MULTI_CATEGORY,
            "",
            _labels("Platform", "Llwyfan"),
            categories=(
                Category("whatsapp", _labels("WhatsApp", "WhatsApp")),
                Category("facebook", _labels("Facebook", "Facebook")),
            ),
        ),
        Variable(
            "outcome",
            VariableKind.CATEGORY,
            "",
            _labels("Outcome", "Canlyniad"),
            categories=(
                Category("dismissed", _labels("dismissed", "diswyddwyd")),
                Category("would_have_been_dismissed", _labels("would have been dismissed", "byddai wedi’i ddiswyddo")),
                Category("final_written_warning", _labels("final written warning", "rhybudd ysgrifenedig terfynol")),
                Category("written_warning", _labels("written warning", "rhybudd ysgrifenedig")),
            ),
        ),
    ),
    measures=(
        Measure("disciplined", _labels("disciplined", "disgyblwyd"), "outcome", ("dismissed", "written_warning")),
        Measure("dismissed", _labels("dismissed", "diswyddwyd"), "outcome", ("dismissed",)),
    ),
)


@dataclass(frozen=True)
class Made:
    """The record's folder and what a test may want to name."""

    record: Record
    codebook: Codebook
    batch: Batch
    pdf: str


def fill(record: Record) -> Made:
    """Put the six authorities, their letters, cases and counts into a record."""
    authorities = [
        Authority(
            key,
            name,
            "foisa-2002" if nation == "scotland" else "foia-2000",
            kind="territorial_police",
            nations=(nation,),
            emails=(EmailAddress(f"foi@{key}.example"),),
            headcounts=(Headcount(dt.date(2021, 3, 31), headcount),),
        )
        for key, (name, nation, headcount) in NAMES.items()
    ]
    batch = Batch(
        BATCH,
        "Officers disciplined over social media",
        "Dear {{ authority.name }}",
        (Question(1, "How many officers have been disciplined?"), Question(2, "How many were dismissed?")),
        "foia-2000",
        PERIOD,
        dt.date(2021, 11, 1),
    )
    requests = [
        Request(
            f"req-{authority.id}",
            BATCH,
            authority.id,
            make_token(BATCH, authority.id),
            authority.law,
            batch.subject,
            f"Dear {authority.name}\n\nPlease answer.",
            f"{authority.id}@news.example",
            sent_on=dt.date(2021, 11, 1),
        )
        for authority in authorities
    ]
    record.replace("ask", "batch", "k", [batch, *authorities, *requests])
    builder = _Builder(record)
    pdf = builder.fill()
    return Made(record, CODEBOOK, batch, pdf)


class _Builder:
    def __init__(self, record: Record) -> None:
        self.record = record
        self.rows: list[object] = []

    def fill(self) -> str:
        self._letter("avon-fell", "2021-11-24", AVON_FELL, Decision.DISCLOSED)
        self._letter("birch-moor", "2021-12-20", BIRCH_MOOR, Decision.PARTLY_DISCLOSED, ("40(2)",))
        self._letter("coldwater", "2021-11-29", COLDWATER, Decision.PARTLY_DISCLOSED, ("38(1)(b)",))
        self._letter("dunlin", "2021-11-29", DUNLIN, Decision.DISCLOSED)
        self._letter("eskmere", "2021-12-09", ESKMERE, Decision.COST_LIMIT_EXCEEDED, ("12(1)",))
        avon = hash_bytes(AVON_FELL.encode())
        c1 = self._case("avon-fell", avon, AVON_FELL,
                        "A constable shared a racist meme on WhatsApp in 2019: written warning",
                        rank="constable", year=2019, platform=("whatsapp",), outcome="written_warning")  # fmt: skip
        c2 = self._case("avon-fell", avon, AVON_FELL, "A sergeant posted an image on Facebook in 2020: dismissed",
                        rank="sergeant", year=2020, platform=("facebook",), outcome="dismissed")  # fmt: skip
        pdf, page, spans = self._pdf()
        c3 = self._case("birch-moor", pdf, page, spans, rank="constable", year=2020, platform=("whatsapp",),
                        outcome="dismissed", standing=Standing.ACCEPTED)  # fmt: skip
        log = self._log()
        tally = Tally(
            "tly-1", "avon-fell", "foi_response", avon, "disciplined", "officers", PERIOD, (),
            Interval.exactly(12), self._span(avon, AVON_FELL, "12 officers"), request_id="req-avon-fell", question=1,
        )  # fmt: skip
        self.rows += [
            tally,
            *(Subject(f"sub-{c.id}", c.authority_id, (c.id,), (c.method,), ()) for c in (c1, c2, c3, log)),
            self._count("avon-fell", "disciplined", 12, 12, "tally", tallies=("tly-1",), cases=(c1.id, c2.id)),
            self._count("avon-fell", "dismissed", 1, 1, "listed_cases", cases=(c2.id,)),
            self._count("birch-moor", "disciplined", 9, 9, "tally", cases=(c3.id,)),
            self._count("birch-moor", "dismissed", 2, 2, "tally", cases=(c3.id,)),
            self._count("coldwater", "disciplined", 6, 6, "tally"),
            self._count("coldwater", "dismissed", 1, 4, "tally"),
            self._count("dunlin", "disciplined", 20, 20, "tally", comparable=False, note="counts allegations"),
            self._count("fernhill", "disciplined", 1, 1, "published_log", cases=(log.id,)),
            self._count("fernhill", "dismissed", 1, 1, "published_log", cases=(log.id,)),
        ]
        self.record.replace("made", "all", "k", self.rows)
        return pdf

    def _span(self, document: str, text: str, words: str) -> Span:
        start = text.index(words)
        return make_span(document, 1, text, start, start + len(words))

    def _letter(self, key: str, day: str, text: str, decision: Decision, sections: tuple[str, ...] = ()) -> None:
        sha = hash_bytes(text.encode())
        self.record.archive(text.encode(), name=f"{key}.eml", media_type="message/rfc822", origin=f"inbox/{key}.eml")
        law = "foisa-2002" if key == "coldwater" else "foia-2000"
        self.rows += [
            Document(sha, f"{key}.eml", "message/rfc822", len(text), 1, 0),
            Page(f"{sha}:1", sha, 1, "mail", text),
            Message(
                f"msg-{key}", sha, "in", f"{day}T10:00:00+00:00", f"foi@{key}.example", NAMES[key][0], (),
                "Re: request", f"{key}-1", "", (), text, request_id=f"req-{key}",
            ),
            Classification(
                f"cls-{key}", f"msg-{key}", f"req-{key}", key, MessageKind.RESPONSE, None, decision,
                decisions=(QuestionDecision(1, decision, None),),
                exemptions=tuple(
                    ExemptionCited(law, section, "engaged", self._span(sha, text, section)) for section in sections
                ),
                law=law, share_sure=0.9,
            ),
        ]  # fmt: skip

    def _case(self, key: str, sha: str, text: str, words: str, standing: Standing = Standing.PROPOSED,
              method: str = "foi_response", **values: object) -> Case:  # fmt: skip
        span = self._span(sha, text, words)
        case = Case(
            f"case-{key}-{span.start}", key, method, sha, span,
            tuple(Value(name, Coded(value, Basis.STATED, span, by="rule")) for name, value in values.items()),  # type: ignore[arg-type]
            standing, f"req-{key}" if method == "foi_response" else "",
        )  # fmt: skip
        self.rows.append(case)
        return case

    def _log(self) -> Case:
        sha = hash_bytes(FERNHILL.encode())
        self.record.archive(
            FERNHILL.encode(), name="outcomes.html", media_type="text/html", origin="https://fernhill.example"
        )
        self.rows += [
            Document(sha, "outcomes.html", "text/html", len(FERNHILL), 1, 0),
            Page(f"{sha}:1", sha, 1, "html", FERNHILL),
        ]
        return self._case("fernhill", sha, FERNHILL, "dismissed a constable for messages sent on WhatsApp in 2021",
                          method="published_log", rank="constable", year=2021, platform=("whatsapp",),
                          outcome="dismissed")  # fmt: skip

    def _pdf(self) -> tuple[str, str, str]:
        """A one-page PDF with its words and boxes, so that the words can be shown where they stand."""
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=1)
        text, words, top = "", [], 120.0
        for line in BIRCH_PAGE:
            canvas.setFont("Helvetica", 11)
            canvas.drawString(72, 842 - top, line)
            x = 72.0
            for word in line.split(" "):
                width = canvas.stringWidth(word, "Helvetica", 11)
                start = len(text) + (0 if not text or text.endswith("\n") else 1)
                text += ("" if not text or text.endswith("\n") else " ") + word
                words.append(Word(start, len(text), Box(x, top - 9, x + width, top + 3)))
                x += width + canvas.stringWidth(" ", "Helvetica", 11)
            text += "\n"
            top += 18
        canvas.save()
        data = out.getvalue()
        sha = self.record.archive(
            data, name="birch.pdf", media_type="application/pdf", origin="inbox/birch-moor.eml"
        ).id
        self.rows += [
            Document(sha, "birch.pdf", "application/pdf", len(data), 1, 0),
            Page(f"{sha}:1", sha, 1, "pdf", text, width=595, height=842, words=tuple(words)),
        ]
        return sha, text, BIRCH_PAGE[2]

    def _count(self, key: str, measure: str, low: float, high: float | None, basis: str, comparable: bool = True,
               note: str = "", tallies: tuple[str, ...] = (), cases: tuple[str, ...] = ()) -> Count:  # fmt: skip
        methods = ("published_log",) if basis == "published_log" else ("foi_response",)
        return Count(f"cnt-{key}-{measure}", key, measure, Interval(low, high), basis, methods, comparable,
                     tallies, cases, None, note)  # fmt: skip


AVON_FELL = """Dear Sir or Madam,

1. 12 officers have been disciplined since 2018.
2. One was dismissed.
3. A constable shared a racist meme on WhatsApp in 2019: written warning.
A sergeant posted an image on Facebook in 2020: dismissed.
"""
BIRCH_MOOR = "Please see the attached. Details are withheld under section 40(2) of the Act.\n"
BIRCH_PAGE = (
    "Birch Moor Constabulary: officers disciplined, 2018 to 2021",
    "Total 9, of whom 2 were dismissed.",
    "PC, 2020: sent a photograph of a dead person to colleagues on WhatsApp - dismissed",
)
COLDWATER = "6 officers. Fewer than five were dismissed; the exact figure is withheld under section 38(1)(b).\n"
DUNLIN = "20 allegations were recorded.\n"
ESKMERE = "To answer would exceed the appropriate limit under section 12(1).\n"
FERNHILL = (
    "Misconduct outcome: PC Gideon Marlpit. Chair: Ms Henrietta Corvane, h.corvane@force.example.\n"
    "Marlpit did not attend. The panel dismissed a constable for messages sent on WhatsApp in 2021.\n"
)


def open_record(folder: Path) -> Record:
    """A fresh record in a folder."""
    return Record.open(f"sqlite:///{folder / 'record.db'}", archive=folder / "sources")
