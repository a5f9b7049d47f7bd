"""Slides (PPTX, ODP): a page for each slide; hidden slides and speaker's notes are counted and kept out."""

from answerable.read.slides.odp import read_odp
from answerable.read.slides.pptx import read_pptx

__all__ = ["read_odp", "read_pptx"]
