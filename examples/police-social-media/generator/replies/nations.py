# ruff: noqa: E501 - letters are set as their offices set them
"""Answers from Wales, Scotland, the railway, and two forces that share one office.

In: the desk. Out: messages on it. Never here: English territorial forces by themselves.
"""

from __future__ import annotations

from ..desk import Desk
from ..document import make_docx
from ..pdf import Block, make_pdf
from ..table import make_table, render_html


def glanmor(desk: Desk) -> None:
    """One letter in Welsh and in English, Welsh first, saying the same."""
    desk.receive(
        "glanmor",
        "response",
        "2021-11-26 10:15",
        """
Annwyl The Lantern Post,

Cyf: 1011/2021

Diolch am eich cais dan Ddeddf Rhyddid Gwybodaeth 2000 a dderbyniwyd ar 1 Tachwedd 2021. Mae Heddlu Glanmor yn cadw'r wybodaeth
a'i datgelu'n llawn. Cafodd pump o swyddogion eu disgyblu: un yn 2018, un yn 2019, dau yn 2020 ac un yn 2021. Ni ddiswyddwyd
yr un swyddog ac ni fyddai'r un wedi cael ei ddiswyddo pe bai'n dal i wasanaethu. Cofnodwyd 17 o honiadau. Mae manylion pob achos
yn y fersiwn Saesneg isod.

Os ydych yn anfodlon, cewch ofyn am adolygiad mewnol o fewn 40 diwrnod gwaith.

----------------------------------------------------------------------

Dear The Lantern Post,

Ref: 1011/2021

Thank you for your request under the Freedom of Information Act 2000 which was received on 1 November 2021. Glanmor Police holds the
information and discloses it in full.

1. {#disciplined/2018-2021=5|Five} officers: {#disciplined/2018=1|one} in 2018, {#disciplined/2019=1|one} in 2019, {#disciplined/2020=2|two} in 2020 and {#disciplined/2021=1|one} in 2021.
2. {#dismissed/2018-2021=0|No} officer was dismissed and {#would_have_been_dismissed/2018-2021=0|none} would have been dismissed.
3. [[1: {2018}: {c|Constable}, {fb|Facebook}, {rac|anti-English comment} on a news page, {ww|written warning}.]]
   [[2: {2019}: {c|Constable}, {wa|WhatsApp}, {conf|address of a complainant} sent to a relative, {fww|final written warning}.]]
   [[3: {2020}: {s|Sergeant}, {wa|WhatsApp}, {joke|inappropriate banter} in a team group, {rp|reflective practice}.]]
   [[4: {2020}: {c|Constable}, {ig|Instagram}, {msg|flirtatious messages} to {vul|a victim of crime}, {fww|final written warning}.]]
   [[5: {2021}: {sc|Special Constable}, {sn|Snapchat}, {pos|picture taken inside a police van}, {ww|written warning}.]]
4. {#allegations@allegations/2018-2021=17|17} allegations.

If you are dissatisfied you may ask for an internal review within 40 working days.

Uned Rhyddid Gwybodaeth / Freedom of Information Unit
Heddlu Glanmor / Glanmor Police

Croesawn ohebiaeth yn Gymraeg. We welcome correspondence in Welsh.
""",
        subject="ATB/RE: $subject",
        reference="1011/2021",
        decision="disclosed",
        received_on="2021-11-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("glanmor", "pump o swyddogion", "the same five officers told in Welsh and in English")


def eryrfa(desk: Desk) -> None:
    """A short Word letter with its cases as a bulleted list."""
    file = make_docx(
        "Ymateb - Response 388-21.docx",
        [
            Block("p", "Heddlu Eryrfa / Eryrfa Police\nRequest 388/2021\n18th November 2021"),
            Block(
                "p",
                "{#disciplined/2018-2021=3|Three} officers have been disciplined: {#disciplined/2019=1|one} in 2019 and {#disciplined/2021=2|two} in 2021. {#dismissed/2018-2021=0|None} was dismissed; {#would_have_been_dismissed/2018-2021=0|none} would have been.",
            ),
            Block(
                "p",
                "• [[1: {2019}, {c|PC}, {wa|WhatsApp}, {sex|derogatory remarks about women}, {ww|written warning}]]",
            ),
            Block("p", "• [[2: {2021}, {c|PC}, {tt|TikTok}, {joke|offensive joke} about farmers, {rp|RPRP}]]"),
            Block(
                "p",
                "• [[3: {2021}, {s|Sgt}, {fb|Facebook}, {conf|names of casualties} before families were told, {fww|final written warning}]]",
            ),
            Block("p", "Question 4: {#allegations@allegations/2018-2021=7|seven}."),
        ],
    )
    desk.receive(
        "eryrfa",
        "response",
        "2021-11-18 11:11",
        "Please find attached our response / Gweler ein hymateb ynghlwm.\n\nFOI Eryrfa\n",
        files=(file,),
        subject="388/2021",
        threaded=True,
        reference="388/2021",
        decision="disclosed",
        answered_on="2021-11-18",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )


def morgwent(desk: Desk) -> None:
    """A total that is "5 or fewer"."""
    desk.receive(
        "morgwent",
        "response",
        "2021-11-29 09:09",
        """
Dear The Lantern Post

MGP/FOI/622/21

Our response is below.

Question 1: {#disciplined/2018-2021=1-5~4|5 or fewer} (but not nil)
Question 2: dismissed {#dismissed/2018-2021=0|0}; would have been dismissed {#would_have_been_dismissed/2018-2021=0|0}
Question 3: the details are exempt, s40(2) refers
Question 4: {#allegations@allegations/2018-2021=11|11}

Morgwent Police Data Bureau
""",
        reference="MGP/FOI/622/21",
        decision="partly_disclosed",
        decisions={"1": "partly_disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("morgwent", "5 or fewer", "a range from 1 to 5, five included and nil excluded")


def caledon(desk: Desk) -> None:
    """Scots law: numbers given, detail withheld as personal data, one part on cost."""
    desk.receive(
        "caledon",
        "response",
        "2021-11-29 16:40",
        """
Our Ref: IM-FOI-2021-2560
29 November 2021

Freedom of Information (Scotland) Act 2002

I refer to your recent request for information which has been handled in accordance with the above Act.

Question 1
{#disciplined/2018-2021=7|7} officers: {#disciplined/2018=2|2} in 2018, {#disciplined/2019=1|1} in 2019, {#disciplined/2020=1|1} in 2020, {#disciplined/2021=3|3} in 2021. In Scotland proceedings come to an end when an officer
resigns; {#resigned/2018-2021=3|three} further officers resigned before a hearing and are not counted.

Question 2
{#dismissed/2018-2021=1|One} officer was dismissed. As a former officer could not be dealt with in the period, the number who would have been
dismissed is {#would_have_been_dismissed/2018-2021=0|nil}.

Question 3
The information sought is held by the Police Service of Caledon, but I am refusing to provide it in terms of section 16(1) of
the Act, on the basis that the exemption at section 38(1)(b) (personal data) applies. It is assessed that the individuals could be
identified from the detail sought, and that disclosure would breach the first data protection principle. Section 38(1)(b), read with
(2A), is absolute in this case. Section 35(1)(g) was considered but is not relied on.

Question 4
Unfortunately I estimate that it would cost well in excess of the current FOI cost threshold of £600 to process this part. I am
therefore refusing to provide it in terms of section 12(1) - excessive cost of compliance. Complaints about the police are not
searchable by subject, and each of some 24,000 allegations would have to be read.

If you are dissatisfied you may ask within 40 working days for a review, and thereafter appeal to the Scottish
Information Commissioner within six months.
""",
        subject="FOI Response IM-FOI-2021-2560 [$token]",
        threaded=False,
        reference="IM-FOI-2021-2560",
        decision="partly_disclosed",
        answered_on="2021-11-29",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "cost_limit_exceeded"},
        exemptions=("38(1)(b)",),
    )
    desk.trap(
        "caledon", "section 38(1)(b)", "personal data under Scots law; under the UK Act section 38 is health and safety"
    )
    desk.trap("caledon", "Section 35(1)(g) was considered but is not relied on", "considered, not engaged")
    desk.trap("caledon", "section 16(1)", "the refusal notice under Scots law, not an exemption")


def strathlorn(desk: Desk) -> None:
    """Scots law: the whole withheld as personal data, in a force where everyone knows everyone."""
    desk.receive(
        "strathlorn",
        "response",
        "2021-11-17 08:47",
        """
Dear The Lantern Post

Freedom of Information (Scotland) Act 2002 - SC/FOI/21/0150

I can confirm that Strathlorn Constabulary holds information that falls within your request. I am, however, refusing to
provide it. In terms of section 16 of the Act this letter is a refusal notice.

The exemption which I consider to apply to all of the information, the numbers included, is section 38(1)(b) - personal
information. Strathlorn polices eleven islands, on four of which a single officer lives. A number for a year would be a
name to anyone who lives there. Disclosure would contravene the data protection principles and no public interest test
falls to be applied.

You may ask for a review (section 20) within forty working days and after that apply to the Scottish Information
Commissioner (section 47).

Information Officer
""",
        reference="SC/FOI/21/0150",
        decision="refused",
        decisions={"1": "refused", "2": "refused", "3": "refused", "4": "refused"},
        exemptions=("38(1)(b)",),
    )


def salt_and_sand(desk: Desk) -> None:
    """One office answers for two forces in one letter, from an address that belongs to neither alone."""
    table = make_table(
        "¦Saltmarsh Constabulary¦Sandwold Constabulary",
        """
Officers disciplined 2018 to 2021 ¦ {#saltmarsh__disciplined/2018-2021=6|6} ¦ {#sandwold__disciplined/2018-2021=1-4~2|*}
of whom dismissed ¦ {#saltmarsh__dismissed/2018-2021=1|1} ¦ {#sandwold__dismissed/2018-2021=0|0}
would have been dismissed ¦ {#saltmarsh__would_have_been_dismissed/2018-2021=0|0} ¦ {#sandwold__would_have_been_dismissed/2018-2021=0|0}
Allegations ¦ {#saltmarsh__allegations@allegations/2018-2021=16|16} ¦ {#sandwold__allegations@allegations/2018-2021=9|9}
""",
    )
    file = make_pdf(
        "FOI 002719-21 Joint Response.pdf",
        [
            Block(
                "right",
                "Saltmarsh Constabulary and Sandwold Constabulary\nJoint Information Management\nFOI 002719-21\n24 November 2021",
            ),
            Block("p", "This response is given on behalf of both Constabularies."),
            Block("table", table=table, widths=(64, 48, 48)),
            Block("small", "* denotes a number from 1 to 4"),
            Block(
                "p",
                "Question 3: the information is withheld by both Constabularies under Section 40(2) of the Freedom of Information Act 2000. This is a partial refusal notice.",
            ),
        ],
    )
    desk.receive(
        "saltmarsh",
        "response",
        "2021-11-24 13:33",
        "Good afternoon\n\nAttached is the response of Saltmarsh and Sandwold to your requests dated 1 November 2021.\n\nJoint Disclosure Team\n",
        sender="disclosure@saltandsand-alliance.police.example",
        sender_name="Joint Disclosure Team",
        subject="FOI 002719-21 Saltmarsh and Sandwold",
        threaded=False,
        files=(file,),
        also=("sandwold",),
        reference="002719-21",
        decision="partly_disclosed",
        answered_on="2021-11-24",
        decisions={"1": "partly_disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap(
        "saltmarsh",
        "Saltmarsh and Sandwold",
        "one letter, two forces: two answers, and two columns that must not be added up as one",
    )
    desk.trap("sandwold", "*", "a number from 1 to 4")


def national_railway(desk: Desk) -> None:
    """An HTML table of cases in the body; two of them also stand on the force's own page."""
    table = make_table(
        "Year¦Rank¦Platform¦What the officer did¦Outcome",
        """
1: {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ {pos|Posted pictures of a derailed wagon} before the press office had ¦ {ma|Management advice}
2: {2019} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {pod|Photograph of a fatality on the line} sent to friends ¦ {fww|Final written warning}
3: {2020} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ {rac|Racist} and {sex|misogynistic} messages to a group of ten ¦ {x|Dismissed}
4: {2020} ¦ {c|Constable} ¦ {tt|TikTok} ¦ Mocked passengers' accents in a {joke|derogatory sketch} ¦ {ww|Written warning}
5: {2021} ¦ {c+former|Ex-Constable} ¦ {app|Hinge} ¦ {conf|Used crime records} to find and {vul|message women who had reported crimes} ¦ {wx|Would have been dismissed}
6: {2021} ¦ {c|Constable} ¦ {tw|Twitter} ¦ {pol|Attacked a rail union} by name ¦ {ww|Written warning}
""",
    )
    plain = """
Please see the HTML version of this message for the table.
"""
    desk.receive(
        "national-railway",
        "response",
        "2021-11-23 10:54",
        plain,
        html="<html><body><p>Dear The Lantern Post</p><p>National Railway Constabulary reference <b>1190-21</b>. Your request was received on 1 November 2021.</p>"
        "<p>Q1: {#disciplined/2018-2021=6|six} police officers ({#disciplined/2018=1|1} in 2018, {#disciplined/2019=1|1} in 2019, {#disciplined/2020=2|2} in 2020, {#disciplined/2021=2|2} in 2021). "
        "Q2: {#dismissed/2018-2021=1|one} dismissed, {#would_have_been_dismissed/2018-2021=1|one} who would have been. Q3:</p>"
        + render_html(table)
        + "<p>Q4: {#allegations@allegations/2018-2021=20|20}</p><p>Information Governance Unit</p></body></html>",
        subject="NRC FOI 1190-21",
        reference="1190-21",
        received_on="2021-11-01",
        decision="disclosed",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    entry = desk.entries[-1]
    entry.body.tallies.extend(table.marked.tallies)
    entry.body.marks.extend(table.marked.marks)
