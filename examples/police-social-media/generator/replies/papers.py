# ruff: noqa: E501 - letters are set as their offices set them
"""Answers as PDF: a ruled table, a table without lines, a narrative, a scan.

In: the desk. Out: messages on it. Never here: spreadsheets.
"""

from __future__ import annotations

from ..desk import Desk, File
from ..pdf import Block, Look, make_pdf
from ..scan import make_scan
from ..table import make_table


def caldervale(desk: Desk) -> None:
    """A ruled table of fourteen cases, of which twelve ended in a sanction."""
    table = make_table(
        "No¦Year¦Rank¦Platform¦Circumstances¦Result",
        """
1: 1 ¦ {2018} ¦ {s|Sgt} ¦ {wa|WhatsApp} ¦ Shared a {rac|racist video} in a shift group and did not report others who did the same ¦ {fww|Final Written Warning}
2: 2 ¦ {2018} ¦ {c|PC} ¦ {fb|Facebook} ¦ Posted {vio+pos|a clip of a violent arrest} taken from body-worn video with a mocking caption ¦ {ww|Written Warning}
3: 3 ¦ {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Took {pod|a picture of a dead man} at a sudden death and sent it to two colleagues ¦ {fww|Final Written Warning}
4: 4 ¦ {2019} ¦ {c|DC} ¦ {app|Tinder} ¦ Contacted {vul|a domestic abuse complainant} through a dating app after closing her case ¦ {x|Dismissed}
5: 5 ¦ {2019} ¦ {c|PC} ¦ {tw|Twitter} ¦ {hom|Homophobic} replies to a Pride tweet from a personal account ¦ {ww|Written Warning}
6: 6 ¦ {2019} ¦ {c|PC} ¦ {sn|Snapchat} ¦ Sent {img|an explicit photograph of himself} to a colleague who had not asked for it ¦ {fww|Final Written Warning}
7: 7 ¦ {2019} ¦ {c|PC} ¦ {fb|Facebook} ¦ Alleged to have {conf|shared details of a stop search}; no evidence found ¦ {nfa|No further action}
8: 8 ¦ {2020} ¦ {i|Insp} ¦ {wa|WhatsApp} ¦ {sex|Demeaning remarks about female officers} in a supervisors' group ¦ {ww|Written Warning}
9: 9 ¦ {2020} ¦ {c|PC} ¦ {ig|Instagram} ¦ Uploaded {pos|a photo of a cordon and a burnt-out car} with the location switched on ¦ {rp|Reflective Practice}
10: 10 ¦ {2020} ¦ {sc|SC} ¦ {tt|TikTok} ¦ Lip-sync video in uniform, {dsc|likely to bring discredit upon the police service} ¦ {rp|Reflective Practice}
11: 11 ¦ {2020} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Passed {conf|the result of a PNC check} to a friend in a group chat ¦ {res|Resigned before proceedings concluded}
12: 12 ¦ {2021} ¦ {c|PC} ¦ {fb|Facebook} ¦ {rac|Offensive comments about Travellers} below a news story ¦ {fww|Final Written Warning}
13: 13 ¦ {2021} ¦ {s|Sgt} ¦ {wa|WhatsApp} ¦ {har|Repeated unwanted messages to a former partner} ¦ {fww|Final Written Warning}
14: 14 ¦ {2021} ¦ {c|PC} ¦ {tg|Telegram} ¦ {pol|Posts against lockdown} which named his force and urged people to ignore officers ¦ {ww|Written Warning}
""",
    )
    file = make_pdf(
        "FOI 2021-3306 Response.pdf",
        [
            Block("right", "Caldervale Police\nInformation Governance\nOur ref: CVP/3306/21\nDate: 29 November 2021"),
            Block("h", "Freedom of Information Act 2000: response to your request of 1 November 2021"),
            Block(
                "p",
                "You asked about officers disciplined over social media. The information is held and is disclosed in full.",
            ),
            Block("h", "Question 1"),
            Block(
                "p",
                "Fourteen cases were finalised. Formal or informal action followed for {#disciplined/2018-2021=12|twelve} officers: {#disciplined/2018=3|three} in 2018, {#disciplined/2019=3|three} in 2019, {#disciplined/2020=3|three} in 2020 and {#disciplined/2021=3|three} in 2021.",
            ),
            Block("h", "Question 2"),
            Block(
                "p",
                "{#dismissed/2018-2021=1|One} officer was dismissed. The officer in case 11 resigned; no finding was made that he {#would_have_been_dismissed/2018-2021=0|would have been dismissed}.",
            ),
            Block("h", "Question 3"),
            Block("table", table=table, widths=(9, 12, 13, 21, 78, 34)),
            Block("h", "Question 4"),
            Block("p", "{#allegations@allegations/2018-2021=38|38} allegations."),
            Block(
                "small",
                "If you are dissatisfied you may request a review within two months. You may afterwards apply to the Information Commissioner for a decision under section 50.",
            ),
        ],
        Look(footer="Caldervale Police - OFFICIAL"),
    )
    desk.receive(
        "caldervale",
        "response",
        "2021-11-29 11:05",
        "Dear Sir or Madam,\n\nPlease find attached our response to your request.\n\nRegards\nFOI Team\nCaldervale Police\n",
        files=(file,),
        subject="RE: $subject - CVP/3306/21",
        reference="CVP/3306/21",
        decision="disclosed",
        answered_on="2021-11-29",
        received_on="",
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
10: {2021} ¦ {c+former|Former Constable} ¦ {wa|WhatsApp} ¦ {hom|Homophobic} and {rac|racist} {joke|memes}, more than 60 over a year ¦ {gm|Gross misconduct} ¦ {wx|Would have been dismissed}
11: {2021} ¦ {sc|Special Constable} ¦ {tt|TikTok} ¦ {pos|Filmed inside the parade room} ¦ {m|Misconduct} ¦ {ww|Written warning}
12: {2021} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {joke|Crude jokes} about a sudden death shared with the shift ¦ {m|Misconduct} ¦ {ww|Written warning}
""",
    )
    file = make_pdf(
        "Copy of SM cases 18-21 FOI (print).pdf",
        [
            Block("h", "PSD extract - social media 01/01/2018 to 31/12/2021 (finalised matters)"),
            Block("table", table=table, ruled=False, widths=(14, 32, 24, 108, 32, 46)),
            Block(
                "p",
                "Officers receiving a sanction: {#disciplined/2018-2021=11|11}    of whom dismissed: {#dismissed/2018-2021=1|1}    would have been dismissed: {#would_have_been_dismissed/2018-2021=1|1}",
            ),
            Block("small", "Extracted 22/11/2021. Source: Centurion. OFFICIAL - cleared for disclosure"),
        ],
        Look(wide=True, size=10, margin_mm=16),
    )
    desk.receive(
        "chalkdown",
        "response",
        "2021-11-25 10:00",
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
        files=(file,),
        reference="FOI 1143-21",
        decision="disclosed",
        answered_on="2021-11-25",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )


def coldharbour(desk: Desk) -> None:
    """A letter that tells its cases in prose, with a chair's name and a sanction that was only considered."""
    file = make_pdf(
        "Final response 0519-21.pdf",
        [
            Block(
                "right", "Coldharbour and Fens Police\nFreedom of Information Office\nRef 0519/21\n26th November 2021"
            ),
            Block("p", "Dear The Lantern Post"),
            Block(
                "p",
                "I am able to confirm that the information you asked for on 1st November 2021 is held and I have set it out in the paragraphs that follow. Our system does not produce tables, and I have therefore described each matter in turn.",
            ),
            Block(
                "p",
                "The number of officers who received a disciplinary outcome is {#disciplined/2018-2021=7|seven}. {#dismissed/2018-2021=1|One} was dismissed. {#would_have_been_dismissed/2018-2021=0|None} would have been dismissed if still serving. There were {#allegations@allegations/2018-2021=18|18} recorded allegations.",
            ),
            Block(
                "p",
                "[[1: During {2018} a {c|police constable} copied {conf+pos|an image of a detained person from a custody system} and passed it to colleagues by {wa|WhatsApp}. He attended a {mee|misconduct meeting} and received a {fww|final written warning}.]]",
            ),
            Block(
                "p",
                "[[2: In {2019} a {c|constable} was found to have put comments on {fb|Facebook} below a newspaper article which the appropriate authority considered to be {rac|racist}. At a {hea|hearing} chaired by Ms Judith Penhallow, legally qualified chair, the panel found {gm|gross misconduct}. Counsel for the force submitted that the officer should be dismissed; the panel instead imposed a {fww|final written warning}.]]",
            ),
            Block(
                "p",
                "[[3: Later in {2019} a {s|sergeant}, who has since been promoted, replied to a local councillor on {tw|Twitter} in {pol|insulting terms}. The matter was concluded with {ma|management advice}.]]",
            ),
            Block(
                "p",
                "[[4: A {c|detective constable} exchanged {msg|messages of a sexual kind} on {ig|Instagram} with {vul|a woman whose complaint of assault he was dealing with}. He was {x|dismissed without notice} in {2020} following an {acc|accelerated hearing}.]]",
            ),
            Block(
                "p",
                "[[5: Also in {2020}, a {c|PC} posted on {sn|Snapchat} a short film of {pos|the inside of a house that was being searched}. A {ww|written warning} was given.]]",
            ),
            Block(
                "p",
                "[[6: In {2021} a {sc|special constable} filmed himself in uniform for {tt|TikTok} and made {joke|a crude joke about prisoners}. He took part in {rp|the reflective practice review process}.]]",
            ),
            Block(
                "p",
                "[[7: Finally, in {2021}, a {c|PC} sent {img|an indecent image of herself} to a colleague through {wa|WhatsApp} while on duty and was given a {ww|written warning}.]]",
            ),
            Block(
                "p",
                "A further matter, in which a member of police staff was dismissed over a Facebook post in 2019, falls outside your request, which was limited to officers.",
            ),
            Block(
                "small",
                "This response has been prepared under the Freedom of Information Act 2000. Rights of review are set out on our website; the Information Commissioner can be reached under s.50 of the Act.",
            ),
        ],
        Look(font="Times-Roman", bold="Times-Bold", size=11),
    )
    desk.receive(
        "coldharbour",
        "response",
        "2021-11-26 16:11",
        "Good afternoon\n\nPlease see attached in relation to your FOI.\n\nThank you\nFOI Office\n",
        subject="Response to FOI 0519/21",
        threaded=True,
        files=(file,),
        reference="0519/21",
        decision="disclosed",
        answered_on="2021-11-26",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap(
        "coldharbour", "submitted that the officer should be dismissed", "what counsel asked for, not the outcome"
    )
    desk.trap("coldharbour", "Ms Judith Penhallow", "the chair's name, not the officer's")
    desk.trap("coldharbour", "a member of police staff was dismissed", "staff, outside the request")


def elderwick(desk: Desk) -> None:
    """A letter that was printed, signed and scanned."""
    table = make_table(
        "Year¦Rank¦Platform¦Conduct¦Outcome",
        """
1: {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ {har|Abusive comment} to a neighbour ¦ {ww|Written warning}
2: {2019} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {sex|Sexist remarks} about a new recruit ¦ {fww|Final written warning}
3: {2019} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ {bo|Failed to challenge} racist messages ¦ {ww|Written warning}
4: {2020} ¦ {c|Constable} ¦ {ig|Instagram} ¦ Photo of {conf|a computer screen} in the background ¦ {rp|Reflective practice}
5: {2021} ¦ {c|Constable} ¦ {sn|Snapchat} ¦ {har|Unwanted messages} to a colleague ¦ {fww|Final written warning}
""",
    )
    file = make_scan(
        "Scan_20211201_0932.pdf",
        [
            [
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
            ]
        ],
        seed=1101,
    )
    desk.receive(
        "elderwick",
        "response",
        "2021-12-01 09:40",
        "Your message is ready to be sent with the following file or link attachments:\n\nScan_20211201_0932.pdf\n",
        subject="Message from ELD-PRINTER-04",
        threaded=False,
        sender="scanner@elderwick.police.example",
        sender_name="ELD-PRINTER-04",
        files=(file,),
        reference="EW 77/21",
        decision="disclosed",
        answered_on="2021-12-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap(
        "elderwick", "Failed to challenge racist messages", "others were racist; this officer did not challenge them"
    )


def fenmark(desk: Desk) -> None:
    """Small numbers hidden, a total given: what is hidden follows from the rest."""
    table = make_table(
        "Outcome¦2018 - 2021",
        """
Dismissed (no notice) ¦ {#dismissed/2018-2021=1-4~2|<5}
Would have been dismissed ¦ {#would_have_been_dismissed/2018-2021=0|0}
Final written warning ¦ {#final_written_warning/2018-2021=5|5}
Written warning ¦ {#written_warning/2018-2021=0|0}
Management advice or reflective practice ¦ {#disciplined[management_advice+reflective_practice]/2018-2021=4|4}
TOTAL ¦ {#disciplined/2018-2021=11|11}
""",
    )
    years = make_table(
        "Year¦Officers",
        """
2018 ¦ {#disciplined/2018=1-4~2|<5}
2019 ¦ {#disciplined/2019=1-4~3|<5}
2020 ¦ {#disciplined/2020=1-4~2|<5}
2021 ¦ {#disciplined/2021=1-4~4|<5}
""",
    )
    file = make_pdf(
        "Fenmark FOI 009812-21 disclosure.pdf",
        [
            Block("h", "Fenmark Constabulary - Freedom of Information disclosure FOI 009812-21"),
            Block(
                "p",
                "Counts from one to four are shown as <5 to protect the identity of individuals; a true nil is shown as 0.",
            ),
            Block("h", "Q1"),
            Block("table", table=years, widths=(40, 30)),
            Block("h", "Q1 and Q2 by outcome, all years"),
            Block("table", table=table, widths=(80, 30)),
            Block("h", "Q3"),
            Block(
                "p",
                "Exempt: Section 40(2) Personal Information. This is a refusal notice for this question under Section 17(1).",
            ),
            Block("h", "Q4"),
            Block("p", "There were {#allegations@allegations/2018-2021=29|29} allegations with a social media flag."),
        ],
        Look(footer="FOI 009812-21"),
    )
    desk.receive(
        "fenmark",
        "response",
        "2021-11-30 09:12",
        "Dear Lantern Post\n\nThank you for your patience. Our response to FOI 009812-21 is attached, with some details withheld under Section 40(2).\n\nInformation Management\n",
        subject="FOI 009812-21",
        threaded=True,
        files=(file,),
        reference="009812-21",
        decision="partly_disclosed",
        decisions={"1": "partly_disclosed", "2": "partly_disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("fenmark", "<5", "a range from 1 to 4; the total less the rest gives 2 dismissed")


def hartsmere(desk: Desk) -> None:
    """Officers and staff in one list and one total; only the ranks tell them apart."""
    table = make_table(
        "Year¦Officer / staff¦Platform¦Nature of conduct¦Outcome",
        """
1: {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {sex|Sexist} remarks about a victim ¦ {fww|Final written warning}
2: {2018} ¦ {pcso|PCSO} ¦ {fb|Facebook} ¦ {joke|Offensive post} about a local family ¦ {ww|Written warning}
3: {2019} ¦ {c|PC} ¦ {fb|Facebook} ¦ {pol|Canvassed for a candidate} ¦ {ma|Management advice}
4: {2019} ¦ {c|PC} ¦ {ig|Instagram} ¦ {msg|Sexually explicit chat} with {vul|a vulnerable witness} ¦ {x|Dismissed}
5: {2019} ¦ {staff|Police staff} ¦ {wa|WhatsApp} ¦ {conf|Forwarded an incident log} ¦ {x|Dismissed}
6: {2020} ¦ {s|PS} ¦ {wa|WhatsApp} ¦ {rac|Racist} remark about a suspect ¦ {fww|Final written warning}
7: {2020} ¦ {c|PC} ¦ {sn|Snapchat} ¦ {pos|Pictures of a knife seized as evidence} ¦ {ww|Written warning}
8: {2020} ¦ {c|PC} ¦ {tt|TikTok} ¦ {joke|Mocked shoppers} during lockdown ¦ {rp|Reflective practice}
9: {2021} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {har|Threatening messages} to a colleague's husband ¦ {fww|Final written warning}
10: {2021} ¦ {staff|Detention officer} ¦ {sn|Snapchat} ¦ {pos|Picture of a cell} ¦ {ww|Written warning}
11: {2021} ¦ {c|PC} ¦ {tw|Twitter} ¦ {tra|Transphobic} comments ¦ {ww|Written warning}
12: {2021} ¦ {i|Inspector} ¦ {li|LinkedIn} ¦ {conf|Published a case study with a victim's details} ¦ {ww|Written warning}
""",
    )
    file = make_pdf(
        "hartsmere_foi_2021_756.pdf",
        [
            Block("h", "Hartsmere Constabulary   FOI Ref 756/2021"),
            Block(
                "p",
                "1. {#disciplined@officers_and_staff/2018-2021=12|Twelve} officers and staff were disciplined. Our system does not part the two in its totals.",
            ),
            Block(
                "p",
                "2. {#dismissed@officers_and_staff/2018-2021=2|Two} were dismissed. {#would_have_been_dismissed@officers_and_staff/2018-2021=0|None} would have been dismissed.",
            ),
            Block("p", "3. See below."),
            Block("table", table=table, widths=(14, 30, 24, 66, 36)),
            Block("p", "4. {#allegations@allegations/2018-2021=25|25}. This includes allegations against staff."),
        ],
        Look(font="Times-Roman", bold="Times-Bold"),
    )
    desk.receive(
        "hartsmere",
        "response",
        "2021-11-29 15:31",
        "Good afternoon,\n\nA response is attached to request 756/2021. There is no reference in your subject line that we can find.\n\nFOI\n",
        subject="FOI 756/2021 - response",
        threaded=False,
        files=(file,),
        reference="756/2021",
        decision="disclosed",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap(
        "hartsmere",
        "Twelve officers and staff",
        "staff pooled with officers: nine of the twelve are officers, one of the two dismissed",
    )


MEREBROOK_FIRST = """
1: {2018} ¦ {c|PC} ¦ {fb|Facebook} ¦ {rac|Racist} cartoon shared ¦ {fww|Final written warning}
2: {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {pod|Photograph of a body} at a fire ¦ {x|Dismissed}
3: {2019} ¦ {c|DC} ¦ {tw|Twitter} ¦ {conf|Hinted at the identity of a victim} ¦ {ww|Written warning}
4: {2019} ¦ {s|PS} ¦ {wa|WhatsApp} ¦ {msg|Lewd messages} to a subordinate ¦ {xfww|Extended final written warning}
5: {2019} ¦ {c|PC} ¦ {ig|Instagram} ¦ {dsc|Conduct likely to discredit the force} ¦ {ma|Management advice}
6: {2020} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {hom|Homophobic} remark ¦ {ww|Written warning}
7: {2020} ¦ {c|PC} ¦ {tg|Telegram} ¦ {vio|Extreme right-wing videos} ¦ {x|Dismissed}
8: {2021} ¦ {c|PC} ¦ {sn|Snapchat} ¦ {joke|Distasteful joke} about a suicide ¦ {ww|Written warning}
9: {2021} ¦ {sc|SC} ¦ {tt|TikTok} ¦ {pos|Video in a marked vehicle} ¦ {rp|Reflective practice}
"""
MEREBROOK_MORE = """
10: {2021} ¦ {c+former|Former PC} ¦ {wa|WhatsApp} ¦ {img|Indecent images} shared in a group of officers ¦ {wx|Would have been dismissed}
11: {2021} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Same group; {bo|kept silent} ¦ {fww|Final written warning}
"""


def merebrook(desk: Desk) -> None:
    """Answers with nine, then writes again: two had been missed, and the first letter is to be disregarded."""
    header = "Year¦Rank¦Platform¦Conduct¦Outcome"

    def letter(name: str, day: str, opening: str, lines: str, counts: tuple[str, str]) -> File:
        return make_pdf(
            name,
            [
                Block("right", f"Merebrook Constabulary\nFOI/MB/2021/0644\n{day}"),
                Block("p", opening),
                Block("p", counts[0]),
                Block("p", counts[1]),
                Block("table", table=make_table(header, lines), widths=(14, 24, 24, 70, 42)),
                Block("p", "Allegations: {#allegations@allegations/2018-2021=30|30}."),
                Block(
                    "small",
                    "Review: write to the Data Protection Officer. Complaint: Information Commissioner, section 50.",
                ),
            ],
        )

    first = letter(
        "FOI MB 2021 0644.pdf",
        "19 November 2021",
        "Thank you for your request of 1 November 2021, which is answered in full below.",
        MEREBROOK_FIRST,
        (
            "Officers disciplined: {#disciplined/2018-2021=9|9} (2018 {#disciplined/2018=2|2}; 2019 {#disciplined/2019=3|3}; 2020 {#disciplined/2020=2|2}; 2021 {#disciplined/2021=2|2}).",
            "Dismissed: {#dismissed/2018-2021=2|2}. Would have been dismissed: {#would_have_been_dismissed/2018-2021=0|0}.",
        ),
    )
    second = letter(
        "FOI MB 2021 0644 REVISED.pdf",
        "14 December 2021",
        "It has come to our attention that two cases from 2021 were left out of our letter of 19 November 2021. We apologise. Please disregard that letter: the figures below replace it.",
        MEREBROOK_FIRST + MEREBROOK_MORE,
        (
            "Officers disciplined: {#disciplined/2018-2021=11|11} (2018 {#disciplined/2018=2|2}; 2019 {#disciplined/2019=3|3}; 2020 {#disciplined/2020=2|2}; 2021 {#disciplined/2021=4|4}).",
            "Dismissed: {#dismissed/2018-2021=2|2}. Would have been dismissed: {#would_have_been_dismissed/2018-2021=1|1}.",
        ),
    )
    whole = {"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"}
    desk.receive(
        "merebrook",
        "response",
        "2021-11-19 10:40",
        "Please see the attached response.\n\nFOI, Merebrook Constabulary\n",
        files=(first,),
        reference="FOI/MB/2021/0644",
        decision="disclosed",
        decisions=whole,
        answered_on="2021-11-19",
        superseded=True,
        subject="FOI/MB/2021/0644 [$token]",
    )
    desk.receive(
        "merebrook",
        "response",
        "2021-12-14 12:05",
        "Dear requester,\n\nPlease find attached a revised response to FOI/MB/2021/0644. It supersedes the one sent on 19 November 2021.\n\nWith apologies\nFOI, Merebrook Constabulary\n",
        files=(second,),
        reference="FOI/MB/2021/0644",
        decision="disclosed",
        decisions=whole,
        answered_on="2021-12-14",
        subject="FOI/MB/2021/0644 - REVISED RESPONSE",
        threaded=False,
    )
    desk.trap(
        "merebrook", "Please disregard that letter", "the second answer replaces the first: do not add nine and eleven"
    )


def wealdmarch(desk: Desk) -> None:
    """Extends for the public interest, answers in part, and gives more on review."""
    desk.receive(
        "wealdmarch",
        "extension",
        "2021-11-26 15:02",
        """
Dear The Lantern Post

WM/FOI/21/3120

Section 10(3) of the Act allows a public authority to take longer than twenty working days where it must weigh the public
interest in a qualified exemption. I am considering Section 31(1)(g) by virtue of (2)(b) (law enforcement). I expect to
write again no later than 29 December 2021.

FOI Adviser
Wealdmarch Police
""",
        reference="WM/FOI/21/3120",
    )
    file = make_pdf(
        "WM FOI 21 3120 decision.pdf",
        [
            Block("right", "Wealdmarch Police\nWM/FOI/21/3120\n22 December 2021"),
            Block("h", "Decision"),
            Block("p", "The force holds the information in part. I am not obliged to supply all of it."),
            Block(
                "p",
                "Question 1. {#disciplined/2018-2021=7|7} officers were disciplined: {#disciplined/2018=1|1} in 2018, {#disciplined/2019=2|2} in 2019, {#disciplined/2020=2|2} in 2020, {#disciplined/2021=2|2} in 2021.",
            ),
            Block(
                "p",
                "Question 2. Two officers were dismissed or would have been dismissed had they still been serving. The split is withheld.",
            ),
            Block(
                "p",
                "Question 3. Withheld under Section 40(2) and Section 31(1)(g) by virtue of (2)(b). Section 31 is a qualified and prejudice-based exemption. Factors for disclosure: openness about standards. Factors against: witnesses may be less ready to report colleagues if the detail of cases is released. On balance the public interest favours withholding.",
            ),
            Block("p", "Question 4. {#allegations@allegations/2018-2021=36|36}."),
            Block("small", "Right to review within 40 working days; section 50 thereafter."),
        ],
    )
    desk.receive(
        "wealdmarch",
        "response",
        "2021-12-22 11:19",
        "Dear requester\n\nPlease find our decision attached.\n\nFOI Adviser\n",
        files=(file,),
        subject="WM/FOI/21/3120",
        threaded=False,
        reference="WM/FOI/21/3120",
        decision="partly_disclosed",
        answered_on="2021-12-22",
        received_on="",
        decisions={"1": "disclosed", "2": "partly_disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)", "31(1)(g)"),
    )
    desk.receive(
        "wealdmarch",
        "other_outgoing",
        "2022-01-04 09:30",
        "Dear $name,\n\nPlease review your decision WM/FOI/21/3120 as to question 2. Two different outcomes were added together.\n\nThe Lantern Post\n[$token]\n",
        subject="Internal review: WM/FOI/21/3120 [$token]",
        outgoing=True,
    )
    desk.receive(
        "wealdmarch",
        "review_outcome",
        "2022-02-01 14:44",
        """
Dear The Lantern Post

WM/FOI/21/3120 - INTERNAL REVIEW

I have reviewed the handling of your request afresh, as someone who had no part in the first decision. Your complaint is
upheld in part.

As to question 2 I find that the split can be given. Of the two, {#dismissed/2018-2021=1|one} was dismissed and {#would_have_been_dismissed/2018-2021=1|one} had resigned before the hearing and would
have been dismissed.

As to question 3 I maintain that Section 40(2) is engaged. I no longer rely on Section 31.

If you remain dissatisfied you may complain to the Information Commissioner under section 50.

Head of Information Assurance
""",
        subject="WM/FOI/21/3120 internal review outcome",
        threaded=False,
        reference="WM/FOI/21/3120",
        decision="partly_disclosed",
        answered_on="2022-02-01",
        decisions={"2": "disclosed", "3": "refused"},
        exemptions=("40(2)",),
    )
    desk.trap(
        "wealdmarch",
        "Two officers were dismissed or would have been dismissed",
        "two outcomes in one number: one and one",
    )


def ulidia(desk: Desk) -> None:
    """Another nation's words: advice and guidance, pay reduced; a list of cases in a PDF."""
    file = make_pdf(
        "PSU FOI-2021-02764.pdf",
        [
            Block("h", "FREEDOM OF INFORMATION REQUEST"),
            Block(
                "p",
                "Request Number: FOI-2021-02764\nKeyword: Complaints/Discipline\nSubject: Discipline - social media",
            ),
            Block(
                "p",
                "Question 1 - Answer: {#disciplined/2018-2021=6|6} officers. 2018: {#disciplined/2018=1|1}. 2019: {#disciplined/2019=2|2}. 2020: {#disciplined/2020=1|1}. 2021: {#disciplined/2021=2|2}.",
            ),
            Block(
                "p",
                "Question 2 - Answer: {#dismissed/2018-2021=0|Zero}. The second category {#would_have_been_dismissed/2018-2021=0|has no entries}.",
            ),
            Block("p", "Question 3 - Answer:"),
            Block(
                "p",
                "[[1: Case 1. {c|Constable}, {2018}. {fb|Facebook}. {rac|Sectarian} comment below a video of a parade. {fww|Final written warning}.]]",
            ),
            Block(
                "p",
                "[[2: Case 2. {c|Constable}, {2019}. {wa|WhatsApp}. {conf|A photograph of a suspect's file} sent to a relation. {ww|Written warning}.]]",
            ),
            Block(
                "p",
                "[[3: Case 3. {s|Sergeant}, {2019}. {tw|Twitter}. {pol|Remarks on the border} made from a force account. {ma|Management advice}.]]",
            ),
            Block(
                "p",
                "[[4: Case 4. {s|Sergeant}, {2020}. {wa|WhatsApp}. {sex|Misogynistic} messages about a colleague. {rr|Reduction in rank}.]]",
            ),
            Block(
                "p",
                "[[5: Case 5. {c|Constable}, {2021}. {sn|Snapchat}. {img|Sexual images} sent while on duty. {fww|Final written warning}.]]",
            ),
            Block(
                "p",
                "[[6: Case 6. {c|Constable}, {2021}. {ig|Instagram}. {pos|Picture of an army technical officer's vehicle} at a security alert. {ww|Written warning}.]]",
            ),
            Block("p", "Question 4 - Answer: {#allegations@allegations/2018-2021=28|28} allegations."),
            Block(
                "p",
                "A figure of zero in this reply has been checked and is a nil return. The Service can neither confirm nor deny whether any other information is held by virtue of Section 24(2) National Security and Section 23(5).",
            ),
        ],
    )
    desk.receive(
        "ulidia",
        "response",
        "2021-12-10 16:10",
        "A response to your request is attached.\n\nCorporate Information\nPolice Service of Ulidia\n",
        files=(file,),
        subject="FOI-2021-02764",
        reference="FOI-2021-02764",
        decision="disclosed",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
        exemptions=("24(2)", "23(5)"),
    )
    desk.trap(
        "ulidia",
        "neither confirm nor deny whether any other information is held",
        "added to a full answer; not the decision",
    )
