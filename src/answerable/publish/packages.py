"""The data that travels with the page: CSV, JSON and a Frictionless Data Package that describes them.

What comes in: the material. What goes out: bytes of files under ``data/``. Words of documents are masked as on the
pages. Never here: whole documents, hidden content, rejected cases.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from answerable.model.codebook import VariableKind
from answerable.model.finding import Finding
from answerable.model.ids import hash_bytes
from answerable.model.interval import Interval
from answerable.publish.edition import Edition, Material
from answerable.publish.privacy import find_names, mask

_FRICTIONLESS = {
    VariableKind.NUMBER: "number",
    VariableKind.MONEY: "number",
    VariableKind.YES_NO: "boolean",
}

Field = tuple[str, str, str]
"""Name, Frictionless type, description."""


def make_data(edition: Edition, material: Material) -> dict[str, bytes]:
    """Every file of the package, by path."""
    tables: dict[str, tuple[Sequence[Field], Iterable[Sequence[Any]]]] = {
        "cases": (_case_fields(edition), _case_rows(edition, material)),
        "counts": (_COUNT_FIELDS, _count_rows(material)),
        "answers": (_ANSWER_FIELDS, _answer_rows(material)),
    }
    files: dict[str, bytes] = {}
    resources = []
    for name, (fields, rows) in tables.items():
        data = _write_csv([field[0] for field in fields], rows)
        files[f"data/{name}.csv"] = data
        schema = {"fields": [{"name": n, "type": t, "description": d} for n, t, d in fields], "missingValues": [""]}
        resources.append(
            _describe(name, f"{name}.csv", data, "csv", "text/csv") | {"encoding": "utf-8", "schema": schema}
        )
    findings = _write_json([_plain_finding(finding) for finding in material.findings.values()])
    files["data/findings.json"] = findings
    resources.append(_describe("findings", "findings.json", findings, "json", "application/json"))
    codebook = _write_json(_plain_codebook(edition))
    files["data/codebook.json"] = codebook
    resources.append(_describe("codebook", "codebook.json", codebook, "json", "application/json"))
    package = {
        "name": edition.slug,
        "title": edition.name,
        "profile": "data-package",
        "version": edition.as_of.isoformat(),
        "licenses": [{"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}],
        "contributors": [{"title": edition.publisher, "role": "publisher"}],
        "resources": resources,
    }
    files["data/datapackage.json"] = _write_json(package)
    return files


def _describe(name: str, path: str, data: bytes, form: str, media_type: str) -> dict[str, Any]:
    return {
        "name": name,
        "path": path,
        "format": form,
        "mediatype": media_type,
        "bytes": len(data),
        "hash": f"sha256:{hash_bytes(data)}",
        "profile": "tabular-data-resource" if form == "csv" else "data-resource",
    }


def _write_csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return out.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    text = ";".join(str(item) for item in value) if isinstance(value, tuple) else str(value)
    # A spreadsheet would run a cell that starts with one of these as a formula.
    return f"'{text}" if text[:1] in ("=", "+", "@") or text[:2] == "-=" else text


def _write_json(plain: object) -> bytes:
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=False) + "\n").encode()


def _case_fields(edition: Edition) -> tuple[Field, ...]:
    variables = tuple(
        (variable.name, _FRICTIONLESS.get(variable.kind, "string"), dict(variable.label).get("en", variable.name))
        for variable in edition.codebook.variables
        if variable.name not in ("measure", "unit", "period")
    )
    return (
        ("case_id", "string", "identifier"),
        ("subject_id", "string", "the person's matter it belongs to; two cases of one subject are told by two sources"),
        ("authority_id", "string", "whose officer"),
        ("authority", "string", "name of the authority"),
        ("method", "string", "foi_response, published_log or press"),
        ("standing", "string", "proposed (by the machine), accepted or added (by a person)"),
        *variables,
        ("document", "string", "sha256 of the received bytes"),
        ("page", "integer", "page or sheet, from 1"),
        ("words", "string", "the words that show it; personal details blacked out"),
    )


def _case_rows(edition: Edition, material: Material) -> Iterable[Sequence[Any]]:
    names = [field[0] for field in _case_fields(edition)[6:-3]]
    for case in material.cases.values():
        subject = material.subject_of.get(case.id)
        page = material.pages.get(f"{case.document}:{case.span.page}")
        names_there = find_names(page.text if page else case.span.exact)
        authority = material.authorities.get(case.authority_id)
        yield (
            case.id,
            subject.id if subject else None,
            case.authority_id,
            authority.name if authority else "",
            case.method,
            case.standing.value,
            *(_masked(case.get(name), names_there) for name in names),
            case.document,
            case.span.page,
            mask(" ".join(case.span.exact.split()), names_there).text,
        )


def _masked(value: Any, names: frozenset[str]) -> Any:
    return mask(value, names).text if isinstance(value, str) else value


_COUNT_FIELDS: tuple[Field, ...] = (
    ("authority_id", "string", "whose"),
    ("measure", "string", "of the codebook"),
    ("low", "number", "at least"),
    ("high", "number", "at most; empty where no limit is known"),
    ("basis", "string", "tally, listed_cases, published_log or tally_and_log"),
    ("comparable", "boolean", "counts officers over the period asked"),
    ("note", "string", "how it was got"),
)


def _count_rows(material: Material) -> Iterable[Sequence[Any]]:
    for count in material.counts:
        yield (
            count.authority_id,
            count.measure,
            count.value.low,
            count.value.high,
            count.basis,
            count.comparable,
            count.note,
        )


_ANSWER_FIELDS: tuple[Field, ...] = (
    ("authority_id", "string", "who was asked"),
    ("authority", "string", "name of the authority"),
    ("law", "string", "the access law"),
    ("asked_on", "date", "the day the letter went"),
    ("due_on", "date", "the last day for a response"),
    ("answered", "boolean", "it decided, be it by a refusal"),
    ("decision", "string", "rolled up over the questions; empty where no answer came"),
    ("answered_on", "date", "the day of the first response"),
    ("days_late", "integer", "days after the due date; 0 for in time"),
    ("grounds", "string", "law and section of each ground, separated by semicolons"),
)


def _answer_rows(material: Material) -> Iterable[Sequence[Any]]:
    for authority in material.authorities.values():
        answer = material.answers.get(authority.id)
        if answer is not None:
            yield (
                authority.id,
                authority.name,
                answer.law,
                answer.asked_on,
                answer.due_on,
                answer.answered,
                answer.decision.value if answer.decision else None,
                answer.answered_on,
                answer.days_late,
                tuple(f"{law} {section}" for law, section in answer.grounds),
            )


def _plain_interval(value: Interval | None) -> Mapping[str, float | None] | None:
    return None if value is None else {"low": value.low, "high": value.high}


def _plain_finding(finding: Finding) -> dict[str, Any]:
    return {
        "name": finding.id,
        "title": finding.title,
        "unit": finding.unit,
        "value": _plain_interval(finding.value),
        "value_with_silence": _plain_interval(finding.value_with_silence),
        "value_with_others": _plain_interval(finding.value_with_others),
        "denominator": finding.denominator,
        "n_denominator": finding.n_denominator,
        "inclusion": finding.inclusion,
        "methods": list(finding.methods),
        "rows": [{"label": row.label, "value": _plain_interval(row.value)} for row in finding.rows],
        "parts": [{"authority_id": part.label, "value": _plain_interval(part.value)} for part in finding.parts],
        "working": list(finding.working),
        "caveats": list(finding.caveats),
        "cases": list(finding.cases),
        "tallies": list(finding.tallies),
        "sql": finding.sql,
        "snapshot": finding.snapshot,
    }


def _plain_codebook(edition: Edition) -> dict[str, Any]:
    return {
        "name": edition.codebook.name,
        "version": edition.codebook.version,
        "variables": [
            {
                "name": variable.name,
                "kind": variable.kind.value,
                "label": dict(variable.label),
                "definition": variable.definition,
                "categories": [
                    {"name": c.name, "label": dict(c.label), "definition": c.definition} for c in variable.categories
                ],
            }
            for variable in edition.codebook.variables
        ],
        "measures": [
            {"name": m.name, "label": dict(m.label), "variable": m.variable, "any_of": list(m.any_of)}
            for m in edition.codebook.measures
        ],
    }
