"""Letters in Word (DOCX), walked part by part: what is live, what is tracked, what is hidden."""

from answerable.read.docx.document import read_docx

__all__ = ["read_docx"]
