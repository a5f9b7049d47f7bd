"""Findings: the ledger of all, and a page for each with its query, parts and words.

What comes in: a frame. What goes out: pages in a `SiteWriter`. Never here: measuring.
"""

from __future__ import annotations

from answerable.model.finding import Finding
from answerable.publish.pages.frame import Frame
from answerable.publish.writer import SiteWriter


def add_findings(frame: Frame, writer: SiteWriter) -> None:
    """Put the ledger and a page for each finding."""
    findings = frame.material.findings.values()
    listed = [
        {
            "id": one.id,
            "title": one.title,
            "value": _value_of(frame, one),
            "said": _said(frame, one),
            "measured": one.value is not None,
        }
        for one in findings
    ]
    frame.add(writer, "findings.html", "findings.html", findings=listed)
    for finding in findings:
        _add_finding(frame, writer, finding)


def _add_finding(frame: Frame, writer: SiteWriter, finding: Finding) -> None:
    language, notes = frame.language, frame.notes
    witnesses = notes.witnesses(finding)
    frame.blocks.start_page()
    chart = ""
    if finding.rows:
        chart = frame.blocks.chart(finding, "../", with_picture=bool(finding.chart), with_link=False)
    frame.add(
        writer,
        "finding.html",
        f"findings/{finding.id}.html",
        finding=finding,
        value=language.value(finding.value, finding.unit) if finding.value else "",
        said=_said(frame, finding),
        chart=chart,
        facts=notes.facts(finding),
        parts_of=[
            {"id": part.label, "name": notes.name_of(part.label), "value": language.value(part.value, finding.unit)}
            for part in finding.parts
        ],
        witnesses=witnesses,
        n_rest=len(notes.list_nouns(finding)) - len(witnesses),
    )


def _value_of(frame: Frame, finding: Finding) -> str:
    if finding.value is None and finding.rows:
        return frame.language.count("%(n)s row", "%(n)s rows", len(finding.rows))
    return frame.language.value(finding.value, finding.unit)


def _said(frame: Frame, finding: Finding) -> str:
    said = dict(finding.sentence).get(frame.language.code, "")
    return said[:1].upper() + said[1:]
