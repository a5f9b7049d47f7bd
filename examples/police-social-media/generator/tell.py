"""The truth put together and checked: totals, duplicates, traps, hidden content.

In: the desk. Out: the truth as one object. Never here: the reading of single marks (`truth`).
"""

from __future__ import annotations

from collections import defaultdict

from .desk import Desk
from .inbox import place_entries
from .plan import ANSWERED, ASKED, PLAN
from .truth import DISMISSED, Row, authority_of, cases_of, is_disciplined, message_of, n_people, tallies_of


def _check(authority: str, cases: list[Row], tallies: list[Row]) -> list[str]:
    """Return where the letters of one force do not come to its plan."""
    plan, wrong = PLAN[authority], []
    live = [c for c in cases if c["authority"] == authority and not c["superseded"] and not c.get("duplicate_of")]
    counted = [c for c in live if is_disciplined(c)]
    n_listed = sum(n_people(c) for c in counted)
    if n_listed != plan.listed:
        wrong.append(f"{authority}: {n_listed} listed, plan {plan.listed}")
    if plan.listed:
        for measure, codes, want in (
            ("dismissed", DISMISSED, plan.dismissed),
            ("whd", {"would_have_been_dismissed"}, plan.whd),
        ):
            got = sum(n_people(c) for c in counted if c["values"].get("outcome") in codes)
            if got != want:
                wrong.append(f"{authority}: {got} {measure} listed, plan {want}")
        by_year: dict[str, int] = defaultdict(int)
        for case in counted:
            by_year[str(case["values"].get("year"))] += n_people(case)
        for tally in tallies:
            year = str(tally["period"])
            mine = tally["authority"] == authority and not tally["superseded"]
            if mine and tally["measure"] == "disciplined" and year.isdigit() and by_year[year] != tally["true"]:
                wrong.append(f"{authority} {year}: {by_year[year]} listed, tally {tally['true']}")
    for tally in tallies:
        if (
            tally["authority"] != authority
            or tally["superseded"]
            or tally["outcomes"]
            or tally["period"] != "2018-2021"
        ):
            continue
        planned = {"disciplined": plan.disciplined, "dismissed": plan.dismissed, "would_have_been_dismissed": plan.whd}
        if (
            tally["measure"] in planned
            and tally["unit"] == "officers"
            and tally["true"] != planned[str(tally["measure"])]
        ):
            wrong.append(
                f"{authority}: tally {tally['measure']} {tally['true']}, plan {planned[str(tally['measure'])]}"
            )
    return wrong


def tell_truth(desk: Desk) -> Row:
    """Return the truth about everything on the desk; raise where it does not come to the plan."""
    cases: list[Row] = []
    tallies: list[Row] = []
    messages: list[Row] = []
    for entry, file in place_entries(desk):
        messages.append(message_of(entry, file, desk.forces.get(entry.authority)))
        cases += cases_of(entry, file)
        tallies += tallies_of(entry, file)
    cases += desk.log_cases
    merged = {str(d["cases"][1]): str(d["cases"][0]) for d in desk.duplicates}
    for case in cases:
        if case["id"] in merged:
            case["duplicate_of"] = merged[str(case["id"])]
    authorities = {f.id: authority_of(f, messages, cases) for f in desk.forces.values()}
    wrong = [line for name in authorities for line in _check(name, cases, tallies)]
    hidden = [
        {"file": file, "part": item.name, **note}
        for entry, file in place_entries(desk)
        for item in entry.files
        for note in item.hidden
    ]
    counted = [c for c in cases if is_disciplined(c) and not c["superseded"] and not c.get("duplicate_of")]
    truth: Row = {
        "format": 1,
        "totals": {
            "asked": len(authorities),
            "answered": sum(bool(a["answered"]) for a in authorities.values()),
            "silent": sum(not a["answered"] for a in authorities.values()),
            "disciplined": {
                key: sum(getattr(s, name) for s in PLAN.values())
                for key, name in (("true", "disciplined"), ("low", "low"), ("high", "high"))
            },
            "dismissed": {key: sum(s.dismissed for s in PLAN.values()) for key in ("true", "low", "high")},
            "would_have_been_dismissed": {key: sum(s.whd for s in PLAN.values()) for key in ("true", "low", "high")},
            "cases_described": sum(n_people(c) for c in counted),
            "messages": len(messages),
        },
        "authorities": authorities,
        "messages": messages,
        "tallies": tallies,
        "cases": cases,
        "duplicates": desk.duplicates,
        "pages": desk.page_changes,
        "traps": desk.traps,
        "hidden": hidden,
    }
    totals = truth["totals"]
    if (totals["asked"], totals["answered"]) != (ASKED, ANSWERED):
        wrong.append(f"asked, answered: {totals['asked']}, {totals['answered']}")
    desk.wrong = wrong
    return truth
