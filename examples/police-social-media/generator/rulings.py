"""The rulings of the simulated reviewers, one noun after another.

In: an investigation whose stages have run, the truth. Out: judgements. Never here: files, the order of steps.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from answerable.extract import review
from answerable.model.case import Basis, Case, Coded, Standing, Tally, Value
from answerable.model.codebook import Codebook, VariableKind
from answerable.model.ids import make_id
from answerable.model.interval import Interval
from answerable.model.judgement import Judgement, Ruling, make_judgement
from answerable.model.link import Link
from answerable.model.log import LogItem
from answerable.model.message import Message
from answerable.model.request import Request
from answerable.model.response import Classification
from answerable.model.span import Span
from answerable.store.record import Record

from .export import name_period
from .places import Places
from .score import FLOOR, _as_set, match_cases

RowT = TypeVar("RowT", Case, Tally)
FIRST, SECOND = "R. Example", "S. Second"
CODED = (
    "rank", "year", "platform", "behaviours", "standards", "level_alleged", "level_found", "procedure", "occurred_on",
    "decided_on",
    "former_officer", "duration_months", "outcome",
)  # fmt: skip
"""Variables that the reviewers rule on."""
SAMPLED = ("rank", "platform", "behaviours", "outcome")
"""Variables that the second coder codes again."""
EVERY = 8
"""The second coder codes every eighth case."""


class Watch:
    """Fixed times: one ruling every forty seconds of working days."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self._at = datetime(year, month, day, 9, 0, tzinfo=UTC)

    def next(self) -> str:
        """The instant of the next ruling."""
        self._at += timedelta(seconds=40)
        if self._at.hour >= 17:
            self._at = (self._at + timedelta(days=1)).replace(hour=9, minute=0)
        return self._at.isoformat(timespec="milliseconds")


