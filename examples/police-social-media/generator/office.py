# ruff: noqa: E501 - letters are set as their offices set them
"""What offices send besides answers: acknowledgements, notes, delays, bounces; and mail that is none of our business.

In: the desk, after the answers stand on it. Out: messages on it. Never here: answers.
"""

from __future__ import annotations

from .desk import Desk, Entry, at
from .force import DESK
from .message import Letter, make_bounce
from .request import quote_letter

REFERENCES = {
    "lindmarsh": "LP/FOI/21/512",
    "pennyfell": "0733/21",
    "ravensholt": "FOI-2021-1876",
    "redfell": "RF 21-0944",
    "severnbank": "21/1502",
    "stonewater": "SWP-1220-21",
    "tarnshire": "604/2021",
    "westwold": "WW21-318",
    "yarrowdale": "YD/0287/21",
    "dyffryn-teifan": "271/2021",
    "atomic-sites": "2021-119",
    "defence-estates": "FOI2021/10437",
}
"""References that the silent forces gave when they acknowledged."""

AUTOMATIC = (
    """
This is an automatic response.

Thank you for contacting $name. Your e-mail has been received. If you have made a request under the Freedom of Information Act it will be
passed to the right team. Please do not reply to this message.
""",
    """
Thank you for your email to the Freedom of Information mailbox at $name.

If you have asked for information we aim to acknowledge within two working days and must answer within 20 working days. Please note that
requests may be refused under section 12 (cost) or section 14 (vexatious). If your e-mail is not a request we will not reply.

To report a crime go to our website or call 101.
""",
    """
*** AUTOMATED ACKNOWLEDGEMENT - PLEASE DO NOT REPLY ***

Your message "$subject" was delivered to the information access inbox. A member of the unit will be in touch.
""",
    """
Thank you for your e-mail. This mailbox is staffed from 08:00 to 16:00 on Mondays to Fridays. We are having a large number of requests at
present and are sorry for any delay. $name takes its duties under the Act seriously.
""",
    """
Diolch am eich neges. Mae'n cael sylw. / Thank you for your message, which is receiving attention.

Ymateb awtomatig yw hwn. / This is an automatic reply.
""",
)
FORMAL = (
    """
Dear The Lantern Post

Ref: $ref

Thank you for your request for information received at this office on 1 November 2021. It will now be considered in accordance with the
Freedom of Information Act 2000. You will receive a response within the statutory timescale of 20 working days, that is by 29 November
2021, subject to the provisions of the Act. In some cases a fee may be payable; if that is so you will be told.

If you have any queries please quote the reference above.

FOI Administrator
""",
    """
Good morning,

I acknowledge receipt of your FOI request which has been logged as $ref and passed to Professional Standards for them to search their
records. The due date is 29/11/2021.

Where the information is held by several departments we may have to apply section 12. Should any part be exempt we will say so under section
17. No decision has been made.

Regards
Information Assistant
$name
""",
    """
$ref

Your request has been received and is being dealt with. Please find attached no documents at this stage. You asked for the following:

Since 1 January 2018, how many officers have been disciplined over their use of social media, and how many of these were dismissed?

We will reply as soon as we can and in any case within twenty working days of receipt.
""",
    """
Dear Requester

Freedom of Information Request $ref - Acknowledgement

Your email of 1st November 2021 has been registered. You may expect to hear from us on or before 29th November 2021. If we need more
time to weigh the public interest we will write to you before then.

Your personal data will be used only to answer your request.

Disclosure Clerk
$name
""",
)
LAW_NAMES = {"foisa-2002": "Freedom of Information (Scotland) Act 2002"}


