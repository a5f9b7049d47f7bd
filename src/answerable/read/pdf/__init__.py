"""PDF: words with boxes, ruled tables, scans, and what lies hidden under boxes, off the page or without colour."""

from answerable.read.pdf.document import read_pdf

__all__ = ["read_pdf"]
