"""How well a machine (or a machine and its reviewers) read the example, against the truth.

In: ``truth.json`` and an export of the record as plain JSON. Out: counts, precision and recall per variable, as JSON
or as lines for a terminal. Never here: the record, the stages, any correction of what was read.

Run ``python generator/score.py export.json [--json]``. The export is one object of three lists, all optional::

    {"messages": [{"message_id": "...", "kind": "response", "authority": "avonmoor", "decision": "disclosed",
                   "decisions": {"1": "disclosed"}, "exemptions": [{"law": "foia-2000", "section": "40(2)"}],
                   "reference": "412/21"}],
     "cases":    [{"id": "...", "authority": "avonmoor", "method": "foi_response", "n_subjects": 1,
                   "values": {"rank": "constable", "year": 2018, "platform": ["whatsapp"]}}],
     "tallies":  [{"authority": "avonmoor", "measure": "disciplined", "unit": "officers",
                   "period": "2018" or "2018-2021" or "2018-04-01/2019-03-31", "low": 4, "high": 4}],
     "counts":   [{"authority": "avonmoor", "measure": "disciplined", "low": 6, "high": 6}]}

Cases are matched within an authority and a method, best agreement first, each at most once; two agree in so far as the
variables that the truth states are the same. A pair below `FLOOR` is no match. A machine case without a match counts
against precision of every variable it states, a truth case without one against recall. Truth cases of an answer that
was replaced later, or of a notice before its outcome was added, may be matched without gain or loss. So may cases of
other misconduct on the same pages: whether they are told apart is a score of its own (`out_of_scope`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

VARIABLES = (
    "rank", "year", "platform", "behaviours", "outcome", "standards", "level_alleged", "level_found", "procedure",
    "occurred_on", "decided_on", "former_officer", "duration_months", "n_subjects",
)  # fmt: skip
WEIGHTS = {"year": 2.0, "outcome": 2.0, "rank": 1.5, "platform": 1.5, "decided_on": 2.0, "behaviours": 1.0}
QUALIFIERS = {"12", "12(1)", "12(2)", "40(3A)", "38(2A)", "31(2)"}
FLOOR = 0.4
"""Share of the truth's weight on which a pair must agree to be one case."""


def _as_set(value: Any) -> set[str]:
    if value is None or value == "":
        return set()
    if isinstance(value, bool):
        return {"yes" if value else "no"}
    if isinstance(value, (list, tuple, set)):
        return {str(item) for item in value}
    if isinstance(value, float) and value.is_integer():
        return {str(int(value))}
    return {str(value)}


def agree(truth: dict[str, Any], machine: dict[str, Any]) -> float:
    """Return the share of what the truth states, by weight, on which a machine case agrees; in [0, 1].

    >>> agree({"rank": "constable", "year": 2019}, {"rank": "constable", "year": 2018.0})
    0.42857142857142855
    """
    got = whole = 0.0
    for name, weight in WEIGHTS.items():
        want = _as_set(truth.get(name))
        if not want:
            continue
        have = _as_set(machine.get(name))
        whole += weight
        got += weight * len(want & have) / len(want | have)
    return got / whole if whole else 0.0


def match_cases(
    truths: list[dict[str, Any]], machines: list[dict[str, Any]], floor: float = FLOOR
) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Pair truth and machine cases of the same authority and method, best agreement first, none below `floor`.

    Live, in-scope truth cases come first among equals, so that an earlier version never takes a match from the last.
    """
    pairs = []
    for i, truth in enumerate(truths):
        for j, machine in enumerate(machines):
            if (truth["authority"], truth["method"]) == (machine["authority"], machine["method"]):
                score = agree(truth["values"], machine["values"])
                if score >= floor:
                    pairs.append((-score, not _counts(truth), i, j))
    taken: dict[int, int] = {}
    used: set[int] = set()
    for _, _, i, j in sorted(pairs):
        if i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    out: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = [
        (truth, machines[taken[i]] if i in taken else None) for i, truth in enumerate(truths)
    ]
    return out + [(None, machine) for j, machine in enumerate(machines) if j not in used]


def _counts(truth: dict[str, Any]) -> bool:
    return bool(truth["in_scope"]) and not truth["superseded"]


def _rates(hits: int, said: int, wanted: int) -> dict[str, Any]:
    return {
        "hits": hits,
        "said": said,
        "wanted": wanted,
        "precision": round(hits / said, 4) if said else None,
        "recall": round(hits / wanted, 4) if wanted else None,
    }


def score_cases(truths: list[dict[str, Any]], machines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return precision and recall of finding cases, and of each variable's values (several values count one by one)."""
    pairs = match_cases(truths, machines)
    counted = [(t, m) for t, m in pairs if t is None or _counts(t)]
    tallied: dict[str, list[int]] = {name: [0, 0, 0] for name in VARIABLES}
    for truth, machine in counted:
        for name in VARIABLES:
            want = _as_set(_values(truth).get(name))
            have = _as_set(_values(machine).get(name))
            if truth is not None and name == "former_officer":
                have -= {"no"}  # that someone serves is rarely said and never wrong to leave unsaid
                if truth["values"].get("outcome") in ("resigned", "retired"):
                    have -= {"yes"}  # follows from the outcome, whether or not the source says it
            tallied[name][0] += len(want & have)
            tallied[name][1] += len(have)
            tallied[name][2] += len(want)
    scope = [(t, m) for t, m in pairs if t is not None and not t["in_scope"] and not t["superseded"]]
    return {
        "found": _rates(
            sum(t is not None and m is not None for t, m in counted),
            sum(m is not None for _, m in counted),
            sum(t is not None for t, _ in counted),
        ),
        "variables": {name: _rates(*numbers) for name, numbers in tallied.items()},
        "out_of_scope": {"planted": len(scope), "read_as_cases": sum(m is not None for _, m in scope)},
        "missed": [t["id"] for t, m in counted if t is not None and m is None],
        "invented": [m.get("id", "") for t, m in counted if t is None and m is not None],
    }