def acknowledge(desk: Desk) -> None:
    """Send the automatic and the clerk's acknowledgements of most forces, each on its own day."""
    answered = {e.authority: e.reference for e in desk.entries if e.kind == "response" and e.reference}
    references = answered | REFERENCES
    skip = {"oakshire", "fallowshire"}
    for number, force in enumerate(f for f in desk.forces.values() if f.id not in skip):
        welsh = force.id in ("eryrfa", "glanmor", "morgwent", "dyffryn-teifan")
        if number % 9 not in (1, 4, 7):
            text = AUTOMATIC[4] if welsh else AUTOMATIC[number % 4]
            desk.receive(
                force.id,
                "auto_acknowledgement",
                f"2021-11-01 09:{3 + number % 17:02d}",
                text,
                subject=("Automatic reply: $subject", "Auto: $subject", "Thank you for contacting us", "RE: $subject")[
                    number % 4
                ],
                threaded=number % 4 != 2,
                headers=(("Auto-Submitted", "auto-replied"),) if number % 2 else (),
                sender_name=f"FOI mailbox, {force.name}" if number % 3 else "",
            )
        if number % 7 not in (2, 5):
            text = FORMAL[number % 4]
            if force.law in LAW_NAMES:
                text = text.replace("Freedom of Information Act 2000", LAW_NAMES[force.law])
            if number % 5 == 0:
                text += "\n" + quote_letter(force, ("chevrons", "original")[number % 2])
            day = 2 + number % 4
            desk.receive(
                force.id,
                "acknowledgement",
                f"2021-11-{day:02d} {9 + number % 7:02d}:{(number * 7) % 60:02d}",
                text,
                subject=(
                    "RE: $subject",
                    f"Acknowledgement {references.get(force.id, '')}".strip(),
                    "FOI Request - $ref",
                    "$subject",
                )[number % 4],
                threaded=number % 3 != 1,
                reference=references.get(force.id, ""),
                received_on="2021-11-01" if number % 4 == 0 else "",
                charset="windows-1252" if number % 6 == 0 else "utf-8",
            )


