"""A whole investigation of another subject: from an empty folder to the page, without a line written for police."""

from __future__ import annotations

import io
import json
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest

from answerable.cli import main
from answerable.investigation import Investigation
from answerable.model.link import Count
from answerable.model.problem import Problem

COUNCILS = {
    "ashmoor": "foia-2000",
    "brackley-vale": "foia-2000",
    "corrieburn": "foisa-2002",
    "dunmere": "foia-2000",
    "estwick": "foia-2000",
    "fallowdale": "foia-2000",
    "gullane-moor": "foisa-2002",
}
CODEBOOK = """
format = 1
name = "libraries"
version = "1"

[counting]
unit = "libraries"

[[variable]]
name = "library"
kind = "text"
unit = "case"
label = { en = "Library" }

[[variable]]
name = "year"
kind = "number"
unit = "case"
label = { en = "Year" }

[[variable]]
name = "outcome"
kind = "category"
unit = "case"
label = { en = "What happened" }

[[variable.category]]
name = "closed"
label = { en = "Closed" }
cues = ["closed", "closure"]
not_cues = ["temporarily closed"]

[[variable.category]]
name = "volunteers"
label = { en = "Handed to volunteers" }
cues = ["volunteers"]

[[measure]]
name = "closed"
label = { en = "Closed" }
variable = "outcome"
any_of = ["closed"]
definition = "Public libraries closed for good."
"""
LETTER = """+++
subject = "Freedom of information request: libraries"
sent_on = 2026-01-05
+++

Dear {{ authority.name }},

Under {{ law.name }} I ask for the following information.

1. How many public libraries did you close between 2022 and 2025, by calendar year?
2. For each: its name, the date, and whether it was closed or handed to volunteers.

Please quote {{ request.token }} in your reply.
"""
PROSE = """Thank you for your request of 5 January 2026, our reference FOI 2026/011.

1. How many public libraries did you close between 2022 and 2025, by calendar year?

2022: 2
2023: 0
2024: 1
2025: None

2. For each: its name, the date, and whether it was closed or handed to volunteers.

Hillfoot Library was closed on 3 March 2022. Marsh Lane Library closed in September 2022 and its stock was moved to the
central library. Northgate Library was closed on 12 July 2024.

Information Governance
"""
SHEET = [
    ["Library", "Date", "Outcome"],
    ["Brook Street", "2022-05-01", "Closed"],
    ["Old Mill", "2023-10-14", "Handed to volunteers"],
    ["Quay", "2023-11-01", "Closed"],
]
LETTERS = {
    "ashmoor": ("FOI 2026/011", PROSE),
    "brackley-vale": ("RE: your request", "Please find attached the information that you requested. Our ref: BV-778."),
    "corrieburn": (
        "Freedom of Information (Scotland) Act 2002",
        "Under section 17 of the Freedom of Information (Scotland) Act 2002 the Council does not hold the information.",
    ),
    "dunmere": (
        "Your request DUN/26/5",
        "To retrieve it would exceed the appropriate limit of 18 hours. Section 12(1) of the Freedom of Information "
        "Act 2000 therefore applies and we are not obliged to comply.",
    ),
    "estwick": (
        "Your request",
        "I have decided to disclose the information to you in full. It is set out below.\n\nSix reading rooms.",
    ),
}


def write_folder(folder: Path) -> None:
    """What a reporter would write and receive."""
    header = "id,name,aliases,kind,nations,law,email,email_verified_on,domains,site,headcount,headcount_year\n"
    rows = [
        f"{one},{one.replace('-', ' ').title()} Council,,council,england,{law},foi@{one}.example,2026-01-02,"
        f"{one}.example,,,"
        for one, law in COUNCILS.items()
    ]
    (folder / "authorities.csv").write_text(header + "\n".join(rows) + "\n", encoding="utf-8")
    (folder / "codebook.toml").write_text(CODEBOOK, encoding="utf-8")
    (folder / "letters" / "first-letter.md").write_text(LETTER, encoding="utf-8")
    settings = (folder / "answerable.toml").read_text(encoding="utf-8")
    (folder / "answerable.toml").write_text(settings.replace("# as_of = 2026-01-31", "as_of = 2026-02-20"), "utf-8")
    (folder / "findings" / "closed.sql").write_text(
        '/*\ntitle = "Libraries closed"\nunit = "libraries"\n[sentence]\nen = "{value} libraries were closed"\n*/\n'
        "SELECT authority_id, low, high, cases, tallies FROM counts WHERE measure = 'closed' AND comparable\n",
        encoding="utf-8",
    )
    for number, (council, (subject, body)) in enumerate(LETTERS.items(), 1):
        letter = EmailMessage()
        letter["From"], letter["To"] = f"foi@{council}.example", "desk@paper.example"
        letter["Subject"], letter["Date"] = subject, "Mon, 02 Feb 2026 10:00:00 +0000"
        letter["Message-ID"] = f"<{number}@{council}.example>"
        letter.set_content(body)
        if council == "brackley-vale":
            book, out = openpyxl.Workbook(), io.BytesIO()
            for row in SHEET:
                book.active.append(row)
            book.save(out)
            kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            letter.add_attachment(out.getvalue(), "application", kind, filename="libraries.xlsx")
        (folder / "inbox" / f"{number}.eml").write_bytes(bytes(letter))


def call(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command prints."""
    with pytest.raises(SystemExit) as ended:
        main([*words])
    printed = capsys.readouterr()
    assert not ended.value.code, printed
    return printed.out


@pytest.mark.slow
def test_from_an_empty_folder_to_the_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "libraries"
    call(capsys, "init", str(folder))
    write_folder(folder)
    call(capsys, "run", str(folder), "--workers", "0")
    with Investigation.open(folder, n_workers=0).record as record:
        counts = {count.authority_id: str(count.value) for count in record.all(Count) if count.measure == "closed"}
        unread = [problem.authority_id for problem in record.all(Problem) if problem.code == "answer-not-coded"]
    assert counts == {"ashmoor": "3", "brackley-vale": "2"}
    assert unread == ["estwick"]
    told = call(capsys, "explain", "closed", str(folder), "--json")
    assert "libraries.xlsx" in told
    assert "2022-05-01" in told or "Brook Street" in told
    assert len(json.loads(call(capsys, "export", "cases", str(folder), "--format", "json"))) == 6
    page = (folder / "build" / "site" / "index.html").read_text(encoding="utf-8")
    assert "officer" not in page.lower()
    assert "police" not in page.lower()
