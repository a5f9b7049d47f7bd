# ruff: noqa: E501 - letters are set as their offices set them
"""What stood on the forces' misconduct pages: hearings and meetings, about social media and about other things.

In: nothing. Out: `LOGS`. Never here: HTML, truth.
"""

from __future__ import annotations

from .log import Item, Log

LINDMARSH = Log(
    "lindmarsh",
    "hearing_notices",
    "numbered_notices",
    "about-us/misconduct-hearings",
    "Misconduct hearings",
    "Notices are placed here at least five working days before a hearing and the result is added afterwards.",
    ("2021-06-01", "2021-09-15", "2021-12-01", "2022-02-01"),
    (
        Item(
            "1",
            (
                (
                    "2021-06-01",
                    """
{c|PC} Gideon Marlpit - misconduct {hea|hearing}
Date and venue: 22 June 2021, Conference Suite, Lindmarsh Headquarters. Chair: Ms Henrietta Corvane.
Allegation: {occ=2020-03|between March and August 2020} the officer sent {rac|racist messages} and {joke|memes} to a {wa|WhatsApp} group of eleven officers. It is alleged that this breached {S.eq|Equality and Diversity} and {S.dis|Discreditable Conduct}. If proven it amounts to {agm|gross misconduct}.
Members of the public may attend. Anyone who wishes to do so must write in by noon on 18 June 2021.""",
                ),
                (
                    "2021-09-15",
                    """
{c|PC} Gideon Marlpit - misconduct {hea|hearing}, outcome
Date and venue: {on=2021-06-22+2021|22 June 2021}, Conference Suite, Lindmarsh Headquarters. Chair: Ms Henrietta Corvane.
Allegation: {occ=2020-03|between March and August 2020} the officer sent {rac|racist messages} and {joke|memes} to a {wa|WhatsApp} group of eleven officers, in breach of {S.eq|Equality and Diversity} and {S.dis|Discreditable Conduct}.
Outcome: proven as {gm|gross misconduct}. The officer was {x|dismissed without notice}.""",
                ),
            ),
            gone_on="2022-02-01",
        ),
        Item(
            "2",
            (
                (
                    "2021-09-15",
                    """
Officer B, a {s|sergeant} - misconduct {hea|hearing}
Date and venue: 12 October 2021, Town Hall, Lindmarsh. Chair: Mr Osric Pellworth.
Allegation: that the officer posted {conf|details of a custody record} in a closed {fb|Facebook} group. If proven this would amount to {agm|gross misconduct} and could lead to dismissal.""",
                ),
                (
                    "2021-12-01",
                    """
Officer B, a {s|sergeant} - misconduct {hea|hearing}, outcome
Date and venue: {on=2021-10-12+2021|12 October 2021}, Town Hall, Lindmarsh. Chair: Mr Osric Pellworth.
Allegation: that the officer posted {conf|details of a custody record} in a closed {fb|Facebook} group, which was alleged to be {agm|gross misconduct}.
Outcome: the panel found {m|misconduct}. A {fww|final written warning} was given.""",
                ),
            ),
        ),
        Item(
            "3",
            (
                (
                    "2021-12-01",
                    """
Officer C, a {c|police constable} - misconduct {hea|hearing}
Date and venue: {pend|to be held on} {2022|15 February 2022}, Town Hall, Lindmarsh. Chair: to be confirmed.
Allegation: that the officer exchanged {msg|sexual messages} with {vul|a woman whom he had arrested}, by {sn|Snapchat}. If proven this amounts to {agm|gross misconduct}.""",
                ),
            ),
        ),
        Item(
            "4",
            (
                (
                    "2021-06-01",
                    """
{c|PC} Officer D - misconduct {hea|hearing}, outcome
Date and venue: {on=2021-05-10+2021|10 May 2021}, Conference Suite, Lindmarsh Headquarters.
Allegation: convicted of driving with excess alcohol while off duty.
Outcome: proven as {gm|gross misconduct}. {x|Dismissed without notice}.""",
                ),
            ),
            gone_on="2021-12-01",
            in_scope=False,
        ),
    ),
    comment="Silent force. Its one address holds notices first and results later; the oldest ones go.",
)
PENNYFELL = Log(
    "pennyfell",
    "hearing_notices",
    "two_column_table",
    "misconduct/hearings",
    "Police misconduct hearings",
    "This page is kept for the purposes of regulation 36.",
    ("2021-05-20", "2021-10-04", "2022-01-17"),
    (
        Item(
            "1",
            (
                (
                    "2021-05-20",
                    """
Officer: {c+former|Former Constable} W
{hea|Hearing}: {on=2021-05-12+2021|12 May 2021}
Chair: Mr Lucius Embery
Allegation: The former officer sent {img|intimate pictures} and {sex|degrading remarks about women} to colleagues by {wa|WhatsApp}.
Standards: {S.dis|Discreditable conduct}; {S.arc|Authority, respect and courtesy}
Finding: {gm|Gross misconduct}
Outcome: {wx|Would have been dismissed} had the officer still been serving""",
                ),
            ),
            gone_on="2022-01-17",
        ),
        Item(
            "2",
            (
                (
                    "2021-05-20",
                    """
Officer: {c|Detective Constable} Y
{hea|Hearing}: 7 and 8 June 2021
Chair: Ms Perdita Quarrie
Allegation: It is alleged that the officer used {ig|Instagram} to pursue {vul|a vulnerable woman} whom he had met on duty.
Standards: {S.hon|Honesty and integrity}; {S.dis|Discreditable conduct}
Alleged level: {agm|Gross misconduct}""",
                ),
                (
                    "2021-10-04",
                    """
Officer: {c|Detective Constable} Y
{hea|Hearing}: {on=2021-06-08+2021|8 June 2021}
Chair: Ms Perdita Quarrie
Allegation: The officer used {ig|Instagram} to pursue {vul|a vulnerable woman} whom he had met on duty.
Standards: {S.hon|Honesty and integrity}; {S.dis|Discreditable conduct}
Finding: {gm|Gross misconduct}
Outcome: {x|Dismissed without notice}""",
                ),
            ),
        ),
        Item(
            "3",
            (
                (
                    "2021-10-04",
                    """
Officer: {c|PC} Z
{hea|Hearing}: {on=2021-09-14+2021|14 September 2021}
Chair: Mr Lucius Embery
Allegation: The officer used more force than was needed when arresting a man outside a public house.
Standards: Use of force
Finding: {m|Misconduct}
Outcome: {fww|Final written warning}""",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="Silent force. One two-column table a notice.",
)
RAVENSHOLT = Log(
    "ravensholt",
    "hearing_notices",
    "prose",
    "news/misconduct-hearings",
    "Forthcoming misconduct hearings",
    "Media who wish to attend should e-mail the press office before the deadline.",
    ("2020-11-10", "2021-03-22", "2021-08-30", "2022-01-10", "2022-01-31"),
    (
        Item(
            "1",
            (
                (
                    "2020-11-10",
                    """
A misconduct {hea|hearing} will be held on 24 November 2020 into the conduct of a {s|sergeant}, referred to as Officer J. It is alleged that while guarding a scene he took {pod|photographs of a person who had died} and showed them to friends on {wa|WhatsApp}. The hearing will be chaired by Mrs Octavia Brindle. If proven, the conduct amounts to {agm|gross misconduct}.
The media deadline for this hearing is noon on 20 November 2020.""",
                ),
                (
                    "2021-03-22",
                    """
A misconduct {hea|hearing} was held on {on=2020-11-24+2020|24 November 2020} into the conduct of a {s|sergeant}, referred to as Officer J. While guarding a scene he had taken {pod|photographs of a person who had died} and had shown them to friends on {wa|WhatsApp}. Mrs Octavia Brindle, who chaired the hearing, found {gm|gross misconduct}.
Outcome: Officer J was {x|dismissed without notice}.""",
                ),
            ),
            gone_on="2021-08-30",
        ),
        Item(
            "2",
            (
                (
                    "2021-03-22",
                    """
A misconduct {hea|hearing} was held on {on=2021-03-02+2021|2 March 2021} into the conduct of {c|PC} Tobias Hallowmere, who wrote {hom|homophobic} posts on {tw|Twitter} under a false name. The panel found {gm|gross misconduct} but, having regard to his record, did not dismiss him.
Outcome: a {fww|final written warning} for {months=60|five years}.""",
                ),
            ),
        ),
        Item(
            "3",
            (
                (
                    "2021-08-30",
                    """
A misconduct {hea|hearing} was held on {on=2021-07-06+2021|6 July 2021} into the conduct of a {c|constable}, Officer L, who had kept cash from a lost property store.
Outcome: {gm|gross misconduct}; {x|dismissed without notice}.""",
                ),
            ),
            in_scope=False,
        ),
        Item(
            "4",
            (
                (
                    "2021-08-30",
                    """
A misconduct {hea|hearing} {pend|will be held} on 20 September 2021 into the conduct of a {c|constable}, Officer M, who is alleged to have sent {har|abusive messages} to a neighbour through {fb|Facebook}. The hearing will be chaired by Mr Barnaby Oxtoby.
The media deadline for this hearing is noon on 16 September 2021.""",
                ),
                (
                    "2022-01-10",
                    """
The misconduct {hea|hearing} into the conduct of a {c|constable}, Officer M, who is alleged to have sent {har|abusive messages} to a neighbour through {fb|Facebook}, has been {pend|adjourned} and no new date has been fixed.""",
                ),
            ),
        ),
        Item(
            "5",
            (
                (
                    "2022-01-10",
                    """
A misconduct {hea|hearing} {pend|will be held} on {2022|17 January 2022} into the conduct of a {s|sergeant}, Officer N, who is alleged to have shown {img|explicit pictures} from a {wa|WhatsApp} group to a student officer. The hearing will be chaired by Mrs Octavia Brindle. If proven, the conduct amounts to {agm|gross misconduct}.
The media deadline for this hearing is noon on 13 January 2022.""",
                ),
            ),
            gone_on="2022-01-31",
        ),
    ),
    comment="Silent force. One notice goes without any result ever having been shown.",
)
REDFELL = Log(
    "redfell",
    "hearing_outcomes",
    "paragraph_per_case",
    "misconduct/outcomes",
    "Outcomes of misconduct hearings",
    "We publish outcomes for 28 days and then move them to this archive.",
    ("2019-12-02", "2020-12-01", "2021-12-13"),
    (
        Item(
            "1",
            (
                (
                    "2019-12-02",
                    """
On {on=2019-09-18+2019|18 September 2019} a {c|police constable} was {x|dismissed without notice} after a {hea|hearing} found that he had sent {img|obscene pictures} by {sn|Snapchat} to {chi|a boy of 15}.
Standards breached: {S.dis|Discreditable Conduct}""",
                ),
            ),
        ),
        Item(
            "2",
            (
                (
                    "2019-12-02",
                    """
On {on=2017-10-04+2017|4 October 2017} a {c|constable} received a {fww|final written warning} for {rac|racist} comments on {fb|Facebook}.
Standards breached: {S.eq|Equality and Diversity}""",
                ),
            ),
            gone_on="2020-12-01",
            in_scope=False,
        ),
        Item(
            "3",
            (
                (
                    "2020-12-01",
                    """
On {on=2020-10-21+2020|21 October 2020} it was found that a {s+former|former sergeant} had shared {sex|misogynistic} and {rac|racist} material in a {wa|WhatsApp} group called by a colleague's nickname. He {wx|would have been dismissed} if he had not resigned.
Standards breached: {S.eq|Equality and Diversity}; {S.cha|Challenging and Reporting Improper Conduct}""",
                ),
            ),
        ),
        Item(
            "4",
            (
                (
                    "2020-12-01",
                    """
On {on=2020-03-11+2020|11 March 2020} a {c|constable} who had made a false overtime claim received a {fww|final written warning}.
Standards breached: {S.hon|Honesty and Integrity}""",
                ),
            ),
            in_scope=False,
        ),
        Item(
            "5",
            (
                (
                    "2021-12-13",
                    """
On {on=2021-06-30+2021|30 June 2021} a {c|detective constable} was given a {fww|final written warning} because she had passed {conf|information about an arrest} to a friend by {fb|Facebook Messenger}.
Standards breached: {S.con|Confidentiality}""",
                ),
            ),
        ),
        Item(
            "6",
            (
                (
                    "2021-12-13",
                    """
On {on=2021-11-09+2021|9 November 2021} a {c|constable} was {x|dismissed without notice} following a conviction for assault.
Standards breached: {S.dis|Discreditable Conduct}""",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="Silent force. One paragraph a case and a line of standards.",
)
STONEWATER = Log(
    "stonewater",
    "hearing_outcomes",
    "date_breach_outcome_table",
    "professional-standards/hearings",
    "Hearing outcomes",
    "The table lists hearings since January 2018. Empty rows are hearings held in private.",
    ("2021-02-08", "2021-07-19", "2022-02-03"),
    (
        Item(
            "1",
            (
                (
                    "2021-02-08",
                    "{on=2019-05-14+2019|14/05/2019} ¦ {S.dis|Discreditable conduct}: a {c|constable} posted {vio|footage of a fatal stabbing} on {fb|Facebook} ¦ {x|Dismissed without notice}",
                ),
            ),
        ),
        Item(
            "2",
            (
                (
                    "2021-02-08",
                    "{on=2019-11-26+2019|26/11/2019} ¦ {S.dis|Discreditable conduct}: a {c|constable} was drunk in charge of a car ¦ {fww|Final written warning}",
                ),
            ),
            in_scope=False,
        ),
        Item("3", (("2021-02-08", "- ¦ - ¦ -"),), in_scope=False),
        Item(
            "4",
            (
                (
                    "2021-02-08",
                    "{on=2020-09-08+2020|08/09/2020} ¦ {S.arc|Authority, respect and courtesy}: an {i|inspector} sent {har|bullying messages} to his team by {wa|WhatsApp} ¦ {rr|Reduction in rank}",
                ),
            ),
        ),
        Item(
            "5",
            (
                (
                    "2021-07-19",
                    "{on=2021-06-15+2021|15/06/2021} ¦ {S.con|Confidentiality}: a {c|constable} shared {conf+pos|custody footage} on {tt|TikTok} ¦ {fww|Final written warning}",
                ),
            ),
        ),
        Item(
            "6",
            (
                (
                    "2021-07-19",
                    "{on=2021-06-29+2021|29/06/2021} ¦ {S.hon|Honesty and integrity}: a {c|constable} lied about a sick day ¦ {x|Dismissed without notice}",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="Silent force. Date, breach, outcome; a row of dashes is no case.",
)
TARNSHIRE = Log(
    "tarnshire",
    "meeting_outcomes",
    "quarterly_list",
    "transparency/misconduct-meetings",
    "Misconduct meetings by quarter",
    "Lists are replaced every quarter and cover the last twelve months.",
    ("2021-01-15", "2021-04-15", "2021-10-18", "2022-01-20"),
    (
        Item(
            "1",
            (
                (
                    "2021-01-15",
                    "October to December 2020:: A {c|constable} used offensive language about a suspect in a {wa|WhatsApp} message, {joke|an inappropriate comment}. {mee|Misconduct meeting}, {2020+on=2020-12|December 2020}: {ww|written warning}.",
                ),
            ),
            gone_on="2022-01-20",
        ),
        Item(
            "2",
            (
                (
                    "2021-01-15",
                    "October to December 2020:: A {c|constable} failed to attend court. {mee|Misconduct meeting}, {2020+on=2020-11|November 2020}: {ww|written warning}.",
                ),
            ),
            gone_on="2022-01-20",
            in_scope=False,
        ),
        Item(
            "3",
            (
                (
                    "2021-04-15",
                    "January to March 2021:: A {s|sergeant} uploaded {pos|a picture of a cannabis farm during a search} to {ig|Instagram}. {mee|Misconduct meeting}, {2021+on=2021-02|February 2021}: {ww|written warning}.",
                ),
            ),
        ),
        Item(
            "4",
            (
                (
                    "2021-10-18",
                    "July to September 2021:: A {c|constable} made {dis|demeaning remarks about people with learning difficulties} in a {tg|Telegram} chat. {mee|Misconduct meeting}, {2021+on=2021-08|August 2021}: {fww|final written warning}.",
                ),
            ),
        ),
        Item(
            "5",
            (
                (
                    "2021-10-18",
                    "July to September 2021:: A {c|constable} damaged a police vehicle and did not report it. {mee|Misconduct meeting}, {2021+on=2021-07|July 2021}: {ww|written warning}.",
                ),
            ),
            in_scope=False,
        ),
        Item(
            "6",
            (
                (
                    "2022-01-20",
                    "October to December 2021:: A {sc|special constable} posted {pol|campaign material} on {fb|Facebook} with a picture in uniform. {mee|Misconduct meeting}, {2021+on=2021-11|November 2021}: {ww|written warning}.",
                ),
            ),
        ),
    ),
    comment="Silent force. A rolling year: the oldest quarter goes.",
)
YARROWDALE = Log(
    "yarrowdale",
    "hearing_outcomes",
    "headed_reports",
    "about-us/hearing-reports",
    "Hearing reports",
    "Reports under regulation 63 of the Police (Conduct) Regulations 2020.",
    ("2021-04-06", "2021-11-22"),
    (
        Item(
            "1",
            (
                (
                    "2021-04-06",
                    """
{c+former|Former PC} 1182: report of 16 March 2021
An {acc|accelerated hearing} chaired by the Chief Constable took place on {on=2021-03-16+2021|16 March 2021}. The former officer had exchanged {msg|sexual messages} with {chi|a 16-year-old girl} on {sn|Snapchat} and had sent her {img|a picture of himself}.
The Chief Constable found {gm|gross misconduct}. Had he not resigned in January he {wx|would have been dismissed}.""",
                ),
            ),
        ),
        Item(
            "2",
            (
                (
                    "2021-11-22",
                    """
{i|Inspector} Q: report of 2 November 2021
A {hea|hearing} on {on=2021-11-02+2021|2 November 2021} found that the inspector had misused a fuel card.
The panel found {gm|gross misconduct} and gave a {fww|final written warning} for {months=24|two years}.""",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="Silent force. A report under each heading.",
)
CHALKDOWN = Log(
    "chalkdown",
    "hearing_outcomes",
    "headed_reports",
    "misconduct-outcomes",
    "Misconduct outcomes",
    "Outcomes are kept here for twelve months.",
    ("2019-11-04", "2020-06-01", "2021-10-11"),
    (
        Item(
            "1",
            (
                (
                    "2019-11-04",
                    """
Officer 4/19, {c|Constable}
A {hea|hearing} on {on=2019-10-08+2019|8 October 2019}, chaired by Mr Florian Astley, heard that the officer had held a {msg|sexualised conversation} on {ig|Instagram} with {chi|a fifteen-year-old girl}.
{gm|Gross misconduct}: {x|dismissed without notice}.""",
                ),
            ),
            gone_on="2021-10-11",
            twin="chalkdown/4",
        ),
        Item(
            "2",
            (
                (
                    "2019-11-04",
                    """
Officer 3/19, {s|Sergeant}
A {hea|hearing} on {on=2019-07-23+2019|23 July 2019} heard of {sex|misogynistic} recordings about a junior colleague, sent by {wa|WhatsApp}.
{gm|Gross misconduct}: {fww|final written warning}.""",
                ),
            ),
            gone_on="2021-10-11",
            twin="chalkdown/3",
        ),
        Item(
            "3",
            (
                (
                    "2021-10-11",
                    """
Officer 2/21, {c+former|former Constable}
A {hea|hearing} on {on=2021-09-21+2021|21 September 2021} found that the officer had passed on {hom|homophobic} and {rac|racist} {joke|memes} by {wa|WhatsApp} for a year.
{gm|Gross misconduct}: {wx|would have been dismissed} if still serving.""",
                ),
            ),
            twin="chalkdown/10",
        ),
        Item(
            "4",
            (
                (
                    "2020-06-01",
                    """
Officer 1/20, {c|Constable}
A {hea|hearing} on {on=2020-02-25+2020|25 February 2020} heard that the officer had stolen from a colleague's locker.
{gm|Gross misconduct}: {x|dismissed without notice}.""",
                ),
            ),
            gone_on="2021-10-11",
            in_scope=False,
        ),
    ),
    comment="This force also answered: three of these cases stand in its letter.",
)
NORTHMARCH = Log(
    "northmarch",
    "hearing_outcomes",
    "date_breach_outcome_table",
    "misconduct-hearings",
    "Misconduct hearing results",
    "Results since 2019.",
    ("2020-10-05", "2021-11-29"),
    (
        Item(
            "1",
            (
                (
                    "2020-10-05",
                    "{on=2019-08-20+2019|20 August 2019} ¦ {S.con|Confidentiality}: a {s|sergeant} sent {pod|a picture of a deceased person} to a retired officer by {wa|WhatsApp} ¦ {x|Dismissed}",
                ),
            ),
            twin="northmarch/3",
        ),
        Item(
            "2",
            (
                (
                    "2020-10-05",
                    "{on=2020-09-15+2020|15 September 2020} ¦ {S.arc|Authority, respect and courtesy}: a {c|constable} sent {msg|sexual messages} to a student officer on {sn|Snapchat} ¦ {fww|Final written warning}",
                ),
            ),
            twin="northmarch/6",
        ),
        Item(
            "3",
            (
                (
                    "2021-11-29",
                    "{on=2021-10-12+2021|12 October 2021} ¦ {S.hon|Honesty and integrity}: a {c|constable} made a false entry in a pocket book ¦ {x|Dismissed}",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="This force also answered: two of these cases stand in its workbook.",
)
RAILWAY = Log(
    "national-railway",
    "hearing_outcomes",
    "quarterly_list",
    "about-us/misconduct",
    "Gross misconduct outcomes",
    "Published each quarter.",
    ("2020-04-20", "2021-07-12", "2022-01-10"),
    (
        Item(
            "1",
            (
                (
                    "2020-04-20",
                    "January to March 2020:: A {c|detective constable} took part in a {wa|WhatsApp} group in which {rac|racist} and {sex|misogynistic} messages were sent. {hea|Hearing}, {on=2020-02-18+2020|18 February 2020}: {gm|gross misconduct}, {x|dismissed}.",
                ),
            ),
            twin="national-railway/3",
            conflicts=("rank",),
        ),
        Item(
            "2",
            (
                (
                    "2021-07-12",
                    "April to June 2021:: A {c+former|former constable} {conf|searched crime records} for women and {vul|messaged them} through a {app|dating app}. {acc|Accelerated hearing}, {on=2021-05-25+2021|25 May 2021}: {gm|gross misconduct}, {wx|would have been dismissed}.",
                ),
            ),
            twin="national-railway/5",
        ),
        Item(
            "3",
            (
                (
                    "2022-01-10",
                    "October to December 2021:: A {s|sergeant} claimed expenses for journeys that were not made. {hea|Hearing}, {on=2021-11-16+2021|16 November 2021}: {gm|gross misconduct}, {x|dismissed}.",
                ),
            ),
            in_scope=False,
        ),
    ),
    comment="This force also answered: two of these cases stand in its letter, one with another rank.",
)
TEIFAN = Log(
    "dyffryn-teifan",
    "hearing_notices",
    "prose",
    "misconduct-hearings",
    "Misconduct hearings",
    "Hearings open to the public are announced on this page.",
    ("2021-08-02", "2022-01-24"),
    (),
    at_least=0,
    comment="Silent force. Nothing has ever been listed.",
)
LOGS = (
    LINDMARSH,
    PENNYFELL,
    RAVENSHOLT,
    REDFELL,
    STONEWATER,
    TARNSHIRE,
    YARROWDALE,
    CHALKDOWN,
    NORTHMARCH,
    RAILWAY,
    TEIFAN,
)