def delay(desk: Desk) -> None:
    """Send the letters that ask for time, for clarity, for money, or hand the request on."""
    desk.receive(
        "harrowdale",
        "clarification",
        "2021-11-12 11:40",
        """
Dear requester

CD/1932/21

Please could you clarify whether you mean finalised cases or cases opened in each year. The time for compliance will start again when we
hear from you.

Civil Disclosure
""",
        subject="CD/1932/21 - clarification needed",
        threaded=True,
        reference="CD/1932/21",
        decision="clarification_sought",
    )
    desk.receive(
        "harrowdale",
        "other_outgoing",
        "2021-11-15 09:05",
        "Finalised cases, please: the year in which the outcome was given.\n\nThe Lantern Post\n[$token]\n",
        subject="Re: CD/1932/21 - clarification needed [$token]",
        outgoing=True,
    )
    desk.receive(
        "harrowdale",
        "holding_reply",
        "2021-12-20 16:02",
        """
Your request CD/1932/21 remains under consideration. We apologise that we could not meet the deadline. Staff absence because of Covid-19 has
affected the unit. We hope to reply in the first half of January.
""",
        subject="CD/1932/21",
        threaded=False,
        reference="CD/1932/21",
    )
    desk.receive(
        "redfell",
        "clarification",
        "2021-11-09 14:09",
        """
Dear The Lantern Post

RF 21-0944

In order to locate the information we need to know which misconduct categories you are interested in. If we do not receive an answer by 8
January 2022 the request will be closed.
""",
        subject="RF 21-0944 [$token]",
        threaded=False,
        reference="RF 21-0944",
        decision="clarification_sought",
    )
    desk.receive(
        "redfell",
        "other_outgoing",
        "2021-11-09 17:30",
        "All categories, as long as social media was part of the conduct.\n\nThe Lantern Post\n[$token]\n",
        subject="Re: RF 21-0944 [$token]",
        outgoing=True,
    )
    desk.receive(
        "ulidia",
        "extension",
        "2021-11-29 15:55",
        """
FOI-2021-02764

Your request engages a qualified exemption and I need further time to conclude the public interest test. In accordance with section 10(3) I am
extending the deadline. A full reply will be with you by 13 December 2021.

Corporate Information
""",
        subject="FOI-2021-02764 extension",
        threaded=True,
        reference="FOI-2021-02764",
    )
    desk.receive(
        "defence-estates",
        "extension",
        "2021-11-29 16:30",
        """
Our reference FOI2021/10437

I am writing to tell you that the information you asked for is being considered under section 24 (national security) and section 26 (defence). These
are qualified, and it is necessary to decide where the balance of the public interest lies. The Act allows us the time needed; I aim to let you have a
full response by 28 December 2021.

Secretariat
""",
        subject="FOI2021/10437",
        threaded=True,
        reference="FOI2021/10437",
    )
    desk.receive(
        "defence-estates",
        "holding_reply",
        "2022-01-17 10:10",
        """
FOI2021/10437 - further to my letter of 29 November, I regret that a reply is still not ready. I shall write as soon as I can.

Secretariat
""",
        subject="FOI2021/10437",
        threaded=False,
        reference="FOI2021/10437",
    )
    desk.receive(
        "lindmarsh",
        "holding_reply",
        "2021-12-03 09:45",
        """
LP/FOI/21/512

I am sorry that your request is now overdue. Professional Standards have not yet been able to give us the data. I cannot offer you a date.

Information Compliance
Lindmarsh Police
""",
        reference="LP/FOI/21/512",
    )
    desk.receive(
        "kingsmoor",
        "holding_reply",
        "2021-11-30 12:00",
        "KM/1077/21\n\nPlease accept our apologies. A response to your request is with a senior officer for approval and will follow shortly.\n",
        subject="KM/1077/21",
        threaded=False,
        reference="KM/1077/21",
    )
    desk.receive(
        "tarnshire",
        "holding_reply",
        "2021-11-29 14:00",
        """
Dear Sir

604/2021. Owing to demand we are not able to reply today as we should. Your request has not been forgotten and you do not need to chase it.
""",
        subject="604/2021",
        reference="604/2021",
        threaded=True,
    )
    desk.receive(
        "atomic-sites",
        "holding_reply",
        "2022-01-05 15:15",
        "Ref 2021-119. The request is awaiting clearance. Further contact will be made when clearance has been given.\n",
        subject="2021-119 update",
        threaded=True,
        reference="2021-119",
    )
    desk.receive(
        "westwold",
        "holding_reply",
        "2021-12-17 08:20",
        "WW21-318: Thank you for your reminder. A colleague has been asked to look at this in the new year.\n\nWestwold FOI\n",
        subject="RE: overdue request [$token]",
        threaded=False,
        reference="WW21-318",
    )
    desk.receive(
        "yarrowdale",
        "fee_notice",
        "2021-11-22 10:30",
        """
YD/0287/21

FEES NOTICE under section 9 of the Freedom of Information Act 2000

Your request can be met by copying 84 pages. The fee for copying and postage is £8.40. The clock is stopped from the date of this notice until the fee is
paid. If it is not paid within three months the request lapses.

Cheques to Yarrowdale Police.
""",
        subject="YD/0287/21 Fees notice",
        threaded=True,
        reference="YD/0287/21",
    )
    desk.receive(
        "sandwold",
        "transfer",
        "2021-11-03 11:27",
        """
Dear The Lantern Post

Sandwold Constabulary has handed its information requests to a joint team with a neighbouring force. Your request has been transferred to that team
and it will reply to you on our behalf. The date of receipt remains 1 November 2021.

Sandwold Constabulary
""",
        received_on="2021-11-01",
    )


