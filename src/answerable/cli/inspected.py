"""What a whole folder of files holds, in a few lines for a person: how many of what, and which files need a look.

In: the plain object of each file, as `inspect` writes it. Out: counts with the first few names, printed. Nothing else
is kept of a file, so that a folder of any size takes the same memory. What must never be here: reading of files.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console

from answerable.read.run import WAITING

Group = tuple[str, str]
"""A problem's code, and for files that are not read what they are."""
_NAMED = 3
_BY_KIND = "not-supported"
_HIDDEN: Group = ("hidden", "")
_WORDS = {
    "mail-undated": ("mail has no date that can be read", "mails have no date that can be read"),
    "mail-part-broken": ("part of a mail is not well formed", "parts of mails are not well formed"),
    "attachment-incomplete": ("attachment breaks off", "attachments break off"),
    "text-outside-parts": ("mail has words outside its parts", "mails have words outside their parts"),
    "file-unreadable": ("workbook cannot be opened", "workbooks cannot be opened"),
    "error-cell": ("sheet has cells that hold an error", "sheets have cells that hold an error"),
    "formula-without-value": ("sheet has formulas without results", "sheets have formulas without results"),
    "page-unreadable": ("page cannot be read", "pages cannot be read"),
    "link-in-archive": ("link in an archive was not followed", "links in archives were not followed"),
}
"""One and many of the problems that a run of the stage does not name."""
_KINDS = {
    "application/pdf": "PDF",
    "message/rfc822": "mail",
    "application/vnd.ms-outlook": "Outlook mail",
    "application/vnd.ms-outlook-pst": "Outlook mailbox (PST)",
    "application/zip": "ZIP archive",
    "application/x-7z-compressed": "7z archive",
    "application/vnd.rar": "RAR archive",
    "application/x-tar": "TAR archive",
    "application/gzip": "GZIP archive",
    "application/warc": "web archive (WARC)",
    "application/wacz": "web archive (WACZ)",
    "application/epub+zip": "book (EPUB)",
    "application/mbox": "mailbox (MBOX)",
    "application/msaccess": "Access database",
    "application/vnd.sqlite3": "SQLite database",
    "text/html": "web page",
    "text/csv": "CSV table",
    "text/plain": "plain text",
    "application/msword": "Word letter (DOC)",
    "application/rtf": "RTF letter",
    "application/octet-stream": "unknown kind",
}
_ENDINGS = {
    "wordprocessingml.document": "Word letter (DOCX)",
    "spreadsheetml.sheet": "Excel workbook (XLSX)",
    "ms-excel.sheet.binary.macroenabled.12": "Excel workbook (XLSB)",
    "ms-excel": "Excel workbook (XLS)",
    "opendocument.spreadsheet": "spreadsheet (ODS)",
    "opendocument.text": "letter (ODT)",
    "presentationml.presentation": "slides (PPTX)",
    "opendocument.presentation": "slides (ODP)",
    "ms-powerpoint": "slides (PPT)",
}


def say_kind(media_type: str) -> str:
    """A media type in words."""
    if media_type in _KINDS:
        return _KINDS[media_type]
    ending = next((said for end, said in _ENDINGS.items() if media_type.endswith(end)), "")
    if ending or not media_type.startswith("image/"):
        return ending or media_type
    return f"{media_type.removeprefix('image/').upper()} picture"


def say_number(number: int, noun: str) -> str:
    """A count with its noun.

    >>> say_number(1, "file"), say_number(10_000, "file")
    ('1 file', '10,000 files')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


@dataclass(slots=True)
class Inspected:
    """Counts over all files, and the first names of those that need a look."""

    n_files: int = 0
    n_inside: int = 0
    n_pages: int = 0
    n_tables: int = 0
    n_hiding: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    problems: Counter[Group] = field(default_factory=Counter)
    files: Counter[Group] = field(default_factory=Counter)
    remedies: dict[Group, str] = field(default_factory=dict)
    named: dict[Group, list[str]] = field(default_factory=dict)

    def add(self, plain: dict[str, Any], above: str = "") -> None:
        """Count a file and what is inside it."""
        name = f"{above} > {plain['name']}" if above else str(plain.get("path", plain["name"]))
        self.n_files += not above
        self.n_inside += bool(above)
        self.n_pages += len(plain["pages"])
        self.n_tables += len(plain["tables"])
        self.kinds[say_kind(plain["media_type"]) or "not read"] += 1
        kinds = {item["kind"] for item in plain["hidden"]} - {"metadata"}
        if kinds:
            self.n_hiding += 1
            self.hidden.update(kinds)
            self._name(_HIDDEN, name)
        groups = Counter(
            (item["code"], item["found"] if item["code"] == _BY_KIND else "") for item in plain["problems"]
        )
        for group, count in groups.items():
            self.problems[group] += count
            self.files[group] += 1
            self.remedies.setdefault(group, next(i["remedy"] for i in plain["problems"] if i["code"] == group[0]))
            self._name(group, name)
        for item in plain.get("attachments", ()):
            self.add(item, name)

    def _name(self, what: Group, name: str) -> None:
        names = self.named.setdefault(what, [])
        if len(names) < _NAMED:
            names.append(name)

    def print(self, console: Console, n_known: int) -> None:
        """Say it.

        Args:
            console: where.
            n_known: files that an earlier run had read.
        """
        inside = f" and {say_number(self.n_inside, 'file')} inside them" if self.n_inside else ""
        console.print(f"\n{say_number(self.n_files, 'file')}{inside}:", style="bold")
        console.print(f"  {say_number(self.n_pages, 'page')}, {say_number(self.n_tables, 'table')}")
        if n_known:
            console.print(f"  {n_known:,} of them had been read before; the counts are of all.")
        kinds = sorted(self.kinds.items(), key=lambda item: (-item[1], item[0]))
        console.print("  " + ", ".join(f"{count:,} {kind}" for kind, count in kinds), markup=False)
        if self.problems or self.n_hiding:
            console.print("What needs a look:", style="bold")
        for group, count in sorted(self.problems.items(), key=lambda item: (-item[1], item[0])):
            code, found = group
            words = WAITING.get(code) or _WORDS.get(code)
            why = words[count > 1] if words else f"times {code}"
            self._print_group(console, f"{count:,} {why}{': ' * bool(found)}{found}", group, self.files[group])
            if self.remedies[group]:
                console.print(f"      what to do: {self.remedies[group]}", markup=False)
        if self.n_hiding:
            most = ", ".join(f"{kind.replace('_', ' ')} in {n:,}" for kind, n in sorted(self.hidden.items()))
            said = (
                f"{self.n_hiding:,} {'file hides' if self.n_hiding == 1 else 'files hide'} something, kept out: {most}"
            )
            self._print_group(console, said, _HIDDEN, self.n_hiding)
        console.print("Next: look at one of them with `answerable inspect FILE`, or put the folder into an inbox/.")

    def _print_group(self, console: Console, said: str, group: Group, n_files: int) -> None:
        names = self.named[group]
        rest = f" and {n_files - len(names):,} more" if n_files > len(names) else ""
        console.print(f"  {said}", markup=False, style="yellow")
        console.print(f"      {'; '.join(names)}{rest}", markup=False)
