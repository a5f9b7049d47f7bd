"""What must be true before a page goes out: a list of what blocks it and what its editor should know.

What comes in: the edition, the material, the replies, what the pages hold. What goes out: `Problem` rows whose code
starts with `publish-`; a person can waive some of them, by name and with a reason. Never here: silence about something
found.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from answerable.errors import ValueNotAllowed
from answerable.model.case import Standing
from answerable.model.claim import Verdict
from answerable.model.ids import make_id
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.problem import Problem
from answerable.model.reply import Reply, ReplyState
from answerable.model.report import counted
from answerable.publish.corrections import check_corrections
from answerable.publish.doubtful import check_words
from answerable.publish.edition import Edition, Material, pick_claims
from answerable.publish.identifying import check_identifying
from answerable.publish.replies import make_replies
from answerable.publish.spoken import hash_words, make_transcript
from answerable.publish.unwritten import check_unwritten

ARTICLE_BYTES, LIST_BYTES, RECORD_BYTES = 60_000, 80_000, 15_000
_HARMLESS = ("metadata",)
"""Hidden content that every file has; it is not published either, and needs no mention."""
WAIVABLE = frozenset(
    [
        "publish-unreviewed",
        "publish-identifying",
        "publish-small-cell",
        "publish-file-personal",
        "publish-names-person",
    ]
)
"""What a named person may accept with a reason. What is false, leaked, embargoed or not answered cannot be waived."""
NOUN = "problem"
"""The noun of judgements about problems of the preflight."""


def check_edition(
    edition: Edition, material: Material, sizes: Mapping[str, int], others: Iterable[Problem] = ()
) -> list[Problem]:
    """Everything that is in the way of publishing (`blocks`), then what the editor should know.

    Args:
        edition: the parts of the folder.
        material: of the record.
        sizes: of the site's files in bytes, as far as they are made.
        others: what was found while files were made.
    """
    found = [
        *_check_embargo(edition),
        *_check_claims(edition, material),
        *_check_findings(material),
        *_check_review(material),
        *_check_replies(edition, make_replies(edition, material)),
        *check_corrections(edition, material),
        *_check_audio(edition, material),
        *check_identifying(edition, material),
        *check_words(edition, material),
        *check_unwritten(edition),
        *_check_hidden(material),
        *check_weight(sizes.items()),
        *others,
    ]
    return sort_problems(lay_waivers(found, material.judgements))


def sort_problems(problems: Iterable[Problem]) -> list[Problem]:
    """What blocks first."""
    return sorted(problems, key=lambda problem: (not problem.blocks, problem.code, problem.where, problem.id))


def lay_waivers(problems: Iterable[Problem], judgements: Iterable[Judgement]) -> list[Problem]:
    """Problems as they stand after what people accepted; a waiver holds as long as the very same thing is found."""
    ours = [one for one in judgements if one.noun == NOUN and one.ruling is Ruling.WAIVE]
    undone = {one.undoes for one in ours if one.undoes}
    waived = {one.subject: one for one in ours if not one.undoes and one.id not in undone}
    laid = []
    for problem in problems:
        waiver = waived.get(problem.id) if problem.code in WAIVABLE else None
        said = f"{problem.found} (accepted by {waiver.by}: {waiver.reason})" if waiver else problem.found
        laid.append(replace(problem, blocks=problem.blocks and waiver is None, found=said))
    return laid


def waive_problem(problem: Problem, reason: str, *, by: str, made_at: str) -> Judgement:
    """A named person accepts what blocks, with a reason.

    Raises:
        ValueNotAllowed: no reason, no name, or a problem that nobody can accept.
    """
    if problem.code not in WAIVABLE:
        raise ValueNotAllowed(
            "this cannot be accepted, only settled",
            where=problem.where,
            found=problem.code,
            allowed=", ".join(sorted(WAIVABLE)),
            remedy=problem.remedy,
        )
    if not reason.strip() or not by.strip():
        raise ValueNotAllowed(
            "accepting this needs a name and a reason",
            where=problem.where,
            found="nothing",
            remedy="use --why and --by",
        )
    return make_judgement(
        made_at=made_at, by=by, ruling=Ruling.WAIVE, noun=NOUN, subject=problem.id, reason=reason.strip(),
        before=problem.found,
    )  # fmt: skip


def _problem(code: str, where: str, found: str, remedy: str, *, blocks: bool, expected: str = "") -> Problem:
    return Problem(
        make_id("prb", code, where, found), code, where, found=found, expected=expected, remedy=remedy, blocks=blocks
    )


def embargo_of(edition: Edition) -> dt.datetime | None:
    """The instant before which nothing goes out; None where there is none or it has passed."""
    if not edition.story.embargo_until:
        return None
    until = dt.datetime.fromisoformat(edition.story.embargo_until)
    return until if edition.instant < until else None


def _check_embargo(edition: Edition) -> list[Problem]:
    until = embargo_of(edition)
    if until is None:
        return []
    found = f"nothing may go out before {until.isoformat()}; it is {edition.instant.isoformat(timespec='minutes')}"
    remedy = "wait, or change `embargo_until` if whoever set it agrees; a preview says on every page that it is one"
    return [_problem("publish-embargo", f"{edition.story.origin}: embargo_until", found, remedy, blocks=True)]


def _check_claims(edition: Edition, material: Material) -> list[Problem]:
    story = edition.story
    problems = []
    tried = pick_claims(story, material.claims)
    starts = [binding.start for binding in story.bindings] + [reference.start for reference in story.references]
    for start in sorted(set(starts) - set(tried)):
        where, found = f"{story.origin}:{story.line_of(start)}", story.text[start : start + 60].split("\n")[0]
        remedy = "run `answerable check`: the story was edited since it was checked, or never checked"
        problems.append(_problem("publish-unchecked", where, found, remedy, blocks=True))
    for claim in material.claims:
        where, found = f"{story.origin}:{story.line_of(claim.start)}", f"{claim.text}: {claim.why}"
        if claim.verdict is Verdict.STALE:
            remedy = "look, then accept the new value with `answerable check --accept`"
            problems.append(_problem("publish-stale", where, found, remedy, blocks=True))
        elif claim.verdict is Verdict.CONTRADICTED:
            remedy = "write what the record says, or find out why it says otherwise: `answerable check` shows both"
            problems.append(_problem("publish-contradicted", where, found, remedy, blocks=True))
        elif claim.verdict is Verdict.UNSUPPORTED:
            remedy = "bind it, give its source, or take it out; `answerable check` shows them all"
            problems.append(_problem("publish-unbound", where, found, remedy, blocks=True))
    return problems


def _check_findings(material: Material) -> list[Problem]:
    return [
        _problem("publish-finding-missing", problem.where, problem.found, problem.remedy, blocks=True)
        for problem in material.problems
        if problem.code == "finding-not-measured"
    ]


def _check_review(material: Material) -> list[Problem]:
    bound = {name for claim in material.claims for name in claim.bound_to.split(", ")}
    problems = []
    for finding in material.findings.values():
        if finding.id not in bound:
            continue
        behind = Counter(material.briefs[one].standing for one in finding.cases if one in material.briefs)
        behind.update(material.tallies[one].standing for one in finding.tallies if one in material.tallies)
        n_open = behind[Standing.PROPOSED]
        if n_open:
            problems.append(
                _problem(
                    "publish-unreviewed",
                    f"finding {finding.id}",
                    f"{n_open} of {behind.total()} cases and tallies behind it were not looked at by a person",
                    f"look at them (`answerable serve`, /findings/{finding.id}), or accept it with a reason",
                    blocks=True,
                )
            )
    return problems


def _check_replies(edition: Edition, replies: Iterable[Reply]) -> list[Problem]:
    problems = []
    for reply in replies:
        lines = [one.line for one in reply.allegations if one.id in reply.unput] or [
            one.line for one in reply.allegations
        ]
        where = f"{edition.story.origin}:{lines[0]}, right of reply of {reply.name}"
        placed = f"line{'s' * (len(lines) > 1)} {', '.join(map(str, lines))}"
        if reply.state is ReplyState.PUT:
            found = f"put to them on {reply.put_on}; they have until {reply.deadline}"
            remedy = f"wait, or keep their answer: answerable replies --answer {reply.id}"
        elif reply.state is ReplyState.CHANGED:
            found = f"{counted(len(reply.unput), 'sentence was', 'sentences were')} changed or added since ({placed})"
            remedy = f"put them too: answerable replies --letter {reply.id}, then --put {reply.id}"
        elif reply.state is ReplyState.NOT_PUT:
            found = f"{counted(len(reply.allegations), 'sentence was', 'sentences were')} not put to them ({placed})"
            remedy = (
                f"answerable replies --letter {reply.id}, then --put {reply.id}; or --waive {reply.id} with a reason"
            )
        else:
            continue
        problems.append(_problem("publish-reply-open", where, found, remedy, blocks=True))
    return problems


def _check_audio(edition: Edition, material: Material) -> list[Problem]:
    """A recording speaks the words of the day it was made; figures move after it."""
    audio = edition.story.audio
    if audio is None or not audio.words or audio.words == hash_words(make_transcript(edition, material)):
        return []
    found = f"{audio.file} speaks words that the story no longer has"
    return [_problem("publish-audio-stale", audio.file, found, "make it anew: answerable listen", blocks=True)]


def _check_hidden(material: Material) -> list[Problem]:
    return [
        _problem(
            "publish-hidden",
            document.name,
            "; ".join(
                f"{hidden.kind.replace('_', ' ')} in {hidden.place} ({hidden.count})"
                for hidden in document.hidden
                if hidden.kind not in _HARMLESS
            ),
            "nothing of it is published; tell the authority if it is personal data",
            blocks=False,
        )
        for document in sorted(material.documents.values(), key=lambda row: (row.name, row.id))
        if any(hidden.kind not in _HARMLESS for hidden in document.hidden)
    ]


def check_weight(sizes: Iterable[tuple[str, int]]) -> list[Problem]:
    """Pages that are heavier than they should be."""
    problems = []
    for path, size in sizes:
        if not path.endswith(".html"):
            continue
        name = path.removeprefix("cy/")
        limit = ARTICLE_BYTES if name == "index.html" else RECORD_BYTES if name.startswith("cases/case") else LIST_BYTES
        if size > limit:
            problems.append(
                _problem(
                    "publish-heavy",
                    path,
                    f"{size:,} bytes",
                    "fewer words in notes, or fewer blocks",
                    expected=f"at most {limit:,}",
                    blocks=False,
                )
            )
    return problems