def _values(case: dict[str, Any] | None) -> dict[str, Any]:
    if case is None:
        return {}
    values = dict(case["values"])
    if "n_subjects" in case and "n_subjects" not in values:
        values["n_subjects"] = case["n_subjects"]
    if values.get("n_subjects") in (1, 1.0, "1"):
        del values["n_subjects"]  # one person is what every case is about unless it says otherwise
    return values


def score_messages(truths: list[dict[str, Any]], machines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the shares of messages with the right kind, authority, decision, exemptions and reference."""
    by_id: dict[str, dict[str, Any]] = {}
    homes: dict[str, set[Any]] = defaultdict(set)
    for machine in machines:
        name = str(machine.get("message_id", "")).strip("<>")
        by_id.setdefault(name, machine)
        homes[name].add(machine.get("authority") or None)
    got: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    wrong: list[dict[str, Any]] = []
    for truth in truths:
        machine = _find_message(truth, by_id, machines)
        checks = {
            "kind": (truth["kind"], machine.get("kind")),
            "authority": (
                sorted(filter(None, (truth["authority"], *truth["also"]))),
                sorted(filter(None, homes.get(truth["message_id"]) or {machine.get("authority")})),
            ),
        }
        if truth["decision"] and truth["kind"] in ("response", "review_outcome"):
            checks["decision"] = (truth["decision"], machine.get("decision"))
            for question, decision in truth["decisions"].items():
                said = (machine.get("decisions") or {}).get(question)
                got["question"][1] += 1
                got["question"][0] += said == decision
                if said != decision:
                    wrong.append({"file": truth["file"], "what": f"question {question}", "want": decision, "got": said})
            want = _grounds(truth["exemptions"])
            have = _grounds(machine.get("exemptions") or [])
            got["exemptions found"][0] += len(want & have)
            got["exemptions found"][1] += len(want)
            got["exemptions right"][0] += len(want & have)
            got["exemptions right"][1] += len(have)
        if truth["reference"] and truth["kind"] in ("response", "review_outcome", "acknowledgement"):
            checks["reference"] = (_plain(truth["reference"]), _plain(machine.get("reference") or ""))
        for name, (want_value, have_value) in checks.items():
            right = want_value == have_value
            got[name][1] += 1
            got[name][0] += bool(right)
            if not right:
                wrong.append({"file": truth["file"], "what": name, "want": want_value, "got": have_value})
    return {
        "rates": {
            name: {"right": r, "of": n, "share": round(r / n, 4) if n else None} for name, (r, n) in sorted(got.items())
        },
        "wrong": wrong,
    }


def _find_message(
    truth: dict[str, Any], by_id: dict[str, dict[str, Any]], machines: list[dict[str, Any]]
) -> dict[str, Any]:
    """By message id; letters of an export carry none, so by their file and place in it."""
    found = by_id.get(truth["message_id"])
    if found is None:
        found = next((m for m in machines if m.get("file") and m["file"] == truth["file"]), None)
    return found or {}


def _grounds(rows: list[dict[str, str]]) -> set[tuple[str, str]]:
    """Exemptions by law and section, without what may be listed or not: the cost limit, and subsections that only
    qualify another one."""
    found = {(row["law"], _section(row["section"])) for row in rows}
    return {(law, section) for law, section in found if section not in QUALIFIERS}


def _section(text: str) -> str:
    """The section and its first subsection: what exemptions are compared by."""
    compact = text.replace(" ", "")
    head, _, rest = compact.partition("(")
    return f"{head}({rest.split(')')[0]})" if rest else head


def _plain(text: str) -> str:
    """A reference without spaces and marks; a leading FOI is no part of it."""
    return "".join(ch for ch in text.casefold() if ch.isalnum()).removeprefix("foi")


def score_tallies(truths: list[dict[str, Any]], machines: list[dict[str, Any]]) -> dict[str, Any]:
    """Return precision and recall of tallies: measure, unit, period and both bounds must be right."""

    def row(t: dict[str, Any]) -> tuple[Any, ...]:
        return (
            t["authority"],
            t["measure"],
            t["unit"],
            str(t["period"]),
            int(t["low"]),
            None if t["high"] is None else int(t["high"]),
        )

    truths = [t for t in truths if not t.get("outcomes")]
    want = {row(t) for t in truths if not t["superseded"]}
    old = {row(t) for t in truths if t["superseded"]} - want
    spare = {row(t) for t in truths if t.get("optional")}
    old, want = old | spare, want - spare
    have = {row(t) for t in machines} - old
    by_measure = {}
    for measure in sorted({r[1] for r in want | have}):
        w, h = {r for r in want if r[1] == measure}, {r for r in have if r[1] == measure}
        by_measure[measure] = _rates(len(w & h), len(h), len(w))
    return {
        "all": _rates(len(want & have), len(have), len(want)),
        "measures": by_measure,
        "missed": sorted(map(list, want - have), key=str),
        "invented": sorted(map(list, have - want), key=str),
    }


def score_counts(truth: dict[str, Any], counts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return, per measure, the sum of the counts beside the truth, and the authorities whose count is wrong."""
    out = {}
    for measure in ("disciplined", "dismissed", "would_have_been_dismissed"):
        rows = {c["authority"]: c for c in counts if c["measure"] == measure}
        off = []
        for name, authority in truth["authorities"].items():
            want = authority["counts"][measure]
            row = rows.get(name)
            low, high = (row["low"], row["high"]) if row else (0, 0)
            if not low <= want["true"] or (high is not None and want["true"] > high):
                off.append({"authority": name, "want": want["true"], "got": [low, high]})
        highs = [r["high"] for r in rows.values()]
        out[measure] = {
            "true": truth["totals"][measure]["true"],
            "low": sum(r["low"] for r in rows.values()),
            "high": None if None in highs else sum(highs),
            "exact_authorities": sum(
                (rows.get(n, {}).get("low", 0), rows.get(n, {}).get("high", 0))
                == (a["counts"][measure]["low"], a["counts"][measure]["high"])
                for n, a in truth["authorities"].items()
            ),
            "authorities_off": off,
        }
    return out


def score(truth: dict[str, Any], export: dict[str, Any]) -> dict[str, Any]:
    """Return every score that the export allows."""
    out: dict[str, Any] = {}
    if "messages" in export:
        out["messages"] = score_messages(truth["messages"], export["messages"])
    if "cases" in export:
        out["cases"] = score_cases(truth["cases"], export["cases"])
    if "tallies" in export:
        out["tallies"] = score_tallies(truth["tallies"], export["tallies"])
    if "counts" in export:
        out["counts"] = score_counts(truth, export["counts"])
    return out


def render_score(scored: dict[str, Any]) -> str:
    """Return the scores as lines for a terminal."""

    def share(value: float | None) -> str:
        return "   -  " if value is None else f"{value:6.1%}"

    lines = []
    if "messages" in scored:
        lines.append("messages")
        lines += [
            f"  {n:<20} {share(r['share'])}  ({r['right']} of {r['of']})"
            for n, r in scored["messages"]["rates"].items()
        ]
    for title, rows in (
        ("cases", {"found": scored["cases"]["found"], **scored["cases"]["variables"]} if "cases" in scored else {}),
        ("tallies", {"all": scored["tallies"]["all"], **scored["tallies"]["measures"]} if "tallies" in scored else {}),
    ):
        if rows:
            lines.append(f"{title:<22} precision  recall   (hits, said, wanted)")
            lines += [
                f"  {n:<22} {share(r['precision'])}   {share(r['recall'])}   ({r['hits']}, {r['said']}, {r['wanted']})"
                for n, r in rows.items()
            ]
    if "cases" in scored:
        scope = scored["cases"]["out_of_scope"]
        lines.append(
            f"  other misconduct on the same pages: {scope['read_as_cases']} of {scope['planted']} read as cases"
        )
    for measure, row in scored.get("counts", {}).items():
        high = "no limit" if row["high"] is None else row["high"]
        lines.append(
            f"{measure}: {row['low']} to {high}; true {row['true']}; exact for {row['exact_authorities']} of 48"
        )
    return "\n".join(lines)


def main() -> int:
    """Score an export and print the result."""
    words = argparse.ArgumentParser(prog="score", description="Score an export of the record against the truth.")
    words.add_argument("export", help="JSON file, or - for standard input")
    words.add_argument("--truth", type=Path, default=Path(__file__).resolve().parent.parent / "truth.json")
    words.add_argument("--json", action="store_true", help="print JSON")
    args = words.parse_args()
    text = sys.stdin.read() if args.export == "-" else Path(args.export).read_text(encoding="utf-8")
    scored = score(json.loads(args.truth.read_text(encoding="utf-8")), json.loads(text))
    print(json.dumps(scored, indent=1, ensure_ascii=False) if args.json else render_score(scored))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