class Reviewer:
    """Compares a record with the truth and rules."""

    def __init__(self, record: Record, codebook: Codebook, folder: Path, truth: dict[str, Any]) -> None:
        self.record = record
        self.codebook = codebook
        self.places = Places(record, folder)
        self.truth = truth
        self.messages = {message["file"]: message["message_id"] for message in truth["messages"]}
        self.requests = {request.authority_id: request for request in self.record.all(Request)}

    def _document(self, row: dict[str, Any]) -> str:
        return self.places.find_document(row["file"], row["part"], self.messages.get(row["file"], ""))

    # --- letters ----------------------------------------------------------------------------------------------------

    def rule_letters(self) -> list[Judgement]:
        """Rule on what letters are, what they decide and whose request they answer; once for each letter."""
        watch = Watch(2022, 2, 4)
        said = {one.message_id: one for one in self.record.all(Classification)}
        rows: dict[str, list[Message]] = defaultdict(list)
        for message in self.record.all(Message):
            rows[message.document].append(message)
        out: list[Judgement] = []
        for truth in self.truth["messages"]:
            document = self.places.find_document(truth["file"], "", truth["message_id"])
            for message in rows.get(document, ()):
                out += self._match_letter(truth, message, rows[document], watch)
                if message.id in said and not said[message.id].ruled_by:
                    out += self._rule_letter(truth, message, said[message.id], watch)
        return out

    def _match_letter(
        self, truth: dict[str, Any], message: Message, rows: list[Message], watch: Watch
    ) -> Iterator[Judgement]:
        names = [name for name in (truth["authority"], *truth["also"]) if name]
        wanted = [self.requests[name].id for name in names]
        if sorted(row.request_id for row in rows if row.request_id) == sorted(wanted):
            return
        what = " and ".join(names) or "another request of ours"
        yield make_judgement(
            made_at=watch.next(),
            by=FIRST,
            ruling=Ruling.MATCH,
            noun="message",
            subject=message.id,
            before=message.request_id,
            after=json.dumps(wanted),
            reason=f"the letter is about {what}",
        )

    def _rule_letter(
        self, truth: dict[str, Any], message: Message, said: Classification, watch: Watch
    ) -> Iterator[Judgement]:
        """Amend what is wrong; accept an answer that is right."""
        carries = truth["kind"] in ("response", "review_outcome")
        changes: list[tuple[str, object, object, Span | None]] = []
        if said.kind.value != truth["kind"]:
            changes.append(("kind", said.kind.value, truth["kind"], None))
        if carries and (said.decision is None or said.decision.value != truth["decision"]):
            changes.append(("decision", said.decision.value if said.decision else None, truth["decision"], None))
        have = {str(one.question): one.decision.value for one in said.decisions if one.question is not None}
        if carries and have != truth["decisions"]:
            listed = [{"question": int(q), "decision": d} for q, d in sorted(truth["decisions"].items())]
            changes.append(("decisions", have, listed, None))
        if (
            truth["reference"]
            and carries
            and not _holds(said.reference.value if said.reference else "", truth["reference"])
        ):
            hit = self._find_reference(message, truth["reference"])
            if hit is not None:
                changes.append(("reference", said.reference.value if said.reference else "", truth["reference"], hit))
        for variable, before, after, span in changes:
            yield make_judgement(
                made_at=watch.next(),
                by=FIRST,
                ruling=Ruling.AMEND,
                noun="classification",
                subject=said.id,
                variable=variable,
                before=json.dumps(before),
                after=json.dumps(after),
                span=span,
                reason="read in the letter",
            )
        if carries and not changes:
            yield make_judgement(
                made_at=watch.next(),
                by=FIRST,
                ruling=Ruling.ACCEPT,
                noun="classification",
                subject=said.id,
                after=json.dumps(said.decision.value if said.decision else None),
                reason="read in the letter",
            )

    def _find_reference(self, message: Message, reference: str) -> Span | None:
        for document in (message.document, *(sha256 for sha256, _ in message.attachments)):
            hit = self.places.find_words(document, reference)
            if hit is not None:
                return hit[1]
        return None

    # --- cases and tallies ------------------------------------------------------------------------------------------

    def rule_values(self) -> list[Judgement]:
        """Rule on cases and tallies: the second coder's sample first, which the first reviewer then settles."""
        early, watch = Watch(2022, 2, 7), Watch(2022, 2, 8)
        pairs = self._pair_cases([case for case in self.record.all(Case) if case.standing is Standing.PROPOSED])
        second: list[Judgement] = []
        first: list[Judgement] = []
        for n, (truth, case) in enumerate(pairs):
            sampled = n % EVERY == 3
            if sampled and truth and case:
                second += self._code_again(truth, case, n, early)
            first += self._rule_case(truth, case, watch, sampled)
        return [*second, *first, *self._rule_tallies(watch)]

    def _pair_cases(self, cases: list[Case]) -> list[tuple[dict[str, Any] | None, Case | None]]:
        """Pair what the truth tells with the record's cases, document by document and log item by log item."""
        by_id = {case.id: case for case in cases}
        machines = []
        for case in cases:
            stated = {v.variable: v.effective.value for v in case.values if v.effective is not None}
            home = case.log_item_id or f"{case.document} {case.authority_id}"
            machines.append({"id": case.id, "authority": home, "method": case.method, "values": stated})
        truths = []
        for row in self.truth["cases"]:
            if row["method"] == "published_log":
                item = self._find_item(row)
                home = item.id if item else ""
            else:
                home = f"{self._document(row)} {row['authority']}"
            truths.append(row | {"authority": home, "force": row["authority"]})
        pairs: list[tuple[dict[str, Any] | None, Case | None]] = []
        for method, floor in (
            ("foi_response", FLOOR),
            ("published_log", 0.0),
        ):  # a log's item is one case whatever was read
            ours = [row for row in truths if row["method"] == method]
            theirs = [row for row in machines if row["method"] == method]
            pairs += [(t, by_id[m["id"]] if m else None) for t, m in match_cases(ours, theirs, floor)]
        return pairs

    def _rule_case(
        self, truth: dict[str, Any] | None, case: Case | None, watch: Watch, sampled: bool
    ) -> Iterator[Judgement]:
        if truth is None:
            assert case is not None
            if not case.superseded:
                yield review.reject(
                    case, by=FIRST, made_at=watch.next(), reason="these words tell of no officer's case"
                )
            return
        if truth["superseded"] and (case is None or truth["method"] == "foi_response"):
            return
        if case is None:
            added = self._new_case(truth)
            if added is not None:
                yield review.add(
                    added, by=FIRST, made_at=watch.next(), reason="told here, and not found by the machine"
                )
            return
        changes = list(self._change_case(truth, case, watch, sampled))
        yield from changes
        amended = self._apply(case, changes)
        yield review.accept(amended, by=FIRST, made_at=watch.next(), reason="read in the original")

    def _change_case(self, truth: dict[str, Any], case: Case, watch: Watch, sampled: bool) -> Iterator[Judgement]:
        """Amend every value that is wrong, and settle those that both coded."""
        wrong = [name for name in CODED if self._differs(truth, case, name)]
        for name in wrong:
            yield self._amend(truth, case, name, truth["values"].get(name), FIRST, watch)
        n_people = int(truth["values"].get("n_subjects", 1))
        if case.n_subjects != Interval.exactly(n_people):
            yield review.amend(
                case, "n_subjects", str(n_people), by=FIRST, made_at=watch.next(), codebook=self.codebook,
                reason="the first column counts the lines" if n_people == 1 else "the line is about two people",
            )  # fmt: skip
        for name in SAMPLED if sampled else ():
            if name not in wrong and truth["values"].get(name) is not None:
                yield self._amend(
                    truth, case, name, truth["values"][name], FIRST, watch, "settled after both had coded it"
                )

    def _apply(self, row: RowT, changes: list[Judgement]) -> RowT:
        """A row as it stands after some rulings."""
        pages = {(page.document, page.number): page for page in self.places.pages(row.document)}
        return review.apply_judgements([row], changes, pages).rows[0]  # type: ignore[return-value]

    def _differs(self, truth: dict[str, Any], case: Case, name: str) -> bool:
        want, have = _as_set(truth["values"].get(name)), _as_set(case.get(name))
        if name == "former_officer" and not want:
            gone = truth["values"].get("outcome") in ("resigned", "retired")
            return have == {"yes"} and not gone
        return want != have

    def _amend(
        self, truth: dict[str, Any], case: Case, name: str, value: Any, by: str, watch: Watch, reason: str = ""
    ) -> Judgement:
        """Put a value in its place, with the words that show it, where they stand near the case."""
        coded = self._code(truth, name, value, case.document, case.span, by)
        hit = self.places.find_all(case.document, self._words(truth, name, value), case.span) if coded.span else None
        return review.amend(
            case, name, _plain(value) if coded.basis is not Basis.NOT_STATED else None, by=by, made_at=watch.next(),
            codebook=self.codebook, page=hit[0] if hit else None, span=hit[1] if hit else None, basis=coded.basis,
            note=coded.note, reason=reason or _why(name, case.get(name), value),
        )  # fmt: skip

    def _words(self, truth: dict[str, Any], name: str, value: Any) -> list[str]:
        wanted = _as_set(value)
        return [w["exact"] for w in truth["words"].get(name, ()) if _as_set(w["value"]) <= wanted]

    def _code(self, truth: dict[str, Any], name: str, value: Any, document: str, near: Span | None, by: str) -> Coded:
        variable = self.codebook.find_variable(name)
        assert variable is not None
        if value is None or value == []:
            return Coded(None, Basis.NOT_STATED, None, "", 1.0, by)
        checked = review.check_value(variable, _plain(value))
        hit = self.places.find_all(document, self._words(truth, name, value), near)
        if hit is None or (variable.kind is VariableKind.MULTI_CATEGORY and len(hit[1].exact) > 400):
            return Coded(checked, Basis.INFERRED, None, _how(name), 1.0, by)
        return Coded(checked, Basis.STATED, hit[1], "", 1.0, by)

    def _new_case(self, truth: dict[str, Any]) -> Case | None:
        """A case that the machine did not find, from the words of its source."""
        force = truth["force"]
        item = self._find_item(truth) if truth["method"] == "published_log" else None
        if item is not None:
            document, span = item.document, item.span
        else:
            document = self._document(truth)
            place = self.places.find_case(document, truth) if document else None
            if place is None or truth["method"] == "published_log":
                return None
            span = place[1]
        coded = {
            name: self._code(truth, name, value, document, span, FIRST)
            for name, value in truth["values"].items()
            if name in CODED
        }
        request = self.requests.get(force)
        return Case(
            id=make_id("case", document, span.page, span.start, span.end, "added"),
            authority_id=force,
            method=truth["method"],
            document=document,
            span=span,
            values=tuple(
                Value(one.name, None, coded[one.name]) for one in self.codebook.variables if one.name in coded
            ),
            standing=Standing.ADDED,
            request_id=request.id if request and item is None else "",
            log_item_id=item.id if item else "",
            n_subjects=Interval.exactly(int(truth["values"].get("n_subjects", 1))),
            rule="person",
        )

    def _find_item(self, truth: dict[str, Any]) -> LogItem | None:
        """The log's item that told a case up to the day of the truth's capture, in most of the truth's words."""
        force, day = truth["file"].split("/")[1:3]
        words = [w["exact"] for ws in truth["words"].values() for w in ws]
        items = [one for one in self.record.all(LogItem, authority_id=force) if one.last_seen_on[:10] == day]
        best = max(items, key=lambda item: sum(one in item.span.exact for one in words), default=None)
        if best is None or sum(one in best.span.exact for one in words) < 0.75 * len(words):
            return None
        return best

    def _code_again(self, truth: dict[str, Any], case: Case, n: int, watch: Watch) -> Iterator[Judgement]:
        """The second coder's own coding, who sees some things otherwise."""
        if truth["superseded"]:
            return
        for name in SAMPLED:
            value = truth["values"].get(name)
            if value is None:
                continue
            if name == "behaviours" and n % 3 == 0:
                value = ["other"]
            if name == "outcome" and value == "reflective_practice" and n % 2:
                value = "words_of_advice"
            yield self._amend(
                truth | {"words": _lend(truth, name, value)}, case, name, value, SECOND, watch, "coded independently"
            )

    # --- tallies ----------------------------------------------------------------------------------------------------

    def _rule_tallies(self, watch: Watch) -> Iterator[Judgement]:
        wanted: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in self.truth["tallies"]:
            if not row["superseded"]:
                wanted[self._document(row)].append(row)
        had: dict[str, list[Tally]] = defaultdict(list)
        for tally in self.record.all(Tally):
            if not tally.superseded and tally.standing is Standing.PROPOSED:
                had[tally.document].append(tally)
        for document in sorted(wanted | had):
            yield from self._rule_document(document, list(wanted.get(document, ())), list(had.get(document, ())), watch)

    def _rule_document(
        self, document: str, wanted: list[dict[str, Any]], had: list[Tally], watch: Watch
    ) -> Iterator[Judgement]:
        """Accept what is right and weighs much, amend what is nearly right, reject and add the rest."""
        pooled = [row for row in wanted if row["outcomes"]]
        wanted = [row for row in wanted if not row["outcomes"]]
        known = {frozenset(code for _, code in tally.categories) for tally in had}
        had = [tally for tally in had if not _is_narrow(tally)]
        for tally in list(had):
            row = next((row for row in wanted if _same(row, tally) == 5), None)
            if row is not None:
                wanted.remove(row)
                had.remove(tally)
                yield review.accept(tally, by=FIRST, made_at=watch.next(), reason="read in the original")
        near = sorted(
            ((-_same(row, tally), n, m) for n, row in enumerate(wanted) for m, tally in enumerate(had)),
        )
        rows, tallies = set(range(len(wanted))), set(range(len(had)))
        for minus, n, m in near:
            if -minus >= 3 and n in rows and m in tallies and self._is_at(document, wanted[n], had[m]):
                rows.discard(n)
                tallies.discard(m)
                changes = list(self._mend_tally(wanted[n], had[m], watch))
                yield from changes
                amended = self._apply(had[m], changes)
                yield review.accept(amended, by=FIRST, made_at=watch.next(), reason="read in the original")
        for m in sorted(tallies):
            yield review.reject(
                had[m], by=FIRST, made_at=watch.next(), reason="this number does not count what was asked"
            )
        for row in pooled:
            added = self._new_tally(document, row) if frozenset(row["outcomes"]) not in known else None
            if added is not None:
                yield review.add(added, by=FIRST, made_at=watch.next(), reason="one number for two outcomes")
        for n in sorted(rows):
            if not wanted[n]["optional"]:
                added = self._new_tally(document, wanted[n])
                if added is not None:
                    yield review.add(
                        added, by=FIRST, made_at=watch.next(), reason="stated here, and not found by the machine"
                    )

    def _is_at(self, document: str, row: dict[str, Any], tally: Tally) -> bool:
        """Whether a tally was read from the very words that state a count of its authority."""
        hit = self.places.find_number(document, row)
        if hit is None or row["authority"] != tally.authority_id or hit[1].page != tally.span.page:
            return False
        return hit[1].start < tally.span.end and tally.span.start < hit[1].end

    def _mend_tally(self, row: dict[str, Any], tally: Tally, watch: Watch) -> Iterator[Judgement]:
        value = _name_value(row)
        wrong = {
            "measure": (row["measure"], tally.measure),
            "unit": (row["unit"], tally.unit),
            "period": (row["period"], name_period(tally.period)),
            "value": (value, "" if tally.effective is None else _name_interval(tally.effective)),
        }
        for field, (want, have) in wrong.items():
            if want != have:
                given = _write_period(want) if field == "period" else want
                yield review.amend(
                    tally, field, given, by=FIRST, made_at=watch.next(), codebook=self.codebook,
                    reason=f"the letter says {want}, not {have or 'nothing'}",
                )  # fmt: skip

    def _new_tally(self, document: str, row: dict[str, Any]) -> Tally | None:
        hit = self.places.find_number(document, row)
        if hit is None:
            return None
        request = self.requests.get(row["authority"])
        interval = Interval(row["low"], row["high"])
        return Tally(
            id=make_id(
                "tally",
                document,
                hit[1].page,
                hit[1].start,
                row["authority"],
                row["measure"],
                row["period"],
                row["outcomes"],
                "added",
            ),
            authority_id=row["authority"],
            method="foi_response",
            document=document,
            measure=row["measure"],
            unit=row["unit"],
            period=review.parse_period(_write_period(row["period"])),
            categories=tuple(("outcome", code) for code in row["outcomes"]),
            proposed=None,
            span=hit[1],
            ruled=interval,
            standing=Standing.ADDED,
            request_id=request.id if request else "",
            rule="person",
        )

    # --- links ------------------------------------------------------------------------------------------------------

    def rule_links(self) -> list[Judgement]:
        """Rule on the pairs that the machine is unsure of, and on every pair that the truth knows."""
        watch = Watch(2022, 2, 10)
        names = self._name_cases()
        same = {frozenset(row["cases"]) for row in self.truth["duplicates"]}
        out = []
        for link in self.record.all(Link):
            left, right = names.get(link.left, ""), names.get(link.right, "")
            if link.ruling or not left or not right:
                continue
            twins = frozenset((left, right)) in same or left.split("/v")[0] == right.split("/v")[0]
            if twins or link.share_same >= 0.2:
                out.append(_judge_link(link, twins, watch))
        return out

    def _name_cases(self) -> dict[str, str]:
        """The truth's name of every case of the record."""
        pairs = self._pair_cases(self.record.all(Case))
        return {case.id: truth["id"] for truth, case in pairs if truth is not None and case is not None}


