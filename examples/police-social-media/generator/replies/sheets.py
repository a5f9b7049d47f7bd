# ruff: noqa: E501 - letters are set as their offices set them
"""Answers as spreadsheets: XLSX over several sheets, ODS, CSV from Windows, a workbook with a hidden sheet.

In: the desk. Out: messages on it. Never here: PDF and letters.
"""

from __future__ import annotations

from ..desk import Desk
from ..sheet import Sheet, make_csv, make_ods, make_xlsx
from ..table import Table, make_table


def _titled(titles: list[str], header: str, lines: str, columns: int) -> Table:
    """Return a table with title rows above its header, padded to the same width."""
    body = make_table(header, lines)
    tops = [[title] + [""] * (columns - 1) for title in titles]
    return Table(tops + body.rows, body.marked)


def copperdale(desk: Desk) -> None:
    """A sheet a year with title rows and merged heads, and a summary with totals."""
    header = "Ref¦Officer¦¦Matter¦¦Result"
    second = "¦Rank¦Length of service¦Platform¦Nature¦"
    titles = [
        "Copperdale Police - Professional Standards Department",
        "Social media matters finalised in {year} (police officers only)",
        "",
    ]
    years = {
        "2018": """
1: CD/18/1 ¦ {c|Police Constable} ¦ 4 ¦ {fb|Facebook} ¦ {rac|Racist} comment on a local news page ¦ {fww|Final Written Warning}
2: CD/18/2 ¦ {c|Police Constable} ¦ 11 ¦ {wa|WhatsApp} ¦ {img|Intimate images} of an ex-girlfriend shown to colleagues ¦ {xn|Dismissal with notice}
3: CD/18/3 ¦ {s|Sergeant} ¦ 16 ¦ {tw|Twitter} ¦ Replied {har|in an abusive way} to a member of the public ¦ {ma|Management Advice}
""",
        "2019": """
4: CD/19/1 ¦ {c|Police Constable} ¦ 2 ¦ {sn|Snapchat} ¦ {pos|Selfie at the scene of a road death} ¦ {ww|Written Warning}
5: CD/19/2 ¦ {c|Detective Constable} ¦ 9 ¦ {wa|WhatsApp} ¦ {conf|Witness details} posted in a family group by mistake ¦ {ww|Written Warning}
6: CD/19/3 ¦ {c|Police Constable} ¦ 7 ¦ {fb|Facebook} ¦ {rac|Islamophobic} article shared with approval ¦ {fww|Final Written Warning}
7: CD/19/4 ¦ {i|Inspector} ¦ 21 ¦ {fb|Facebook} ¦ Allegation of {joke|rude comments}: unfounded ¦ {np+lnp|Not proven}
""",
        "2020": """
8: CD/20/1 ¦ {c|Police Constable} ¦ 5 ¦ {wa|WhatsApp} ¦ {hom|Homophobic} and {sex|sexist} {joke|memes} in a team chat ¦ {fww|Final Written Warning}
9: CD/20/2 ¦ {c|Police Constable} ¦ 3 ¦ {wa|WhatsApp} ¦ Same chat as CD/20/1; {bo|posted laughing replies} ¦ {ww|Written Warning}
10: CD/20/3 ¦ {s|Sergeant} ¦ 14 ¦ {wa|WhatsApp} ¦ Same chat as CD/20/1; supervisor who {bo|did not intervene} ¦ {fww|Final Written Warning}
11: CD/20/4 ¦ {sc|Special Constable} ¦ 1 ¦ {tt|TikTok} ¦ Videos {joke|mocking people} stopped for Covid breaches ¦ {rp|Reflective Practice}
12: CD/20/5 ¦ {c|Police Constable} ¦ 6 ¦ {po|Reddit} ¦ {conf|Details of a firearms operation} ¦ {res|Resigned}
""",
        "2021": """
13: CD/21/1 ¦ {c|Police Constable} ¦ 8 ¦ {ig|Instagram} ¦ {vul|Followed and messaged a vulnerable missing person} after she was found ¦ {x|Dismissal}
14: CD/21/2 ¦ {c+former|Former Constable} ¦ 12 ¦ {wa|WhatsApp} ¦ {vio|Extreme violent clips} and {rac|racist} remarks ¦ {wx|Would have been dismissed}
15: CD/21/3 ¦ {c|Police Constable} ¦ 2 ¦ {tt|TikTok} ¦ Made fun of the force in a sketch, {dsc|damaging to its reputation} ¦ {ww|Written Warning}
16: CD/21/4 ¦ {c|Detective Constable} ¦ 10 ¦ {li|LinkedIn} ¦ {pol|Campaigned against a government policy} in role ¦ {rp|Reflective Practice}
""",
    }
    sheets = []
    counts = {"2018": 3, "2019": 3, "2020": 4, "2021": 4}
    summary = _titled(
        ["FOI 2021/4471 - Summary", "All figures are officers"],
        "Measure¦2018¦2019¦2020¦2021¦Total",
        """
Officers with a disciplinary outcome ¦ {#disciplined/2018=3|3} ¦ {#disciplined/2019=3|3} ¦ {#disciplined/2020=4|4} ¦ {#disciplined/2021=4|4} ¦ {#disciplined/2018-2021=14|14}
of which dismissed ¦ {#dismissed/2018=1|1} ¦ {#dismissed/2019=0|0} ¦ {#dismissed/2020=0|0} ¦ {#dismissed/2021=1|1} ¦ {#dismissed/2018-2021=2|2}
would have been dismissed ¦ {#would_have_been_dismissed/2018=0|0} ¦ {#would_have_been_dismissed/2019=0|0} ¦ {#would_have_been_dismissed/2020=0|0} ¦ {#would_have_been_dismissed/2021=1|1} ¦ {#would_have_been_dismissed/2018-2021=1|1}
Resigned or not proven (not counted above) ¦ 0 ¦ 1 ¦ 1 ¦ 0 ¦ 2
Allegations recorded ¦ {#allegations@allegations/2018=12|12} ¦ {#allegations@allegations/2019=14|14} ¦ {#allegations@allegations/2020=19|19} ¦ {#allegations@allegations/2021=21|21} ¦ {#allegations@allegations/2018-2021=66|66}
""",
        6,
    )
    sheets.append(Sheet("Summary", summary, bold=(0, 2), widths=(40, 8, 8, 8, 8, 8)))
    for year, lines in years.items():
        dated = "\n".join(line for line in lines.strip().splitlines())
        body = make_table("", dated)
        rows = [
            [titles[0]] + [""] * 5,
            [titles[1].replace("{year}", year)] + [""] * 5,
            [""] * 6,
            [c.strip() for c in header.split("¦")],
            [c.strip() for c in second.split("¦")],
        ]
        total = [[f"Total with outcome: {counts[year]}"] + [""] * 5]
        table = Table(rows + body.rows + total, body.marked)
        for case in sorted({mark.case for mark in body.marked.marks}, key=int):
            from_tab = make_table("", f"{case}: {{{year}}}")
            table.marked.marks += from_tab.marked.marks
        sheets.append(
            Sheet(
                year,
                table,
                merges=((0, 0, 0, 5), (1, 0, 1, 5), (3, 1, 3, 2), (3, 3, 3, 4)),
                bold=(3, 4),
                widths=(11, 20, 18, 14, 60, 28),
            )
        )
    file = make_xlsx("2021-4471 Data.xlsx", sheets)
    desk.receive(
        "copperdale",
        "response",
        "2021-11-29 14:14",
        """
Dear The Lantern Post,

FREEDOM OF INFORMATION REQUEST 2021/4471

Please find attached a spreadsheet with the answers to all four of your questions. The first sheet is a summary and there
is one sheet for each calendar year. Length of service is in completed years at the date of the finding.

Should you wish to seek a review of this decision please write to the Disclosure Manager.

Copperdale Police Disclosure
""",
        files=(file,),
        reference="2021/4471",
        decision="disclosed",
        answered_on="2021-11-29",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("copperdale", "Length of service", "a column of numbers that are not counts of officers")


def cranford_vale(desk: Desk) -> None:
    """An ODS of tallies: outcomes down, years across, totals both ways."""
    table = _titled(
        ["Cranford Vale Police", "Request 988/2021 - officers with a social media case by outcome and calendar year"],
        "Outcome¦2018¦2019¦2020¦2021¦Grand total",
        """
Dismissed without notice ¦ {#dismissed/2018=0|0} ¦ {#dismissed/2019=1|1} ¦ {#dismissed/2020=0|0} ¦ {#dismissed/2021=0|0} ¦ {#dismissed/2018-2021=1|1}
Would have been dismissed had they not left ¦ {#would_have_been_dismissed/2018=0|0} ¦ {#would_have_been_dismissed/2019=0|0} ¦ {#would_have_been_dismissed/2020=0|0} ¦ {#would_have_been_dismissed/2021=0|0} ¦ {#would_have_been_dismissed/2018-2021=0|0}
Final written warning ¦ {#final_written_warning/2018=0|0} ¦ {#final_written_warning/2019=1|1} ¦ {#final_written_warning/2020=0|0} ¦ {#final_written_warning/2021=1|1} ¦ {#final_written_warning/2018-2021=2|2}
Written warning ¦ {#written_warning/2018=1|1} ¦ {#written_warning/2019=0|0} ¦ {#written_warning/2020=1|1} ¦ {#written_warning/2021=0|0} ¦ {#written_warning/2018-2021=2|2}
Management advice ¦ {#management_advice/2018=1|1} ¦ {#management_advice/2019=1|1} ¦ {#management_advice/2020=0|0} ¦ {#management_advice/2021=0|0} ¦ {#management_advice/2018-2021=2|2}
Reflective practice ¦ {#reflective_practice/2018=0|0} ¦ {#reflective_practice/2019=0|0} ¦ {#reflective_practice/2020=0|0} ¦ {#reflective_practice/2021=1|1} ¦ {#reflective_practice/2018-2021=1|1}
Total ¦ {#disciplined/2018=2|2} ¦ {#disciplined/2019=3|3} ¦ {#disciplined/2020=1|1} ¦ {#disciplined/2021=2|2} ¦ {#disciplined/2018-2021=8|8}
Allegations (not officers) ¦ {#allegations@allegations/2018=6|6} ¦ {#allegations@allegations/2019=9|9} ¦ {#allegations@allegations/2020=5|5} ¦ {#allegations@allegations/2021=11|11} ¦ {#allegations@allegations/2018-2021=31|31}
""",
        6,
    )
    file = make_ods("FOI 988-2021.ods", [Sheet("Outcomes", table, bold=(0, 2, 9), merges=((1, 0, 1, 5),))])
    desk.receive(
        "cranford-vale",
        "response",
        "2021-11-22 08:58",
        """
Dear requester

Our reference 988/2021

Questions 1, 2 and 4 are answered in the attached spreadsheet (Open Document format).

Question 3: we hold the information, but we are withholding it under s.40(2) by virtue of s.40(3A)(a), as a description of
each case would make individuals identifiable. Please treat this e-mail as a partial refusal notice under s.17 of the
Act.

Public Access
Cranford Vale Police
""",
        files=(file,),
        subject="FOI 988/2021 response",
        threaded=False,
        reference="988/2021",
        decision="partly_disclosed",
        answered_on="2021-11-22",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )


def eastmarch(desk: Desk) -> None:
    """A CSV in Windows-1252, with the dashes and quotation marks of that code page."""
    table = make_table(
        "Year finalised,Rank,Platform,Details,Outcome".replace(",", "¦"),
        """
1: {2018} ¦ {c|PC} ¦ {fb|Facebook} ¦ Liked and shared a post that called for {rac|“all foreigners” to be sent home} ¦ {ww|Written warning}
2: {2018} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {conf|Photograph of a briefing board} – seen by a journalist ¦ {ww|Written warning}
3: {2018} ¦ {c|DC} ¦ {app|Bumble} ¦ {vul|Began a relationship with a witness} through a dating site ¦ {x|Dismissed}
4: {2019} ¦ {c|PC} ¦ {sn|Snapchat} ¦ {img|Sent naked pictures} on duty, in uniform trousers ¦ {fww|Final written warning}
5: {2019} ¦ {s|PS} ¦ {wa|WhatsApp} ¦ {sex|“Banter” about a female colleague’s body} ¦ {fww|Final written warning}
6: {2019} ¦ {c|PC} ¦ {ig|Instagram} ¦ Sold items while off sick – {bo|business interest} ¦ {ma|Management advice}
7: {2020} ¦ {c|PC} ¦ {tw|Twitter} ¦ {pol+har|Abusive tweets about a Cabinet minister} ¦ {ww|Written warning}
8: {2020} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {joke|Joke about a death in custody} sent to a group of nine ¦ {fww|Final written warning}
9: {2020} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ Member of the same group – {bo|encouraging reply} ¦ {rp|Reflective practice}
10: {2020} ¦ {sc|SC} ¦ {tt|TikTok} ¦ Video in uniform with {joke|offensive lyrics} ¦ {rp|Reflective practice}
11: {2021} ¦ {c|PC} ¦ {sn|Snapchat} ¦ {chi|Exchanged messages with a 16-year-old} met on duty ¦ {x|Dismissed}
12: {2021} ¦ {i|Insp} ¦ {fb|Facebook} ¦ {pol|Criticised the Chief Constable} in a closed group – {S.dis|discreditable conduct} ¦ {ww|Written warning}
13: {2021} ¦ {c|PC} ¦ {wa|WhatsApp} ¦ {pod|Image of a body at a railway} passed to a friend (£50 offered by a newspaper) ¦ {fww|Final written warning}
""",
    )
    file = make_csv("foi_6120_21.csv", table)
    desk.receive(
        "eastmarch",
        "response",
        "2021-11-18 14:30",
        """
Good afternoon,

FOI 6120/21

The data you asked for at question 3 is attached as a comma-separated file.

Q1. {#disciplined/2018-2021=13|13} (2018: {#disciplined/2018=3|3} 2019: {#disciplined/2019=3|3} 2020: {#disciplined/2020=4|4} 2021: {#disciplined/2021=3|3})
Q2. {#dismissed/2018-2021=2|2} dismissed, {#would_have_been_dismissed/2018-2021=0|0} would have been dismissed
Q4. {#allegations@allegations/2018-2021=44|44}

Many thanks
Freedom of Information
East March Constabulary – “Serving the March”
""",
        files=(file,),
        charset="windows-1252",
        reference="6120/21",
        decision="disclosed",
        answered_on="2021-11-18",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )


def northmarch(desk: Desk) -> None:
    """A clean sheet of cases, and behind it a hidden one with (invented) names that should never have been sent."""
    shown = _titled(
        ["FOI 21-2207: social media, police officers, 2018 to 2021", ""],
        "Case¦Year of outcome¦Rank¦Application used¦What happened¦Outcome",
        """
1: 1 ¦ {2018} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {rac|Racist} images sent to a football group ¦ {fww|Final written warning}
2: 2 ¦ {2018} ¦ {c|Constable} ¦ {fb|Facebook} ¦ {conf|Named a suspect} before charge ¦ {ww|Written warning}
3: 3 ¦ {2019} ¦ {s|Sergeant} ¦ {wa|WhatsApp} ¦ {pod|Picture of a deceased person} sent to a former colleague ¦ {x|Dismissed}
4: 4 ¦ {2019} ¦ {c|Constable} ¦ {ig|Instagram} ¦ {bo|Posed with a baton} in a holiday picture ¦ {ma|Management advice}
5: 5 ¦ {2019} ¦ {c|Constable} ¦ {tw|Twitter} ¦ {pol|Swore at an MP’s account} ¦ {ww|Written warning}
6: 6 ¦ {2020} ¦ {c|Constable} ¦ {sn|Snapchat} ¦ {msg|Sexual messages} to a trainee ¦ {fww|Final written warning}
7: 7 ¦ {2020} ¦ {c|Constable} ¦ {wa|WhatsApp} ¦ {hom|Homophobic} nickname used of a colleague in a chat ¦ {ww|Written warning}
8: 8 ¦ {2020} ¦ {sc|Special Constable} ¦ {fb|Facebook} ¦ {pol|Shared posts of a banned political group} ¦ {fww|Final written warning}
9: 9 ¦ {2021} ¦ {c|Constable} ¦ {tg|Telegram} ¦ {bo|Spread false claims about vaccines} ¦ {rp|Reflective practice}
10: 10 ¦ {2021} ¦ {i|Inspector} ¦ {wa|WhatsApp} ¦ {sex|Sexist} {joke|joke} to a command team group ¦ {ww|Written warning}
""",
        6,
    )
    total = [["Total", "", "", "", "", "10"]]
    shown.rows += total
    names = Table(
        [
            ["Case", "Surname", "Forename", "Collar no", "Date of birth", "Home station", "PSD officer"],
            ["1", "Quillfeather", "Aldous", "NM4471", "03/05/1984", "Harbourgate", "DI Tumblewick"],
            ["2", "Marrowby", "Petra", "NM1190", "17/11/1990", "Eastcliff", "DI Tumblewick"],
            ["3", "Ostlethwaite", "Bram", "NM0218", "29/01/1979", "Harbourgate", "DS Fennimore"],
            ["4", "Hensworthy", "Cleo", "NM5530", "08/08/1993", "Moorend", "DS Fennimore"],
            ["5", "Drabblecombe", "Ivo", "NM3345", "22/02/1988", "Eastcliff", "DI Tumblewick"],
            ["6", "Plumtrellis", "Rufus", "NM2871", "14/07/1991", "Moorend", "DI Tumblewick"],
            ["7", "Sackerby", "Una", "NM4102", "30/09/1986", "Harbourgate", "DS Fennimore"],
            ["8", "Wintergorse", "Leopold", "SC0093", "11/12/1995", "Eastcliff", "DS Fennimore"],
            ["9", "Thackery-Moss", "Dilys", "NM3918", "05/04/1989", "Moorend", "DI Tumblewick"],
            ["10", "Bellwhether", "Jonas", "NM0077", "19/06/1975", "Headquarters", "DCI Arkle"],
        ]
    )
    pivot = Table(
        [
            ["Rank", "n"],
            ["Constable", "7"],
            ["Sergeant", "1"],
            ["Inspector", "1"],
            ["Special Constable", "1"],
            ["Grand Total", "10"],
        ]
    )
    file = make_xlsx(
        "FOI 21-2207 final for release v3.xlsx",
        [
            Sheet("For release", shown, bold=(0, 2), widths=(7, 16, 18, 18, 50, 26)),
            Sheet("Working", names, hidden=True, bold=(0,), widths=(6, 18, 14, 12, 14, 16, 18)),
            Sheet("By rank", pivot, bold=(0,), comments={(0, 1): "checked against Working tab before release"}),
        ],
        hidden=(
            {
                "kind": "hidden_sheet",
                "place": "Working",
                "count": 11,
                "what": "names, collar numbers and dates of birth of ten (invented) officers",
            },
        ),
    )
    desk.receive(
        "northmarch",
        "response",
        "2021-12-07 11:50",
        """
Dear The Lantern Post

Request for information 21-2207 [$token]

I apologise for the delay in replying. The information is provided in the attached workbook. {#disciplined/2018-2021=10|Ten} officers received a
sanction: {#disciplined/2018=2|two} (2018), {#disciplined/2019=3|three} (2019), {#disciplined/2020=3|three} (2020), {#disciplined/2021=2|two} (2021). {#dismissed/2018-2021=1|One} was dismissed and {#would_have_been_dismissed/2018-2021=0|none} would have been.

We recorded {#allegations@allegations/2018-2021=52|fifty-two} allegations.

Disclosure Unit
Northmarch Police
""",
        files=(file,),
        subject="Request for information 21-2207",
        threaded=False,
        reference="21-2207",
        decision="disclosed",
        answered_on="2021-12-07",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("northmarch", "Working", "a hidden sheet with personal data: keep it from every screen and page")
