# ruff: noqa: E501 - letters are set as their offices set them
"""Refusals of every kind, and answers to another question than the one asked.

In: the desk. Out: messages on it. Never here: full disclosures.
"""

from __future__ import annotations

from ..desk import Desk
from ..document import make_docx
from ..pdf import Block
from ..request import quote_letter
from ..table import make_table


def greywater(desk: Desk) -> None:
    """So few that even the total is hidden."""
    desk.receive(
        "greywater",
        "response",
        "2021-11-16 09:22",
        """
Dear Sir / Madam,

Ref: GW/2021/0417

Thank you for your request under the Freedom of Information Act 2000.

1. {#disciplined/2018-2021=1-5~3|Fewer than 6} officers over the four years. Numbers below 6 (other than nil) are not given exactly because Greywater is a
small force. For the same reason no breakdown by year is given.
2. {#dismissed/2018-2021=0|Nil} dismissed. {#would_have_been_dismissed/2018-2021=0|Nil} would have been dismissed.
3. Section 40(2), personal information, applies.
4. {#allegations@allegations/2018-2021=8|8}

If you do not agree with this decision please write to the Chief Officer.

Greywater Police
""",
        reference="GW/2021/0417",
        decision="partly_disclosed",
        decisions={"1": "partly_disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("greywater", "Fewer than 6", "a range from 1 to 5: not six, not nought, not five")


def highwold(desk: Desk) -> None:
    """Answers in allegations; the number of officers stands in one sentence at the end."""
    table_years = "2018: {#allegations@allegations/2018=5|5}; 2019: {#allegations@allegations/2019=8|8}; 2020: {#allegations@allegations/2020=10|10}; 2021: {#allegations@allegations/2021=8|8}"
    desk.receive(
        "highwold",
        "response",
        "2021-11-29 17:05",
        f"""
Hello

HW FOI 302-21

We searched our complaints and conduct system for allegations with the words Facebook, Twitter, WhatsApp, Instagram,
Snapchat or TikTok in the summary. The system counts allegations. The results are as follows.

Total allegations: {{#allegations@allegations/2018-2021=31|31}}
By year - {table_years}
Found proven: 14
   of which final written warning 6, written warning 5, reflective practice 3
Dismissed: 17

Please note that "dismissed" in the last line means that the allegation was dismissed, i.e. found to have no basis. The 14
proven allegations concern {{#disciplined/2018-2021=6|six}} officers, {{#dismissed/2018-2021=0|none}} of whom was dismissed from the force or {{#would_have_been_dismissed/2018-2021=0|would have been}}.

To read every file for the details sought at 3 would need 31 files to be opened and redacted, and we refuse that part under section
40(2) in any event, since the persons would be known to their colleagues.

Highwold Police FOI
""",
        reference="302-21",
        decision="partly_disclosed",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("highwold", "Dismissed: 17", "allegations that were dismissed, not officers")
    desk.trap("highwold", "Found proven: 14", "allegations; six officers")


def ironvale(desk: Desk) -> None:
    """A refusal on cost that gives the headline all the same, as a gesture."""
    desk.receive(
        "ironvale",
        "response",
        "2021-11-25 13:48",
        """
FOI Request Reference: 1188A/21

Dear The Lantern Post

I write in connection with your request. It would exceed the appropriate limit to answer all of it. Our recording system has
no marker for social media: each of 412 misconduct records would have to be read, at about ten minutes a record, or some
69 hours. Section 12(1) of the Act does not oblige us to comply where the cost would be above 18 hours, which at £25 an hour
is £450. Where one part of a request exceeds the limit the whole of it is refused, and this letter is a refusal notice
under section 17(5).

Under section 16, to advise and assist: if you were to limit the request to hearings it might be answered in time.

As a gesture of goodwill, and outside the Act, I can tell you that our published list of hearings and meetings shows
{#disciplined/2018-2021=5|five} officers with a sanction in matters that mention social media since January 2018, of whom
{#dismissed/2018-2021=1|one} was dismissed and {#would_have_been_dismissed/2018-2021=0|none} had already left. The list is complete.

Disclosure Officer
Ironvale Police

"""
        + quote_letter(desk.forces["ironvale"], "original"),
        subject="Freedom of Information Request 1188A/21",
        reference="1188A/21",
        decision="cost_limit_exceeded",
        decisions={
            "1": "cost_limit_exceeded",
            "2": "cost_limit_exceeded",
            "3": "cost_limit_exceeded",
            "4": "cost_limit_exceeded",
        },
    )
    desk.trap("ironvale", "As a gesture of goodwill", "a refusal with data: the data counts, the refusal stands")


def kestrelshire(desk: Desk) -> None:
    """Refused on cost, with words that sound like neither confirming nor denying."""
    desk.receive(
        "kestrelshire",
        "response",
        "2021-11-29 12:36",
        """
Dear The Lantern Post

KC-2021-1405

Your request for information has now been considered and I am not obliged to provide you with a response.

The information is not held in an easily retrievable format. Social media is not a central recording category. A keyword search is
unreliable, and Professional Standards would have to read over 700 records at 10 minutes per record to find out what they
contain. I estimate more than 116 hours. Section 12(2) of the Act therefore applies: to confirm or deny whether all the information
is held would alone take us over the limit of 18 hours.

Please treat this as notice under Section 17(5).

Kestrelshire Constabulary
Freedom of Information
""",
        subject="FOI response KC-2021-1405",
        threaded=False,
        reference="KC-2021-1405",
        decision="cost_limit_exceeded",
        decisions={
            "1": "cost_limit_exceeded",
            "2": "cost_limit_exceeded",
            "3": "cost_limit_exceeded",
            "4": "cost_limit_exceeded",
        },
    )
    desk.trap(
        "kestrelshire",
        "to confirm or deny whether all the information",
        "cost (s.12(2)), not neither confirmed nor denied",
    )


def kingsmoor(desk: Desk) -> None:
    """Neither confirms nor denies, for every question."""
    desk.receive(
        "kingsmoor",
        "response",
        "2021-12-15 10:02",
        """
Dear requester

Freedom of Information Request Ref KM/1077/21

Kingsmoor Police can neither confirm nor deny that it holds the information that you have requested, as the duty in Section
1(1)(a) of the Freedom of Information Act 2000 does not apply by virtue of the following exemptions:

Section 40(5B)(a)(i) - Personal information
Section 30(3) - Investigations and proceedings

To state that information is or is not held about the conduct of the few officers in a specialist unit would itself tell the public
whether an inquiry was under way. No inference can be taken from this refusal that the information you have requested does or does
not exist.

Information Compliance
Kingsmoor Police
""",
        reference="KM/1077/21",
        decision="neither_confirmed_nor_denied",
        decisions={
            "1": "neither_confirmed_nor_denied",
            "2": "neither_confirmed_nor_denied",
            "3": "neither_confirmed_nor_denied",
            "4": "neither_confirmed_nor_denied",
        },
        exemptions=("40(5B)", "30(3)"),
    )


def larkshire(desk: Desk) -> None:
    """Holds nothing: another force runs its professional standards."""
    desk.receive(
        "larkshire",
        "response",
        "2021-11-08 16:44",
        """
Good afternoon

FOI reference 0988-21

Searches were conducted within our People department. No information held. Since April 2016 the professional standards work of Larkshire
Police has been carried out for us by a neighbouring force under a collaboration agreement. The records belong to that force and Larkshire
Police does not hold copies. You may wish to redirect your request to it.

The fact that no information is held does not mean that no officer was disciplined.

FOI Office, Larkshire Police
""",
        subject="0988-21 FOI Larkshire Police [$token]",
        threaded=False,
        reference="0988-21",
        decision="not_held",
        decisions={"1": "not_held", "2": "not_held", "3": "not_held", "4": "not_held"},
    )
    desk.trap("larkshire", "No information held", "not held is not nought")


def harrowdale(desk: Desk) -> None:
    """Financial years instead of calendar years: the sum stands, the years do not fit."""
    table = make_table(
        "Financial year¦Officers disciplined¦Dismissed¦Would have been dismissed",
        """
1 January to 31 March 2018 ¦ {#disciplined/2018-01-01/2018-03-31=1|1} ¦ {#dismissed/2018-01-01/2018-03-31=0|0} ¦ {#would_have_been_dismissed/2018-01-01/2018-03-31=0|0}
2018/19 ¦ {#disciplined/2018-04-01/2019-03-31=2|2} ¦ {#dismissed/2018-04-01/2019-03-31=0|0} ¦ {#would_have_been_dismissed/2018-04-01/2019-03-31=0|0}
2019/20 ¦ {#disciplined/2019-04-01/2020-03-31=2|2} ¦ {#dismissed/2019-04-01/2020-03-31=1|1} ¦ {#would_have_been_dismissed/2019-04-01/2020-03-31=0|0}
2020/21 ¦ {#disciplined/2020-04-01/2021-03-31=1|1} ¦ {#dismissed/2020-04-01/2021-03-31=0|0} ¦ {#would_have_been_dismissed/2020-04-01/2021-03-31=0|0}
1 April to 31 December 2021 ¦ {#disciplined/2021-04-01/2021-12-31=2|2} ¦ {#dismissed/2021-04-01/2021-12-31=0|0} ¦ {#would_have_been_dismissed/2021-04-01/2021-12-31=0|0}
Total ¦ {#disciplined/2018-2021=8|8} ¦ {#dismissed/2018-2021=1|1} ¦ {#would_have_been_dismissed/2018-2021=0|0}
""",
    )
    file = make_docx(
        "CD-1932-21.docx",
        [
            Block("p", "Harrowdale Police, Civil Disclosure. Our reference CD/1932/21. Date 10 January 2022."),
            Block(
                "p",
                "Professional Standards report by financial year and cannot re-run the data by calendar year. The first and the last line have been cut so that the table as a whole covers the four years of your request.",
            ),
            Block("table", table=table),
            Block(
                "p",
                "Question 3 is withheld under s.40(2). Question 4: {#allegations@allegations/2018-2021=23|23} allegations, all years.",
            ),
        ],
        style="Light List",
    )
    desk.receive(
        "harrowdale",
        "response",
        "2022-01-10 14:21",
        "Dear requester\n\nPlease find our reply attached. We are sorry for the delay, which was caused by staff absence.\n\nCivil Disclosure\n",
        subject="CD/1932/21",
        threaded=False,
        files=(file,),
        reference="CD/1932/21",
        decision="partly_disclosed",
        answered_on="2022-01-10",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("harrowdale", "2018/19", "a financial year: it must not be set beside calendar years")