def _judge_link(link: Link, twins: bool, watch: Watch) -> Judgement:
    subject = "+".join(sorted((link.left, link.right)))
    return make_judgement(
        made_at=watch.next(),
        by=FIRST,
        ruling=Ruling.SAME if twins else Ruling.DIFFERENT,
        noun="link",
        subject=subject,
        before=f"{link.share_same:.3f}",
        reason="the same force, conduct and outcome in the same year" if twins else "different conduct or outcome",
    )


def _holds(said: str, reference: str) -> bool:
    """Whether a reference was read whole; a leading FOI is no part of it."""
    plain = ["".join(ch for ch in text.casefold() if ch.isalnum()).removeprefix("foi") for text in (said, reference)]
    return plain[0] == plain[1]


def _plain(value: Any) -> Any:
    return "yes" if value is True else "no" if value is False else value


def _lend(truth: dict[str, Any], name: str, value: Any) -> dict[str, Any]:
    """The truth's words for a variable, lent to whatever value the second coder gives it."""
    codes = list(_as_set(value))
    words = truth["words"].get(name, [])
    return truth["words"] | {
        name: [{"value": codes[0], "exact": w["exact"]} for w in words] if len(codes) == 1 else words
    }


def _why(name: str, have: Any, want: Any) -> str:
    if want is None:
        return f"the source does not state the {name.replace('_', ' ')}"
    if have is None:
        return f"the {name.replace('_', ' ')} stands in these words"
    return f"these words mean {', '.join(sorted(_as_set(want)))}, not {', '.join(sorted(_as_set(have)))}"


