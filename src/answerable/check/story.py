"""Try a story: every binding resolved, every reference followed, every number and quotation that nothing bears found.

What comes in: the record, the parsed story, the findings. What goes out: `Claim` rows (the words to print for each
binding among them) and a report. Never here: how a page looks, what no binding or reference covers (that is `free`),
other people's texts (that is `claims`).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from answerable.check.bindings import resolve
from answerable.check.claims.audit import audit_text
from answerable.check.free import find_free, find_names, mark_bound
from answerable.check.names import Names, make_names
from answerable.check.printed import find_sentence, print_story
from answerable.check.references import Letter, Pointed, Shelf, resolve_reference, stands
from answerable.check.tables import make_frames
from answerable.model.authority import Authority
from answerable.model.case import Case
from answerable.model.claim import Claim, Verdict
from answerable.model.dates import Period
from answerable.model.document import Page
from answerable.model.finding import Finding
from answerable.model.ids import make_id, make_key
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.link import Subject
from answerable.model.message import Message
from answerable.model.report import Progress, StageReport, counted, no_progress
from answerable.model.request import Request
from answerable.model.story import Binding, Reference, Story
from answerable.store.enclosed import find_letters_of
from answerable.store.record import Record
from answerable.store.work import Unit, run_units

STAGE = "check"
VERSION = 7
_ENGLISH = re.compile(
    r"\b(?:between|and|at least|about|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty"
    r"|hundreds?|thousands|dozens|majority|minority|most|vast|all|none|in)\b",
    re.IGNORECASE,
)
"""Words that a figure may print."""
FAILING = (Verdict.CONTRADICTED, Verdict.UNSUPPORTED, Verdict.STALE)
"""Verdicts that make `answerable check` fail and publishing wait."""


def run(
    record: Record,
    story: Story,
    findings: Sequence[Finding],
    progress: Progress = no_progress,
    *,
    period: Period | None = None,
) -> StageReport:
    """Try a story against the findings and the record.

    Args:
        record: where the cases and letters are, and where claims go.
        story: parsed.
        findings: as measured.
        progress: told of the story.
        period: what the investigation asks about.
    """
    accepted = [judgement for judgement in record.judgements(noun="claim") if judgement.ruling is Ruling.ACCEPT]
    read = (Finding, Case, Subject, Authority, Page, Message)
    key = make_key(
        STAGE,
        VERSION,
        story.text,
        [(source.key, source.words) for source in story.sources],
        [record.fingerprint(kind) for kind in read],
        [judgement.id for judgement in accepted],
        str(period),
    )

    def make() -> Iterable[Claim]:
        return check_story(story, make_shelf(record, findings), period, accepted)

    done = run_units(record, STAGE, [Unit(story.name, key, make)], progress, prune=False)
    claims = [claim for claim in record.all(Claim) if claim.origin == story.origin]
    by_verdict = Counter(claim.verdict for claim in claims)
    tried = counted(len(claims), "number or quotation", "numbers and quotations")
    failing = [claim for claim in claims if claim.verdict in FAILING]
    return StageReport(
        STAGE,
        done.n_done,
        done.n_unchanged,
        done.n_failed,
        did=(f"{tried} tried, {by_verdict[Verdict.SUPPORTED]} of them borne",),
        needs_person=tuple(
            f"{story.origin}:{story.line_of(claim.start)}: {claim.verdict.value}: {claim.text}" for claim in failing
        ),
        next_command="answerable run --only publish" if not failing else "answerable check",
    )


def make_shelf(record: Record, findings: Sequence[Finding]) -> Shelf:
    """What references of a story can point at."""
    asked = {request.id: request.authority_id for request in record.all(Request)}
    theirs = [row for row in record.all(Message) if row.direction == "in" and row.request_id in asked]
    senders = {row.id: asked[row.request_id] for row in theirs}
    sender = {document: senders[letter] for document, letter in find_letters_of(record, theirs).items()}
    cases = tuple(case for case in record.all(Case) if stands(case))
    sender.update({case.document: case.authority_id for case in cases if case.document not in sender})
    letters: dict[str, list[Letter]] = {}
    for page in record.iter(Page):
        if page.document in sender:
            authority = sender[page.document]
            letters.setdefault(authority, []).append(Letter(authority, page.document, page.number, page.text))
    return Shelf(
        authorities={authority.id: authority for authority in record.all(Authority)},
        cases=cases,
        subject_of={case_id: subject.id for subject in record.all(Subject) for case_id in subject.cases},
        letters={
            authority: tuple(sorted(pages, key=lambda letter: (letter.document, letter.page)))
            for authority, pages in letters.items()
        },
        findings={finding.id: finding for finding in findings},
    )


def check_story(
    story: Story, shelf: Shelf, period: Period | None = None, accepted: Sequence[Judgement] = ()
) -> list[Claim]:
    """The claims of a story, in order of place."""
    last = {judgement.subject: judgement for judgement in accepted}
    names = make_names(shelf.authorities)
    bound = [_try_binding(story, binding, shelf.findings, period, last) for binding in story.bindings]
    labels = {claim.start: claim.value for claim in bound if claim.value and not claim.value[0].isdigit()}
    if story.language != "en":
        bound = [_check_language(story, claim) for claim in bound]
    bound = [
        _check_beside(story, names, labels, claim, *_find_theirs(binding))
        for binding, claim in zip(story.bindings, bound, strict=True)
    ]
    pointed = [
        _check_beside(story, names, labels, _try_reference(story, reference, shelf), _find_owner(reference, shelf), "")
        for reference in story.references
    ]
    printed = print_story(story, bound, pointed)
    heard = audit_text(printed.text, make_frames(shelf.findings, shelf.authorities.values()), origin=story.name).claims
    claims = [*mark_bound(bound, printed, heard), *mark_bound(pointed, printed, heard)]
    claims += find_free(story, printed, heard, period)
    claims += find_names(story, names)
    return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.id))


def _check_language(story: Story, claim: Claim) -> Claim:
    """A figure prints English words only: in a story in another language a person looks at them."""
    is_english = _ENGLISH.search(claim.value) is not None
    if claim.verdict is not Verdict.SUPPORTED or not claim.text.startswith("{{") or not is_english:
        return claim
    why = f"it prints “{claim.value}”, and the story is in `{story.language}`; take an end of it with `low` or `high`"
    return replace(claim, verdict=Verdict.NEEDS_PERSON, why=why)


def _find_theirs(binding: Binding) -> tuple[str, str]:
    """The authority and the year that a binding's filters take."""
    taken = {step.name: step.argument for step in binding.filters}
    row = taken.get("row", "")
    return taken.get("of", ""), row if re.fullmatch(r"(?:19|20)\d\d", row) else ""


