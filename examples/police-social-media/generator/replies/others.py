# ruff: noqa: E501 - letters are set as their offices set them
"""Answers by way of others: a Word table, a request site's export.

In: the desk. Out: messages on it. Never here: spreadsheets, PDF tables.
"""

from __future__ import annotations

import json

from ..archive import make_zip
from ..desk import Desk, Entry
from ..document import make_docx
from ..pdf import Block, make_pdf
from ..request import QUESTIONS, render_letter
from ..table import make_table


def dunmoor(desk: Desk) -> None:
    """A Word letter with a table of nine officers and one who left."""
    table = make_table(
        "Calendar year¦Officer's rank¦Platform¦Brief description¦Sanction",
        """
1: {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ Commented {rac|in racist terms} on a post about a mosque ¦ {fww|Final written warning}
2: {2018} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {conf+pos|Passed on a custody photograph} ¦ {ww|Written warning}
3: {2019} ¦ {c|Constable} ¦ {tw|Twitter} ¦ {pol|Tweeted in support of a protest} he was policing ¦ {ma|Management advice}
4: {2019} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ {msg|Sexual innuendo} in messages to a probationer ¦ {fww|Final written warning}
5: {2020} ¦ {c|Constable} ¦ {sn|Snapchat} ¦ {img|Intimate video} shared without the consent of the woman shown ¦ {x|Dismissed}
6: {2020} ¦ {c|Constable} ¦ {ig|Instagram} ¦ Picture in uniform holding alcohol, {dsc|bringing the force into disrepute} ¦ {ww|Written warning}
7: {2020} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ Allegation of {conf|leaking a rota} ¦ {res|Resigned during investigation}
8: {2021} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {hom|Homophobic} {har|abuse of a colleague} in a shift chat ¦ {fww|Final written warning}
9: {2021} ¦ {c|Constable} ¦ {fb|Facebook} ¦ Sold {pos|a recording of an incident} to a page for payment ¦ {ww|Written warning}
10: {2021} ¦ {sc|Special constable} ¦ {tt|TikTok} ¦ {joke|Joke about stop and search} ¦ {rp|Reflective practice}
""",
    )
    file = make_docx(
        "FOI response 5501.docx",
        [
            Block("p", "Dunmoor Police\nFreedom of Information\nFOI 5501/2021\n23/11/2021"),
            Block("h", "Your request"),
            *(Block("p", f"{n}. {text}") for n, text in enumerate(QUESTIONS, 1)),
            Block("h", "Our response"),
            Block(
                "p",
                "1. {#disciplined/2018-2021=9|Nine} officers: {#disciplined/2018=2|two} in 2018, {#disciplined/2019=2|two} in 2019, {#disciplined/2020=2|two} in 2020 and {#disciplined/2021=3|three} in 2021.",
            ),
            Block(
                "p",
                "2. {#dismissed/2018-2021=1|One} dismissed; {#would_have_been_dismissed/2018-2021=0|none} would have been dismissed.",
            ),
            Block(
                "p",
                "3. Please see the table. The seventh line is shown for completeness and is not part of the figure at 1.",
            ),
            Block("table", table=table),
            Block("p", "4. {#allegations@allegations/2018-2021=22|22} allegations."),
            Block(
                "p",
                "Right of complaint: please contact us within 40 working days. Section 50 FOIA gives a further right to the Commissioner.",
            ),
        ],
    )
    desk.receive(
        "dunmoor",
        "response",
        "2021-11-23 13:01",
        "Please find attached.\n\nDunmoor FOI\n",
        subject="FW: $subject",
        files=(file,),
        reference="5501/2021",
        decision="disclosed",
        answered_on="2021-11-23",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap(
        "dunmoor",
        "In the reply our own questions stand above the answers",
        "a requester's words are not the authority's",
    )


def fallowshire(desk: Desk) -> None:
    """The request went through a request site; its export is a zip of text, files and a JSON page."""
    force = desk.forces["fallowshire"]
    box = "officers_disciplined_over_social_fallowshire.zip"
    table = make_table(
        "#¦Year¦Rank¦App¦Conduct¦Finding and outcome",
        """
1: 1 ¦ {2018} ¦ {c|PC} ¦ {fb|Facebook} ¦ {bo|Argued with a resident} under a lost-dog post ¦ {ma|Management advice}
2: 2 ¦ {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {rac|Racist word} used in a chat of former cadets ¦ {m|Misconduct}, {ww|written warning}
3: 3 ¦ {2019} ¦ {c|DC} ¦ {ig|Instagram} ¦ {vul|Pursued a victim of crime} by direct message ¦ {gm|Gross misconduct}, {x|dismissed}
4: 4 ¦ {2020} ¦ {c|PC} ¦ {sn|Snapchat} ¦ {pos|Film of a prisoner being restrained} ¦ {gm|Gross misconduct}, {fww|final written warning}
5: 5 ¦ {2020} ¦ {s|PS} ¦ {wa|WhatsApp} ¦ Posted {joke|an off-colour joke about a rape allegation} ¦ {m|Misconduct}, {ww|written warning}
6: 6 ¦ {2021} ¦ {c|PC} ¦ {tw|Twitter} ¦ {rac|Anti-Semitic} retweets ¦ {gm|Gross misconduct}, {fww|final written warning}
7: 7 ¦ {2021} ¦ {c|PC} ¦ {tt|TikTok} ¦ Uniformed dance video ¦ {rp|RPRP}
""",
    )
    file = make_pdf(
        "FOI 21 1522 Final Response.pdf",
        [
            Block("right", "Fallowshire Constabulary\nFOI 21-1522\n30 November 2021"),
            Block("p", "Dear The Lantern Post"),
            Block(
                "p",
                "Thank you for your request of 1 November 2021. In the period there were {#disciplined/2018-2021=7|seven} officers: {#disciplined/2018=2|2} in 2018, {#disciplined/2019=1|1} in 2019, {#disciplined/2020=2|2} in 2020 and {#disciplined/2021=2|2} in 2021. {#dismissed/2018-2021=1|One} was dismissed. The category of {#would_have_been_dismissed/2018-2021=0|would have been dismissed does not arise}.",
            ),
            Block("table", table=table, widths=(8, 14, 14, 24, 62, 48)),
            Block("p", "Allegations recorded: {#allegations@allegations/2018-2021=19|19}."),
            Block("small", "You may ask for an internal review. Section 50 of the Act applies."),
        ],
    )
    common = {"sender": force.email, "container": box, "threaded": False}
    out = desk.receive(
        "fallowshire",
        "request",
        "2021-11-01 09:04",
        render_letter(force).replace("{", "(").replace("}", ")"),
        subject="Freedom of Information request - Officers disciplined over social media",
        outgoing=True,
        container=box,
        threaded=False,
    )
    ack = desk.receive(
        "fallowshire",
        "acknowledgement",
        "2021-11-02 11:32",
        """
Dear The Lantern Post,

Thank you for your request which was received on 1 November 2021 and has been allocated reference FOI 21-1522. It will
be dealt with in accordance with the Act and you can expect an answer by 29 November 2021. There may be a cost limit
under section 12.

Fallowshire Constabulary FOI
""",
        subject="Freedom of Information request acknowledgement FOI 21-1522",
        reference="21-1522",
        received_on="2021-11-01",
        **common,  # type: ignore[arg-type]
    )
    chase = desk.receive(
        "fallowshire",
        "other_outgoing",
        "2021-11-30 08:00",
        """
Dear Fallowshire Constabulary,

By law, the authority should normally have responded promptly and by 29 November 2021. Please tell me when I can expect an
answer. I have not asked for an internal review yet.

Yours faithfully,

The Lantern Post
""",
        subject="Re: Freedom of Information request - Officers disciplined over social media",
        outgoing=True,
        container=box,
    )
    answer = desk.receive(
        "fallowshire",
        "response",
        "2021-11-30 15:26",
        """
Dear The Lantern Post,

Please find attached our response to your request FOI 21-1522. I am sorry that it is a day late.

Fallowshire Constabulary FOI

[Fallowshire Constabulary request email]
""",
        subject="FOI 21-1522 Final Response",
        files=(file,),
        reference="21-1522",
        decision="disclosed",
        answered_on="2021-11-30",
        received_on="2021-11-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
        **common,  # type: ignore[arg-type]
    )

    def shown(entry: Entry, sender: str, to: str) -> str:
        day = entry.letter.sent_at.strftime("%d %B %Y").lstrip("0")
        body = "\n".join(("  " + line).rstrip() for line in entry.letter.text.splitlines())
        tail = "".join(f"  Attachment: {a.name} ({len(a.data) // 1024}K)\n" for a in entry.letter.attachments)
        return f"  From: {sender}\n  To: {to}\n  Date: {day}\n\n{body}\n  \n{tail}"

    us, them = (
        ("The Lantern Post", "Fallowshire Constabulary"),
        ("FOI Unit, Fallowshire Constabulary", "The Lantern Post"),
    )
    rule = "\n-------------------------------\n"
    text = (
        'This is a plain-text version of the Freedom of Information request "Officers disciplined over social media".  '
        "The latest, full version is available online at "
        "http://www.rightfully.example/request/officers_disciplined_over_social_fallowshire.\n\n"
        + rule
        + rule.join([shown(out, *us), shown(ack, *them), shown(chase, *us), shown(answer, *them)])
    )
    page = {
        "id": 801207,
        "url_title": "officers_disciplined_over_social_fallowshire",
        "title": "Officers disciplined over social media",
        "created_at": "2021-11-01T09:04:00.000+00:00",
        "updated_at": "2021-12-02T10:20:00.000+00:00",
        "described_state": "successful",
        "display_status": "Successful.",
        "awaiting_description": False,
        "prominence": "normal",
        "law_used": "foi",
        "tags": [["social-media", force.token]],
        "user": {"id": 55120, "url_name": "the_lantern_post", "name": "The Lantern Post"},
        "public_body": {
            "id": 3120,
            "url_name": "fallowshire_constabulary",
            "name": "Fallowshire Constabulary",
            "short_name": "",
            "home_page": force.site,
        },
        "info_request_events": [
            {
                "id": 9001,
                "event_type": "sent",
                "created_at": "2021-11-01T09:04:00.000+00:00",
                "described_state": None,
                "calculated_state": "waiting_response",
                "incoming_message_id": None,
                "outgoing_message_id": 88101,
            },
            {
                "id": 9002,
                "event_type": "response",
                "created_at": "2021-11-02T11:32:00.000+00:00",
                "described_state": None,
                "calculated_state": "waiting_response",
                "incoming_message_id": 88211,
                "outgoing_message_id": None,
            },
            {
                "id": 9003,
                "event_type": "followup_sent",
                "created_at": "2021-11-30T08:00:00.000+00:00",
                "described_state": None,
                "calculated_state": "waiting_response",
                "incoming_message_id": None,
                "outgoing_message_id": 88330,
            },
            {
                "id": 9004,
                "event_type": "response",
                "created_at": "2021-11-30T15:26:00.000+00:00",
                "described_state": "successful",
                "calculated_state": "successful",
                "incoming_message_id": 88402,
                "outgoing_message_id": None,
            },
        ],
    }
    members = [
        ("correspondence.txt", text.encode()),
        (f"2_2_{file.name}", file.data),
        ("officers_disciplined_over_social_fallowshire.json", json.dumps(page, indent=1).encode()),
    ]
    desk.containers[box] = make_zip(members)
    desk.trap("fallowshire", "Successful.", "the requester's view on the site, not the authority's decision")