def _how(name: str) -> str:
    if name == "year":
        return "the year of the sheet or section in which the line stands"
    return "read by eye in the original; the words are not in the text as the machine has it"


def _same(row: dict[str, Any], tally: Tally) -> int:
    """On how many of authority, measure, unit, period and value a stated count and a tally agree."""
    value = tally.effective
    return sum(
        (
            row["authority"] == tally.authority_id,
            row["measure"] == tally.measure,
            row["unit"] == tally.unit,
            row["period"] == name_period(tally.period),
            value is not None and (row["low"], row["high"]) == (value.low, value.high),
        )
    )


def _is_narrow(tally: Tally) -> bool:
    """Whether a tally counts only some of what its measure counts; the reviewer leaves those alone."""
    return bool(tally.categories)


def _name_value(row: dict[str, Any]) -> str:
    return str(row["low"]) if row["low"] == row["high"] else f"{row['low']}-{row['high']}"


def _name_interval(interval: Interval) -> str:
    low = int(interval.low)
    if interval.high is None:
        return f"{low}+"
    return str(low) if interval.is_exact else f"{low}-{int(interval.high)}"


def _write_period(period: str) -> str:
    """The truth's period as `answerable review` takes it."""
    if "/" in period:
        return period.replace("/", "..")
    if "-" in period:
        first, last = period.split("-")
        return f"{first}-01-01..{last}-12-31"
    return period


__all__ = ["FIRST", "SECOND", "Reviewer"]