def remind(desk: Desk) -> None:
    """Send our reminders to forces that were late, and what came back to them."""
    for number, name in enumerate(
        ("lindmarsh", "pennyfell", "ravensholt", "severnbank", "stonewater", "tarnshire", "westwold", "kingsmoor")
    ):
        desk.receive(
            name,
            "other_outgoing",
            f"2021-12-{1 + number % 2:02d} 09:{10 + number:02d}",
            "Dear $name,\n\nOur request [$token] was due on 29 November 2021. Please tell us when we can expect an answer.\n\nThe Lantern Post\n",
            subject="Overdue: $subject",
            outgoing=True,
        )
    for number, name in enumerate(("pennyfell", "severnbank", "stonewater", "ravensholt")):
        force = desk.forces[name]
        text = (
            f"Your message\n\n   To: {force.email}\n   Subject: Overdue: $subject\n   Sent: 01 December 2021 09:1{number} (UTC)\n\n"
            f"was read on 01 December 2021 1{number}:2{number}.\n"
        )
        desk.receive(
            name,
            "receipt",
            f"2021-12-01 1{number}:2{number}",
            text,
            subject="Read: Overdue: $subject",
            threaded=number % 2 == 0,
        )


def away(desk: Desk) -> None:
    """Send out-of-office notes, some from a person's own address."""
    notes = (
        (
            "ravensholt",
            "I am out of the office until Monday 8 November 2021 and will not see your e-mail until then. For urgent matters call the switchboard.",
            "hester.plumley",
        ),
        (
            "stonewater",
            "I am on annual leave, returning 22/11/2021. Freedom of information requests should be sent to the generic mailbox.",
            "rowan.tickell",
        ),
        (
            "severnbank",
            "Thank you for your message. I no longer work for Severnbank Police. Please write to foi@severnbank.police.example.",
            "m.underhay",
        ),
        (
            "copperdale",
            "I am away from my desk on a training course with no access to e-mail. Back on Thursday.",
            "isolde.farrow",
        ),
        ("caledon", "I'm not working today. My working days are Tuesday to Thursday.", "ewan.drumfearn"),
    )
    for number, (name, text, person) in enumerate(notes):
        force = desk.forces[name]
        desk.receive(
            name,
            "out_of_office",
            f"2021-11-01 10:{20 + number:02d}",
            text + "\n",
            subject="Automatic reply: $subject",
            sender=f"{person}@{force.domain}",
            sender_name=person.replace(".", " ").title(),
            headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
            threaded=number % 2 == 0,
        )


def bounce(desk: Desk) -> None:
    """Return some of our letters as delivery status notifications."""
    cases = (
        ("severnbank", "5.1.1", "550 5.1.1 User unknown", "2021-11-01 09:03", "foi.unit"),
        ("westwold", "5.2.2", "552 5.2.2 Mailbox full", "2021-11-01 09:04", "foi"),
        ("highwold", "4.4.1", "421 4.4.1 Connection timed out", "2021-11-01 13:05", "foi"),
        ("atomic-sites", "5.7.1", "550 5.7.1 Message rejected as spam by content filtering", "2021-11-01 09:05", "foi"),
    )
    for name, code, said, when, box in cases:
        force = desk.forces[name]
        address = f"{box}@{force.domain}"
        words = (
            f"This is the mail system at host mx1.{force.domain}.\n\n"
            + (
                "THIS IS A WARNING ONLY. YOU DO NOT NEED TO RESEND YOUR MESSAGE.\nYour message could not be delivered for 4 hours. It will be retried.\n"
                if code.startswith("4")
                else "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n"
            )
            + f"\n<{address}>: host mx1.{force.domain} said: {said}\n"
        )
        letter = Letter(
            f"mailer-daemon@mx1.{force.domain}",
            "Mail Delivery System",
            DESK,
            "Delayed Mail (still being retried)" if code.startswith("4") else "Undelivered Mail Returned to Sender",
            at(when),
            words,
        )
        returned = (
            f"From: The Lantern Post <{DESK}>\nTo: {address}\nSubject: {force.subject}\n"
            f"Date: Mon, 01 Nov 2021 09:02:00 +0000\nMessage-ID: {force.request_message_id}"
        )
        desk.add(Entry(letter, make_bounce(letter, address, code, said, returned), name, "bounce"))