def _find_owner(reference: Reference, shelf: Shelf) -> str:
    """The authority whose words a reference points at; empty where it is no authority's."""
    if reference.scheme in ("letter", "case") and reference.target in shelf.authorities:
        return reference.target
    if reference.scheme == "case":
        return next((case.authority_id for case in shelf.cases if case.id == reference.target), "")
    return ""


def _check_beside(
    story: Story, names: Names, labels: Mapping[int, str], claim: Claim, authority: str, year: str
) -> Claim:
    """Hold what a figure or quotation is of against the authority and the years that its sentence names."""
    if claim.verdict is not Verdict.SUPPORTED or not (authority or year):
        return claim
    start, end = find_sentence(story.text, claim.start, claim.end)
    beside = story.text[start : claim.start] + " " + story.text[claim.end : end]
    # A force may be named by a binding: {{ headcount | largest }}.
    printed = " ".join(label for at, label in labels.items() if start <= at < end and at != claim.start)
    named = names.find_named(f"{beside} {printed}")
    if authority and named and authority not in named:
        theirs = " and ".join(names.name_of(one) for one in sorted(named))
        why = f"the sentence names {theirs}, this is of {names.name_of(authority)}"
        # Named earlier in its paragraph, the sentence may go back to it: "it", "the force".
        paragraph = story.text[max(0, story.text.rfind("\n\n", 0, start)) : start]
        is_near = authority in names.find_named(paragraph)
        return replace(claim, verdict=Verdict.NEEDS_PERSON if is_near else Verdict.CONTRADICTED, why=why)
    years = set(re.findall(r"(?<![\w:-])(?:19|20)\d\d(?![\w-])", beside))
    if year and years and year not in years:
        why = f"the sentence speaks of {' and '.join(sorted(years))}, this is of {year}"
        return replace(claim, verdict=Verdict.CONTRADICTED, why=why)
    return claim


