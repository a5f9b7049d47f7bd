"""Answers as PDF: a ruled table, a table without lines, a narrative, a scan.

In: the desk. Out: messages on it. Never here: spreadsheets.
"""

from __future__ import annotations

from ..desk import Desk
from ..pdf import Block, Look, make_pdf
from ..scan import make_scan
from ..table import make_table


def caldervale(desk: Desk) -> None:
    """A ruled table of fourteen cases, of which twelve ended in a sanction."""
    table = make_table(
        "No¦Year¦Rank¦Platform¦Circumstances¦Result",
        """
1: 1 ¦ {2018} ¦ {s|Sgt} ¦ {wa|WhatsApp} ¦ Shared a {rac|racist video} in a shift group and did not report others who did the same ¦ {fww|Final Written Warning}
2: 2 ¦ {2018} ¦ {c|PC} ¦ {fb|Facebook} ¦ Posted {vio|a clip of a violent arrest} taken from body-worn video with a mocking caption ¦ {ww|Written Warning}
3: 3 ¦ {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Took {pod|a picture of a dead man} at a sudden death and sent it to two colleagues ¦ {fww|Final Written Warning}
4: 4 ¦ {2019} ¦ {c|DC} ¦ {app|Tinder} ¦ Contacted {vul|a domestic abuse complainant} through a dating app after closing her case ¦ {x|Dismissed}
5: 5 ¦ {2019} ¦ {c|PC} ¦ {tw|Twitter} ¦ {hom|Homophobic} replies to a Pride tweet from a personal account ¦ {ww|Written Warning}
6: 6 ¦ {2019} ¦ {c|PC} ¦ {sn|Snapchat} ¦ Sent {img|an explicit photograph of himself} to a colleague who had not asked for it ¦ {fww|Final Written Warning}
7: 7 ¦ {2019} ¦ {c|PC} ¦ {fb|Facebook} ¦ Alleged to have shared details of a stop search; no evidence found ¦ {nfa|No further action}
8: 8 ¦ {2020} ¦ {i|Insp} ¦ {wa|WhatsApp} ¦ {sex|Demeaning remarks about female officers} in a supervisors' group ¦ {ww|Written Warning}
9: 9 ¦ {2020} ¦ {c|PC} ¦ {ig|Instagram} ¦ Uploaded {pos|a photo of a cordon and a burnt-out car} with the location switched on ¦ {rp|Reflective Practice}
10: 10 ¦ {2020} ¦ {sc|SC} ¦ {tt|TikTok} ¦ Lip-sync video in uniform, {dsc|likely to bring discredit upon the police service} ¦ {rp|Reflective Practice}
11: 11 ¦ {2020} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Passed {conf|the result of a PNC check} to a friend in a group chat ¦ {res|Resigned before proceedings concluded}
12: 12 ¦ {2021} ¦ {c|PC} ¦ {fb|Facebook} ¦ {dis|Offensive comments about Travellers} below a news story ¦ {fww|Final Written Warning}
13: 13 ¦ {2021} ¦ {s|Sgt} ¦ {wa|WhatsApp} ¦ {har|Repeated unwanted messages to a former partner} ¦ {fww|Final Written Warning}
14: 14 ¦ {2021} ¦ {c|PC} ¦ {tg|Telegram} ¦ {pol|Posts against lockdown} which named his force and urged people to ignore officers ¦ {ww|Written Warning}
""",
    )
    file = make_pdf(
        "FOI 2021-3306 Response.pdf",
        [
            Block("right", "Caldervale Police\nInformation Governance\nOur ref: CVP/3306/21\nDate: 29 November 2021"),
            Block("h", "Freedom of Information Act 2000: response to your request of 1 November 2021"),
            Block("p", "You asked about officers disciplined over social media. The information is held and is disclosed in full."),
            Block("h", "Question 1"),
            Block("p", "Fourteen cases were finalised. Formal or informal action followed for {#disciplined/2018-2021=12|twelve} officers: {#disciplined/2018=3|three} in 2018, {#disciplined/2019=3|three} in 2019, {#disciplined/2020=3|three} in 2020 and {#disciplined/2021=3|three} in 2021."),
            Block("h", "Question 2"),
            Block("p", "{#dismissed/2018-2021=1|One} officer was dismissed. The officer in case 11 resigned; no finding was made that he {#would_have_been_dismissed/2018-2021=0|would have been dismissed}."),
            Block("h", "Question 3"),
            Block("table", table=table, widths=(9, 12, 13, 21, 78, 34)),
            Block("h", "Question 4"),
            Block("p", "{#allegations@allegations/2018-2021=38|38} allegations."),
            Block("small", "If you are dissatisfied you may request a review within two months. You may afterwards apply to the Information Commissioner for a decision under section 50."),
        ],
        Look(footer="Caldervale Police - OFFICIAL"),
    )
    desk.receive(
        "caldervale", "response", "2021-11-29 11:05",
        "Dear Sir or Madam,\n\nPlease find attached our response to your request.\n\nRegards\nFOI Team\nCaldervale Police\n",
        files=(file,), subject="RE: $subject - CVP/3306/21",
        reference="CVP/3306/21", decision="disclosed", answered_on="2021-11-29", received_on="",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("caldervale", "no finding was made that he would have been dismissed", "a resignation, not a dismissal")
    desk.trap("caldervale", "Fourteen cases were finalised", "cases, of which twelve count as disciplined")


def chalkdown(desk: Desk) -> None:
    """A sheet printed to PDF without lines, wide, with an empty column and a repeated head."""
    table = make_table(
        "Yr¦Rank/Grade¦Medium¦Summary of conduct¦Level¦Disposal",
        """
1: {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ Commented on a live trial in a community group ({conf|disclosure of operational information}) ¦ {m|Misconduct} ¦ {ma|Mgmt advice}
2: {2018} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {rac|Racially offensive} images exchanged with officers of another force ¦ {gm|Gross misconduct} ¦ {fww|Final written warning}
3: {2019} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ {sex|Misogynistic} voice notes about a junior colleague ¦ {gm|Gross misconduct} ¦ {fww|Final written warning}
4: {2019} ¦ {c|Constable} ¦ {ig|Instagram} ¦ {msg|Sexualised conversation} with {chi|a girl of 15} ¦ {gm|Gross misconduct} ¦ {x|Dismissed without notice}
5: {2019} ¦ {c|Constable} ¦ {sn|Snapchat} ¦ Photo of {pos|a detained person's cell door and belongings} ¦ {m|Misconduct} ¦ {ww|Written warning}
6: {2020} ¦ {c|Constable} ¦ {tw|Twitter} ¦ {tra|Transphobic} posts over several weeks ¦ {m|Misconduct} ¦ {ww|Written warning}
7: {2020} ¦ {ci|Chief Inspector} ¦ {li|LinkedIn} ¦ {pol|Endorsed a candidate} in a council election ¦ {m|Misconduct} ¦ {rp|RPRP}
8: {2020} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ Mocked {dis|a disabled member of the public} in a response team chat ¦ {gm|Gross misconduct} ¦ {fww|Final written warning}
9: {2020} ¦ {c|Constable} ¦ {fb|Facebook} ¦ Messages of a {msg|sexual nature} to {vul|a witness} ¦ ¦ {ret|Retired - no proceedings}
10: {2021} ¦ {c+former|Former Constable} ¦ {wa|WhatsApp} ¦ {hom|Homophobic} and {rac|racist} memes, more than 60 over a year ¦ {gm|Gross misconduct} ¦ {wx|Would have been dismissed}
11: {2021} ¦ {sc|Special Constable} ¦ {tt|TikTok} ¦ Filmed inside the parade room ¦ {m|Misconduct} ¦ {ww|Written warning}
12: {2021} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {joke|Crude jokes} about a sudden death shared with the shift ¦ {m|Misconduct} ¦ {ww|Written warning}
""",
    )
    file = make_pdf(
        "Copy of SM cases 18-21 FOI (print).pdf",
        [
            Block("h", "PSD extract - social media 01/01/2018 to 31/12/2021 (finalised matters)"),
            Block("table", table=table, ruled=False, widths=(14, 32, 24, 108, 32, 46)),
            Block("p", "Officers receiving a sanction: {#disciplined/2018-2021=11|11}    of whom dismissed: {#dismissed/2018-2021=1|1}    would have been dismissed: {#would_have_been_dismissed/2018-2021=1|1}"),
            Block("small", "Extracted 22/11/2021. Source: Centurion. OFFICIAL - cleared for disclosure"),
        ],
        Look(wide=True, size=10, margin_mm=16),
    )
    desk.receive(
        "chalkdown", "response", "2021-11-25 10:00",
        """
Dear The Lantern Post,

RE: FOI 1143-21

Your request has now been considered. Chalkdown Constabulary is able to disclose the located information. A print of
the data from the Professional Standards Department is attached and answers questions 1 to 3.

In answer to question 4, the number of recorded allegations with a social media keyword was {#allegations@allegations/2018-2021=33|33}.

Every force records such matters differently. Please do not use these figures as a league table.

Kind regards,

Information Access
Chalkdown Constabulary
""",
        files=(file,), reference="FOI 1143-21", decision="disclosed", answered_on="2021-11-25",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )


def coldharbour(desk: Desk) -> None:
    """A letter that tells its cases in prose, with a chair's name and a sanction that was only considered."""
    file = make_pdf(
        "Final response 0519-21.pdf",
        [
            Block("right", "Coldharbour and Fens Police\nFreedom of Information Office\nRef 0519/21\n26th November 2021"),
            Block("p", "Dear The Lantern Post"),
            Block("p", "I am able to confirm that the information you asked for on 1st November 2021 is held and I have set it out in the paragraphs that follow. Our system does not produce tables, and I have therefore described each matter in turn."),
            Block("p", "The number of officers who received a disciplinary outcome is {#disciplined/2018-2021=7|seven}. {#dismissed/2018-2021=1|One} was dismissed. {#would_have_been_dismissed/2018-2021=0|None} would have been dismissed if still serving. There were {#allegations@allegations/2018-2021=18|18} recorded allegations."),
            Block("p", "[[1: During {2018} a {c|police constable} copied {conf|an image of a detained person from a custody system} and passed it to colleagues by {wa|WhatsApp}. He attended a {mee|misconduct meeting} and received a {fww|final written warning}.]]"),
            Block("p", "[[2: In {2019} a {c|constable} was found to have put comments on {fb|Facebook} below a newspaper article which the appropriate authority considered to be {rac|racist}. At a {hea|hearing} chaired by Ms Judith Penhallow, legally qualified chair, the panel found {gm|gross misconduct}. Counsel for the force submitted that the officer should be dismissed; the panel instead imposed a {fww|final written warning}.]]"),
            Block("p", "[[3: Later in {2019} a {s|sergeant}, who has since been promoted, replied to a local councillor on {tw|Twitter} in {bo|insulting terms}. The matter was concluded with {ma|management advice}.]]"),
            Block("p", "[[4: A {c|detective constable} exchanged {msg|messages of a sexual kind} on {ig|Instagram} with {vul|a woman whose complaint of assault he was dealing with}. He was {x|dismissed without notice} in {2020} following an {acc|accelerated hearing}.]]"),
            Block("p", "[[5: Also in {2020}, a {c|PC} posted on {sn|Snapchat} a short film of {pos|the inside of a house that was being searched}. A {ww|written warning} was given.]]"),
            Block("p", "[[6: In {2021} a {sc|special constable} filmed himself in uniform for {tt|TikTok} and made {joke|a crude joke about prisoners}. He took part in {rp|the reflective practice review process}.]]"),
            Block("p", "[[7: Finally, in {2021}, a {c|PC} sent {img|an indecent image of herself} to a colleague through {wa|WhatsApp} while on duty and was given a {ww|written warning}.]]"),
            Block("p", "A further matter, in which a member of police staff was dismissed over a Facebook post in 2019, falls outside your request, which was limited to officers."),
            Block("small", "This response has been prepared under the Freedom of Information Act 2000. Rights of review are set out on our website; the Information Commissioner can be reached under s.50 of the Act."),
        ],
        Look(font="Times-Roman", bold="Times-Bold", size=11),
    )
    desk.receive(
        "coldharbour", "response", "2021-11-26 16:11",
        "Good afternoon\n\nPlease see attached in relation to your FOI.\n\nThank you\nFOI Office\n",
        subject="Response to FOI 0519/21", threaded=True, files=(file,),
        reference="0519/21", decision="disclosed", answered_on="2021-11-26",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("coldharbour", "submitted that the officer should be dismissed", "what counsel asked for, not the outcome")
    desk.trap("coldharbour", "Ms Judith Penhallow", "the chair's name, not the officer's")
    desk.trap("coldharbour", "a member of police staff was dismissed", "staff, outside the request")


def elderwick(desk: Desk) -> None:
    """A letter that was printed, signed and scanned."""
    table = make_table(
        "Year¦Rank¦Platform¦Conduct¦Outcome",
        """
1: {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ {bo|Abusive comment} to a neighbour ¦ {ww|Written warning}
2: {2019} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {sex|Sexist remarks} about a new recruit ¦ {fww|Final written warning}
3: {2019} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ Failed to challenge {rac|racist} messages ¦ {ww|Written warning}
4: {2020} ¦ {c|Constable} ¦ {ig|Instagram} ¦ Photo of {conf|a computer screen} in the background ¦ {rp|Reflective practice}
5: {2021} ¦ {c|Constable} ¦ {sn|Snapchat} ¦ {har|Unwanted messages} to a colleague ¦ {fww|Final written warning}
""",
    )
    file = make_scan(
        "Scan_20211201_0932.pdf",
        [[
            "ELDERWICK POLICE\nInformation Rights\n1 December 2021\nReference: EW 77/21",
            "Dear Lantern Post",
            "Freedom of Information Act 2000. Thank you for your letter of 1 November 2021.",
            "Question 1: {#disciplined/2018-2021=5|5} officers (2018: {#disciplined/2018=1|1}, 2019: {#disciplined/2019=2|2}, 2020: {#disciplined/2020=1|1}, 2021: {#disciplined/2021=1|1}).",
            "Question 2: {#dismissed/2018-2021=0|None} dismissed, {#would_have_been_dismissed/2018-2021=0|none} would have been dismissed.",
            "Question 3: as follows.",
            (table, (110, 165, 165, 470, 240)),
            "Question 4: {#allegations@allegations/2018-2021=12|12} allegations.",
            "We apologise that this reply is two working days late.",
            "Yours faithfully",
            "Information Rights Officer",
        ]],
        seed=1101,
    )
    desk.receive(
        "elderwick", "response", "2021-12-01 09:40",
        "Your message is ready to be sent with the following file or link attachments:\n\nScan_20211201_0932.pdf\n",
        subject="Message from ELD-PRINTER-04", threaded=False, sender="scanner@elderwick.police.example",
        sender_name="ELD-PRINTER-04", files=(file,), found_by="domain",
        reference="EW 77/21", decision="disclosed", answered_on="2021-12-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
