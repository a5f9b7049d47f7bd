"""A small investigation with two press articles: one force of the example, its log, and what somebody saved."""

from __future__ import annotations

import shutil
from pathlib import Path

from click.testing import CliRunner

from answerable.cli.press import press

GAZETTE = """<!doctype html><html lang="en"><head><title>Officer dismissed - The Lind Gazette</title></head><body>
<nav><ul><li><a href="/">News</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<article><h1>Officer who shared racist WhatsApp messages is dismissed</h1><p>By Corin Applegate, 25 June 2021</p>
<p>A Lindmarsh police constable who shared racist messages in a WhatsApp group has been dismissed without notice.</p>
<p>The officer was found to have committed gross misconduct at a hearing on 22 June 2021.</p></article>
<footer><p>The Lind Gazette</p></footer></body></html>"""
SENTINEL = """Sergeant given warning over Facebook post

A police sergeant in Lindmarsh was given a final written warning after a misconduct meeting on 4 March 2020 for mocking
a member of the public on Facebook, the Sentinel understands.

The force would not comment.
"""


def make_folder(folder: Path, example_folder: Path) -> Path:
    """One force of the example with its log; one article tells what the log tells, the other what nobody else does."""
    (folder / "logs").mkdir(parents=True)
    for name in ("answerable.toml", "codebook.toml", "logs/lindmarsh.toml"):
        shutil.copy(example_folder / name, folder / name)
    lines = (example_folder / "authorities.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "authorities.csv").write_text(lines[0] + "".join(one for one in lines if one.startswith("lindmarsh,")))
    shutil.copytree(example_folder / "pages" / "lindmarsh", folder / "pages" / "lindmarsh")
    for name, words, day in (("gazette.html", GAZETTE, "2021-06-25"), ("sentinel.txt", SENTINEL, "2020-03-09")):
        saved = folder.parent / name
        saved.write_text(words, encoding="utf-8")
        options = ["--authority", "lindmarsh", "--publication", f"The Lind {saved.stem.title()}", "--published", day]
        CliRunner().invoke(press, [str(folder), "--add", str(saved), *options], catch_exceptions=False)
    return folder
