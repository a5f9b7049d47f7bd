"""Lets the tests of this room share `promises`: what every reading keeps, whatever the file."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
