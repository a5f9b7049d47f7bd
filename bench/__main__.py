"""`make bench`: every bench on material that is at hand; each can be run by itself on material of your own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from answerable.mail.parse import parse_mail

HERE = Path(__file__).resolve().parent
INBOX = HERE.parent / "examples" / "police-social-media" / "inbox"


def write_pdfs(folder: Path) -> list[str]:
    """The PDF answers of the bundled example, as files."""
    written = []
    for path in sorted(INBOX.glob("*.eml")):
        for number, part in enumerate(parse_mail(path.read_bytes()).attachments):
            if part.data.startswith(b"%PDF"):
                target = folder / f"{path.stem}-{number}.pdf"
                target.write_bytes(part.data)
                written.append(str(target))
    return written


def main() -> int:
    """Run every bench; one that fails does not keep the others from running."""
    with tempfile.TemporaryDirectory() as folder:
        pdfs = write_pdfs(Path(folder))
        words = {"reading.py": ["speed", *pdfs]}
        failed = []
        for path in sorted(HERE.glob("[a-z]*.py")):
            print(f"\n=== {path.name}", flush=True)
            if subprocess.run([sys.executable, path, *words.get(path.name, [])], check=False).returncode:
                failed.append(path.name)
    if failed:
        print(f"\nfailed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
