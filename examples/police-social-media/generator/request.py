"""Our own letter as it stands in a force's hands: the four questions, and how replies quote them.

In: a force. Out: the questions and quoted text. Never here: answers.
"""

from __future__ import annotations

import textwrap

from .force import DESK, DESK_NAME, Force

QUESTIONS = (
    "Since 1 January 2018, how many officers have been disciplined over their use of social media (including"
    " WhatsApp and other messaging services), by calendar year?",
    "Of these, how many were dismissed, and how many would have been dismissed had they still been serving?",
    "For each case: the rank, the year, the platform, a short description of the behaviour, and the outcome.",
    "How many allegations about social media were recorded in the same period, whatever their result?",
)


def render_letter(force: Force) -> str:
    """Return our letter to a force, as it arrived there."""
    asked = "\n".join(textwrap.fill(f"{n}. {text}", 90, subsequent_indent="   ") for n, text in enumerate(QUESTIONS, 1))
    act = "(Scotland) Act 2002" if "foisa" in force.law else "Act 2000"
    return f"""Dear {force.name},

I am a reporter at {DESK_NAME}. Under the Freedom of Information {act} I ask
for the following information. Where I write "officers" I mean police officers and special
constables, not police staff.

{asked}

The period is 1 January 2018 to 31 December 2021. I do not ask for any name, collar number or
other detail that would identify a person. A spreadsheet would be welcome.

If any part cannot be answered, please answer the other parts and say which exemption you rely
on for the rest. If the request is not clear, please tell me as soon as you can, so that I can
help.

Please quote {force.token} in your reply.

Yours faithfully,

{DESK_NAME}
{DESK}
"""


def quote_letter(force: Force, style: str) -> str:
    """Return our letter as a reply quotes it: `chevrons`, `original` (as Outlook does) or `list` (questions alone)."""
    letter = render_letter(force)
    if style == "chevrons":
        quoted = "\n".join(("> " + line).rstrip() for line in letter.splitlines())
        return f"On Mon, 1 Nov 2021 at 09:02, {DESK_NAME} <{DESK}> wrote:\n\n{quoted}\n"
    if style == "original":
        head = (
            f"-----Original Message-----\nFrom: {DESK_NAME} <{DESK}>\nSent: 01 November 2021 09:02\n"
            f"To: {force.email}\nSubject: {force.subject}\n\n"
        )
        return head + letter
    if style == "list":
        return "\n".join(f"{n}. {text}" for n, text in enumerate(QUESTIONS, 1)) + "\n"
    raise ValueError(f"no such way to quote: {style}")
