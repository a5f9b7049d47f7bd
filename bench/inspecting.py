"""`answerable inspect` over a folder of mixed files: time, memory, and what is left to do after it was killed.

    python bench/inspecting.py               2,000 files made on the spot
    python bench/inspecting.py 10000         as many as you say

The files are letters, tables, mails with attachments, web pages, archives, PDF; one in a hundred is cut in
the middle. The command is killed (kill -9) when a third is done, and started again. Printed are seconds, the memory of
the main process when a third was done and at the end, and whether each file stands in the output once.
"""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
import xlsxwriter
from reportlab.pdfgen.canvas import Canvas

_YEARS = range(2015, 2024)


def _make_rows(rng: random.Random) -> list[list[str]]:
    return [
        ["Year", "Officers", "Dismissed"],
        *([str(year), str(rng.randrange(90)), str(rng.randrange(9))] for year in _YEARS),
    ]


def _make_letter(rng: random.Random) -> str:
    sentences = [
        f"In {year} we recorded {rng.randrange(90)} cases, of which {rng.randrange(9)} led to dismissal."
        for year in _YEARS
    ]
    return "Dear Reporter,\n\n" + "\n\n".join(sentences) + f"\n\nReference {rng.randrange(10**6)}\n"


def _make_docx(rng: random.Random) -> bytes:
    document, out = docx.Document(), BytesIO()
    for paragraph in _make_letter(rng).split("\n\n"):
        document.add_paragraph(paragraph)
    document.save(out)
    return out.getvalue()


def _make_xlsx(rng: random.Random) -> bytes:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Answer")
        for number, row in enumerate(_make_rows(rng)):
            sheet.write_row(number, 0, row)
        sheet.set_row(3, None, None, {"hidden": rng.random() < 0.1})
    return out.getvalue()


def _make_pdf(rng: random.Random) -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    for _ in range(rng.randrange(1, 4)):
        for number, row in enumerate(_make_rows(rng)):
            for column, cell in enumerate(row):
                canvas.drawString(72 + 110 * column, 760 - 16 * number, cell)
        for number, line in enumerate(_make_letter(rng).split("\n\n")):
            canvas.drawString(72, 560 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _make_html(rng: random.Random) -> bytes:
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in _make_rows(rng))
    return f"<html><body><p>{_make_letter(rng)}</p><table>{rows}</table></body></html>".encode()


def _make_mail(rng: random.Random) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "foi@avonmoor.example", "desk@newsroom.example"
    message["Subject"] = f"Your request {rng.randrange(10**6)}"
    message.set_content(_make_letter(rng))
    if rng.random() < 0.4:
        message.add_attachment(_make_xlsx(rng), maintype="application", subtype="octet-stream", filename="answer.xlsx")
    return message.as_bytes()


def _make_zip(rng: random.Random) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        archive.writestr("letter.txt", _make_letter(rng))
        archive.writestr("answer.csv", "\n".join(map(",".join, _make_rows(rng))))
    return out.getvalue()


MAKERS = (
    ("eml", _make_mail, 8), ("pdf", _make_pdf, 4), ("xlsx", _make_xlsx, 3), ("docx", _make_docx, 2),
    ("html", _make_html, 1), ("zip", _make_zip, 1), ("txt", lambda rng: _make_letter(rng).encode(), 2),
    ("csv", lambda rng: "\n".join(map(",".join, _make_rows(rng))).encode(), 2),
)  # fmt: skip


def make_folder(folder: Path, n_files: int) -> None:
    """Fill a folder with seeded files of many kinds."""
    rng = random.Random(5)
    kinds = rng.choices(MAKERS, [weight for *_, weight in MAKERS], k=n_files)
    for number, (ending, make, _) in enumerate(kinds):
        data = make(rng)
        if number % 100 == 99:
            data = data[: len(data) // 2]
        path = folder / f"{number // 500:03}" / f"{number:05}.{ending}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)


def _get_memory(pid: int) -> int:
    """Megabytes of the main process; 0 where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmRSS")), 0)


def _count_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n") if path.exists() else 0


def run(folder: Path, target: Path, kill_at: int = 0) -> tuple[float, list[int]]:
    """Inspect a folder; seconds, and the memory of the main process at each look.

    Args:
        folder: with the files.
        target: of the output.
        kill_at: kill the command when so many files are done; 0 lets it end.
    """
    command = [sys.executable, "-m", "answerable", "inspect", str(folder), "--no-ocr", "--to", str(target)]
    began = time.monotonic()
    with target.with_suffix(".log").open("ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
        memory = []
        while process.poll() is None:
            time.sleep(1)
            memory.append(_get_memory(process.pid))
            if kill_at and _count_lines(target) >= kill_at:
                process.send_signal(signal.SIGKILL)
                process.wait()
                break
    return time.monotonic() - began, [size for size in memory if size]


def main() -> None:
    """Make the files, inspect, kill, go on, and say what it took."""
    n_files = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    with tempfile.TemporaryDirectory() as made:
        folder, target = Path(made) / "inbox", Path(made) / "out.jsonl"
        folder.mkdir()
        make_folder(folder, n_files)
        first, early = run(folder, target, n_files // 3)
        n_first = _count_lines(target)
        second, late = run(folder, target)
        paths = Counter(json.loads(line)["path"] for line in target.open(encoding="utf-8"))
        once = len(paths) == n_files and set(paths.values()) == {1}
        print(f"{n_files} files; killed after {n_first} ({first:.0f} s), the rest in {second:.0f} s")
        quarter, end = (late[len(late) // 4], late[-1]) if late else (0, 0)
        print(f"main process: {max(early, default=0)} MB before the kill, {max(late, default=0)} MB at most after it,")
        print(f"  {quarter} MB after a quarter of the second run, {end} MB at its end")
        print(f"each file once in the output: {once}")
        print(target.with_suffix(".log").read_text()[-2500:])


if __name__ == "__main__":
    main()
