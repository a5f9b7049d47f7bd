"""Write the example's files, or only check that they are what this generator writes (``--check``).

In: the example's folder (``--into`` writes to another). Out: ``inbox/``, ``pages/``, ``logs/``, ``truth.json``.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    __package__ = "generator"

from generator.example import make_example

HERE = Path(__file__).resolve().parent.parent


def main() -> int:
    """Write or check the example."""
    words = argparse.ArgumentParser(prog="generator", description=__doc__)
    words.add_argument("--into", type=Path, default=HERE, help="folder to write to")
    words.add_argument("--check", action="store_true", help="write nothing; say which files differ")
    args = words.parse_args()
    files = make_example(HERE)
    if args.check:
        differ = [
            name
            for name, data in files.items()
            if not (args.into / name).is_file() or (args.into / name).read_bytes() != data
        ]
        print("\n".join(differ) or f"{len(files)} files are as written")
        return 1 if differ else 0
    for folder in ("inbox", "pages", "logs"):
        for old in sorted((args.into / folder).rglob("*")):
            if old.is_file() and str(old.relative_to(args.into)) not in files:
                old.unlink()
    for name, data in files.items():
        path = args.into / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    print(f"{len(files)} files, {sum(map(len, files.values())) / 1e6:.2f} MB")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
