"""The plan: who answers, how, and how many officers each count comes to. The letters are checked against it.

In: nothing. Out: one `Share` per force. Never here: words of letters.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A force's share of the totals.

    Args:
        disciplined: officers, truly.
        dismissed: of these.
        whd: would have been dismissed; among the disciplined, not among the dismissed.
        listed: how many of the disciplined are described case by case.
        form: of the answer, or of the log.
        low, high: what its documents alone allow for `disciplined`; the true number where they leave no doubt.
        given: whether the documents give a number at all.
    """

    disciplined: int
    dismissed: int
    whd: int
    listed: int
    form: str
    low: int = -1
    high: int = -1
    given: bool = True

    def __post_init__(self) -> None:
        if self.low < 0:
            object.__setattr__(self, "low", self.disciplined)
            object.__setattr__(self, "high", self.disciplined)


PLAN: dict[str, Share] = {
    "avonmoor": Share(6, 1, 0, 6, "letter, numbered answers"),
    "blackmere": Share(8, 1, 0, 0, "letter, details refused"),
    "brackenshire": Share(8, 1, 1, 0, "HTML table in the body"),
    "caldervale": Share(12, 1, 0, 12, "PDF, ruled table"),
    "chalkdown": Share(11, 1, 1, 11, "PDF, table without lines; log too"),
    "coldharbour": Share(7, 1, 0, 7, "PDF, narrative"),
    "copperdale": Share(14, 2, 1, 14, "XLSX, a sheet a year"),
    "cranford-vale": Share(8, 1, 0, 0, "ODS, tallies"),
    "dunmoor": Share(9, 1, 0, 9, "DOCX, table"),
    "eastmarch": Share(13, 2, 0, 13, "CSV, Windows-1252"),
    "elderwick": Share(5, 0, 0, 5, "scan"),
    "fallowshire": Share(7, 1, 0, 7, "WhatDoTheyKnow export"),
    "fenmark": Share(11, 2, 0, 0, "PDF, suppressed cells with a total"),
    "greywater": Share(3, 0, 0, 0, "letter, total suppressed", 1, 5),
    "harrowdale": Share(8, 1, 0, 0, "DOCX, financial years"),
    "hartsmere": Share(9, 1, 0, 9, "PDF, staff pooled with officers"),
    "highwold": Share(6, 0, 0, 0, "letter, allegations"),
    "ironvale": Share(5, 1, 0, 0, "cost refusal with goodwill data"),
    "kestrelshire": Share(0, 0, 0, 0, "cost refusal", given=False),
    "kingsmoor": Share(0, 0, 0, 0, "neither confirmed nor denied", given=False),
    "langmere": Share(0, 0, 0, 0, "letter, nil"),
    "larkshire": Share(0, 0, 0, 0, "not held", given=False),
    "merebrook": Share(11, 2, 1, 11, "PDF, then a corrected PDF"),
    "northmarch": Share(10, 1, 0, 10, "XLSX with a hidden sheet; log too"),
    "oakshire": Share(4, 0, 0, 4, "mbox, after clarification"),
    "saltmarsh": Share(6, 1, 0, 0, "joint answer of two forces"),
    "sandwold": Share(2, 0, 0, 0, "joint answer, total suppressed", 1, 4),
    "thornbridge": Share(19, 3, 0, 0, "letter after an extension"),
    "wealdmarch": Share(7, 1, 1, 0, "PDF after an extension, review"),
    "eryrfa": Share(3, 0, 0, 3, "DOCX"),
    "glanmor": Share(5, 0, 0, 5, "bilingual letter"),
    "morgwent": Share(4, 0, 0, 0, "letter, 5 or fewer", 1, 5),
    "caledon": Share(7, 1, 0, 0, "FOISA, part answer"),
    "strathlorn": Share(0, 0, 0, 0, "FOISA, personal data, all refused", given=False),
    "ulidia": Share(6, 0, 0, 6, "PDF, prose list"),
    "national-railway": Share(6, 1, 1, 6, "HTML table; log too"),
    "lindmarsh": Share(2, 1, 0, 2, "log only"),
    "pennyfell": Share(2, 1, 1, 2, "log only"),
    "ravensholt": Share(2, 1, 0, 2, "log only"),
    "redfell": Share(3, 1, 1, 3, "log only"),
    "stonewater": Share(3, 1, 0, 3, "log only"),
    "tarnshire": Share(4, 0, 0, 4, "log only"),
    "yarrowdale": Share(1, 0, 1, 1, "log only"),
    "severnbank": Share(0, 0, 0, 0, "silent", given=False),
    "westwold": Share(0, 0, 0, 0, "silent", given=False),
    "dyffryn-teifan": Share(0, 0, 0, 0, "silent", given=False),
    "atomic-sites": Share(0, 0, 0, 0, "silent", given=False),
    "defence-estates": Share(0, 0, 0, 0, "silent", given=False),
}

ASKED, ANSWERED, DISCIPLINED, DISMISSED, WHD = 48, 36, 257, 33, 9


def check_plan() -> None:
    """Raise where the shares do not come to the published totals."""
    got = (
        len(PLAN),
        sum(s.disciplined for s in PLAN.values()),
        sum(s.dismissed for s in PLAN.values()),
        sum(s.whd for s in PLAN.values()),
    )
    if got != (ASKED, DISCIPLINED, DISMISSED, WHD):
        raise ValueError(f"the plan comes to {got}")
