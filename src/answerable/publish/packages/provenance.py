"""Where everything comes from, as the W3C's PROV-O in JSON-LD: files received, tables, findings, who made them.

What comes in: the edition, the material. What goes out: plain values. People who ruled go by their numbers. Never here:
names of people, times of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from answerable import __version__
from answerable.publish.edition import Edition, Material
from answerable.publish.packages.coders import name_coders
from answerable.publish.packages.tables import Table

CONTEXT = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
    "label": "rdfs:label",
    "wasDerivedFrom": {"@id": "prov:wasDerivedFrom", "@type": "@id"},
    "wasGeneratedBy": {"@id": "prov:wasGeneratedBy", "@type": "@id"},
    "wasAssociatedWith": {"@id": "prov:wasAssociatedWith", "@type": "@id"},
    "wasAttributedTo": {"@id": "prov:wasAttributedTo", "@type": "@id"},
    "used": {"@id": "prov:used", "@type": "@id"},
    "value": "prov:value",
}


def make_provenance(
    edition: Edition, material: Material, tables: Sequence[Table], documents: Sequence[str]
) -> dict[str, Any]:
    """The graph: documents, the tables read from them, and each finding with the documents it rests on."""
    base = f"urn:answerable:{edition.slug}:"
    coders = list(name_coders(material.judgements).values())
    people = [f"{base}{coder.replace(' ', '-')}" for coder in coders]
    graph: list[dict[str, Any]] = [
        {"@id": f"{base}publisher", "@type": ["prov:Agent", "prov:Organization"], "label": edition.publisher},
        {
            "@id": f"{base}software",
            "@type": ["prov:Agent", "prov:SoftwareAgent"],
            "label": f"answerable {__version__}",
        },
        *(
            {"@id": at, "@type": ["prov:Agent", "prov:Person"], "label": coder}
            for at, coder in zip(people, coders, strict=True)
        ),
        *({"@id": _document(one), "@type": "prov:Entity", "label": f"received file {one[:12]}"} for one in documents),
        {
            "@id": f"{base}reading",
            "@type": "prov:Activity",
            "label": "reading, extraction and reconciliation of the received files",
            "used": [_document(one) for one in documents],
            "wasAssociatedWith": [f"{base}software"],
        },
    ]
    if people:
        review = {"@id": f"{base}review", "@type": "prov:Activity", "label": "review by people"}
        graph.append({**review, "wasAssociatedWith": people})
    made = [f"{base}reading", *([f"{base}review"] if people else [])]
    for table in tables:
        graph.append(
            {
                "@id": f"{table.name}.csv",
                "@type": "prov:Entity",
                "label": f"table of which a row is {table.a_row_is}",
                "wasGeneratedBy": made,
                "wasAttributedTo": f"{base}publisher",
            }
        )
    for finding in material.findings.values():
        behind = {material.briefs[one].document for one in finding.cases if one in material.briefs}
        behind |= {material.tallies[one].document for one in finding.tallies if one in material.tallies}
        graph.append(
            {
                "@id": f"{base}measuring-{finding.id}",
                "@type": "prov:Activity",
                "label": "one query over the tables",
                "value": finding.sql,
                "used": [f"{table.name}.csv" for table in tables if table.is_view],
                "wasAssociatedWith": [f"{base}software"],
            }
        )
        graph.append(
            {
                "@id": f"findings.json#{finding.id}",
                "@type": "prov:Entity",
                "label": finding.title,
                "wasGeneratedBy": f"{base}measuring-{finding.id}",
                "wasDerivedFrom": [_document(one) for one in sorted(behind)],
            }
        )
    address = f"{edition.address or 'https://example.org/'}data/"
    return {"@context": {"@base": address, **CONTEXT}, "@graph": graph}


def _document(sha256: str) -> str:
    return f"urn:sha256:{sha256}"