def make_claim_id(story: Story, what: Binding | Reference) -> str:
    """The identifier of a binding's or reference's claim: it survives when paragraphs move."""
    if isinstance(what, Binding):
        return make_id("clm", story.name, "binding", what.source, what.nth)
    return make_id("clm", story.name, what.scheme, what.target, what.words, what.nth)


def _try_binding(
    story: Story,
    binding: Binding,
    findings: Mapping[str, Finding],
    period: Period | None,
    last: Mapping[str, Judgement],
) -> Claim:
    resolved = resolve(binding, findings, period)
    claim_id = make_claim_id(story, binding)
    verdict, why = Verdict.SUPPORTED, ""
    before = last.get(claim_id)
    if resolved.problem:
        verdict, why = (Verdict.CONTRADICTED if resolved.contradicted else Verdict.UNSUPPORTED), resolved.problem
    elif before is not None and json.loads(before.after) != resolved.words:
        verdict = Verdict.STALE
        why = (
            f"it was {json.loads(before.after)} when {before.by} accepted it on {before.made_at[:10]}, and is "
            f"{resolved.words} now"
        )
    finding = findings.get(binding.name)
    return Claim(
        id=claim_id,
        origin=story.origin,
        text=story.text[binding.start : binding.end],
        start=binding.start,
        end=binding.end,
        number=resolved.value.low if resolved.value else None,
        reading=resolved.reading,
        bound_to=", ".join(dict.fromkeys(resolved.findings)),
        query=finding.sql if finding else "",
        value=resolved.words,
        verdict=verdict,
        why=why,
    )


def _try_reference(story: Story, reference: Reference, shelf: Shelf) -> Claim:
    pointed = resolve_reference(reference, story, shelf)
    return Claim(
        id=make_claim_id(story, reference),
        origin=story.origin,
        text=reference.words,
        start=reference.start,
        end=reference.end,
        number=None,
        reading=f"{reference.scheme} {reference.target}",
        bound_to=pointed.target,
        query="",
        value=pointed.words,
        verdict=_judge(pointed),
        why=pointed.problem,
    )


def _judge(pointed: Pointed) -> Verdict:
    if not pointed.problem:
        return Verdict.SUPPORTED
    return Verdict.CONTRADICTED if pointed.contradicted else Verdict.UNSUPPORTED


def accept_figures(record: Record, story: Story, *, by: str, made_at: str) -> int:
    """Accept the words of every borne or stale figure as they stand now; return how many rulings were new."""
    rulings = [
        make_judgement(
            made_at=made_at,
            by=by,
            ruling=Ruling.ACCEPT,
            noun="claim",
            subject=claim.id,
            variable="value",
            after=json.dumps(claim.value, ensure_ascii=False),
            reason="figure of the story",
        )
        for claim in record.all(Claim)
        if claim.origin == story.origin
        and claim.value
        and claim.text.startswith("{{")
        and claim.verdict in (Verdict.SUPPORTED, Verdict.STALE)
    ]
    return record.append_judgements(rulings)