def stray(desk: Desk) -> None:
    """Send what belongs to no request of ours: a stray reply, other people's news, offers."""
    desk.receive(
        "",
        "other_request",
        "2021-11-19 15:20",
        """
Dear applicant

Reference 101000771233 - parking penalty notices in Castle Ward

Please find below our answer to your request about parking penalty notices. In 2019 there were 1,204, in 2020 there were 633. We trust that this
answers your questions.

Customer Access, Wexcombe District Council
""",
        subject="Your information request 101000771233",
        sender="foi@wexcombe.council.example",
        sender_name="Customer Access",
    )
    desk.receive(
        "",
        "unclear",
        "2021-12-08 13:13",
        """
Hi,

as discussed on the phone, here are the figures that you asked for: 4 in the first year, 2 in the second and 7 after that. Please treat as provisional.

Sam
""",
        subject="figures",
        sender="s.ashgrove@postbox.example",
        sender_name="Sam",
    )
    entry = desk.receive(
        "avonmoor",
        "other_request",
        "2021-12-09 09:50",
        """
Dear Sir/Madam

Freedom of Information request 377/21

I write further to your request of 10 November 2021 about the number of drones owned by the force. Avonmoor Police owns 6 drones. 2 have been
retired.

Disclosure Officer
Avonmoor Police
""",
        subject="FOI 377/21 - drones",
        threaded=False,
        reference="377/21",
    )
    entry.also = ()
    desk.trap(
        "avonmoor",
        "Avonmoor Police owns 6 drones",
        "the same office answers another request: address alone must not settle a match",
    )
    desk.receive(
        "",
        "spam",
        "2021-11-11 06:00",
        """
THE BLUE LINE WEEKLY - news for people in public safety

This week: body-worn cameras compared | A chief constable dismissed our questions | Five officers disciplined in WhatsApp row, says union |
20% off our winter conference

You receive this newsletter because you subscribed. Unsubscribe: https://bluelineweekly.example/u
""",
        subject="Five officers disciplined in WhatsApp row + conference offer",
        sender="news@bluelineweekly.example",
        sender_name="The Blue Line Weekly",
        headers=(("List-Unsubscribe", "<https://bluelineweekly.example/u>"), ("Precedence", "bulk")),
    )
    desk.receive(
        "",
        "spam",
        "2021-12-02 03:12",
        "Dear Webmaster,\n\nWe can put your web site on the first page of every search engine within 30 days. May I send you a price?\n\nBest regards,\nMarketing\n",
        subject="Re: your website ranking",
        sender="growth@seo-rocket.example",
        sender_name="Kelly",
    )
    desk.receive(
        "",
        "spam",
        "2022-01-20 22:41",
        "Your parcel could not be delivered. Pay £1.99 to have it sent again: http://parcel-redelivery.example/pay\n",
        subject="Delivery attempt failed",
        sender="no-reply@parcel-redelivery.example",
        sender_name="Parcel Service",
    )
    desk.receive(
        "thornbridge",
        "unclear",
        "2022-01-13 09:02",
        """
Hi there,

We understand you have had an FOI reply from us. Before you print anything, would you give me a ring? Happy to give you a line: "We expect the
highest standards, and anyone who falls below them will be dealt with robustly. Last year more than 40 people were dismissed across the
organisation for all kinds of reasons."

Press Bureau
""",
        subject="your FOI",
        threaded=False,
        sender="press.bureau@thornbridge.police.example",
        sender_name="Press Bureau",
    )
    desk.trap("thornbridge", "more than 40 people were dismissed", "a press line about everything, not an answer")


def fill_office(desk: Desk) -> None:
    """Send everything that is not an answer."""
    acknowledge(desk)
    delay(desk)
    remind(desk)
    away(desk)
    bounce(desk)
    stray(desk)
