"""What is measured and how it was coded, as JSON: findings, the figures of the story, the codebook.

What comes in: the edition and the material. What goes out: plain values. Never here: prose of the story.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from answerable.model.finding import Finding, FindingQuestion, FindingRow
from answerable.model.interval import Interval
from answerable.model.story import Binding, PlaceKind, Story
from answerable.publish.edition import Edition, Material, pick_claims


def plain_findings(edition: Edition, material: Material) -> list[dict[str, Any]]:
    """Every finding with its question, so that it can be measured again, and its result."""
    questions = {question.name: question for question in edition.questions}
    return [_plain_finding(finding, questions.get(finding.id)) for finding in material.findings.values()]


def _plain_finding(finding: Finding, question: FindingQuestion | None) -> dict[str, Any]:
    return {
        "name": finding.id,
        "title": finding.title,
        "unit": finding.unit,
        "sql": finding.sql,
        "arithmetic": question.arithmetic if question else "sum",
        "silence": question.silence if question else "",
        "empty": question.empty if question else "",
        **_plain_terms(question),
        "value": plain_interval(finding.value),
        "value_with_silence": plain_interval(finding.value_with_silence),
        "value_with_others": plain_interval(finding.value_with_others),
        **_plain_other_values(finding),
        "n_denominator": finding.n_denominator,
        "denominator": finding.denominator,
        "inclusion": finding.inclusion,
        "methods": list(finding.methods),
        "rows": [_plain_row(row) for row in finding.rows],
        "parts": [_plain_row(row) for row in finding.parts],
        "working": list(finding.working),
        "caveats": list(finding.caveats),
        "sentence": dict(finding.sentence),
        "cases": list(finding.cases),
        "tallies": list(finding.tallies),
        "authorities": list(finding.authorities),
        "snapshot": finding.snapshot,
    }


def _plain_terms(question: FindingQuestion | None) -> dict[str, Any]:
    """What else of a question its value hangs on, where the question says it."""
    if question is None:
        return {}
    limits = [
        {"authority": one.authority_id, "low": one.low, "high": one.high, "why": one.why} for one in question.limits
    ]
    said = {
        "others": question.others if question.others != "out" else "",
        "formula": question.formula,
        "per": question.per if question.arithmetic == "rate" else None,
        "limits": limits,
    }
    return {name: value for name, value in said.items() if value}


def _plain_other_values(finding: Finding) -> dict[str, Any]:
    """Values that few findings have, where they have them."""
    said: dict[str, Any] = {
        "value_without_others": plain_interval(finding.value_without_others),
        "value_without_limits": plain_interval(finding.value_without_limits),
    }
    if (model := finding.estimate) is not None:
        said["model_not_measured"] = {
            "kind": model.kind,
            "middle": model.middle,
            "low": model.low,
            "high": model.high,
            "n_known": model.n_known,
            "n_guessed": model.n_guessed,
            "how": model.how,
        }
    return {name: value for name, value in said.items() if value}


def plain_interval(value: Interval | None) -> Mapping[str, float | None] | None:
    """An interval as JSON values."""
    return None if value is None else {"low": value.low, "high": value.high}


def _plain_row(row: FindingRow) -> dict[str, Any]:
    return {"label": row.label, "value": plain_interval(row.value)}


def plain_story(edition: Edition, material: Material, headline: str) -> dict[str, Any]:
    """Every figure of the story with the finding that bears it: what each place must print."""
    claims = pick_claims(edition.story, material.claims)
    period = edition.period
    return {
        "headline": headline,
        "language": edition.story.language,
        "languages": list(edition.languages),
        "period": [period.start.isoformat(), period.end.isoformat(), period.kind] if period else None,
        "figures": [
            {
                "finding": binding.name,
                "filters": [[step.name, step.argument] for step in binding.filters],
                "prints": claims[binding.start].value,
                "place": _place_of(edition.story, binding),
            }
            for binding in edition.story.bindings
            if binding.start in claims and not binding.is_block
        ],
    }


def _place_of(story: Story, binding: Binding) -> str:
    """Where a figure is printed: in the headline, as a link of the text, or as plain words of it."""
    headline = story.find_passage(PlaceKind.HEADLINE)
    if headline is not None and headline.start <= binding.start < headline.end:
        return "headline"
    inside = any(reference.start <= binding.start < reference.end for reference in story.references)
    shown = any(passage.start <= binding.start < passage.end for passage in story.passages if passage is not headline)
    return "link" if shown and not inside and binding.name != "period" else "plain"


def plain_codebook(edition: Edition) -> dict[str, Any]:
    """The codebook."""
    codebook = edition.codebook
    return {
        "name": codebook.name,
        "version": codebook.version,
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
            for variable in codebook.variables
        ],
        "measures": [
            {"name": m.name, "label": dict(m.label), "variable": m.variable, "any_of": list(m.any_of)}
            for m in codebook.measures
        ],
    }
