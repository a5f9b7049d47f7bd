# ruff: noqa: E501 - letters are set as their offices set them
"""Answers that stand in the letter itself, as numbered lines or as an HTML table.

In: the desk. Out: messages on it. Never here: attachments.
"""

from __future__ import annotations

from ..desk import Desk
from ..request import quote_letter
from ..table import make_table, render_html


def avonmoor(desk: Desk) -> None:
    """Numbered answers of the tersest kind (`1. 6.`), our letter quoted below."""
    force = desk.forces["avonmoor"]
    desk.receive(
        "avonmoor",
        "response",
        "2021-11-24 15:42",
        """
Dear Sir/Madam

Freedom of Information request 412/21

I write further to your request dated 1st November 2021. Searches have been carried out by our Professional
Standards Department and our reply is set out beneath.

1. {#disciplined/2018-2021=6|6}. (2018 - {#disciplined/2018=1|1}; 2019 - {#disciplined/2019=3|3}; 2020 - {#disciplined/2020=1|1}; 2021 to date - {#disciplined/2021=1|1})

2. {#dismissed/2018-2021=1|1}. There were {#would_have_been_dismissed/2018-2021=0|no} former officers in this category.

3. Please see below.

[[1: {2018} - {c|PC} - {wa|WhatsApp} - forwarded a {rac+joke|racist meme} to a group of serving and retired colleagues - {fww|Final Written Warning}]]
[[2: {2019} - {n=2|2 x} {c|Constables} - {fb|Facebook} - {pos|photograph of the scene of a fatal collision} put up while they were still on the cordon - {ww|1x Written Warning each}]]
[[3: {2019} - {c|DC} - {sn|Snapchat} - {msg|flirtatious and then sexual messages} to {vul|a victim in a case he was investigating} - {x|Dismissed without notice}]]
[[4: {2020} - {s|PS} - {tw|Twitter} - {pol|party political comment} from an account that showed the force crest - {ma|Management Advice}]]
[[5: {2021} - {sc|SPC} - {tt|TikTok} - {pos|dancing in uniform in a custody corridor} - {rp|RPRP}]]

4. {#allegations@allegations/2018-2021=15|15}.

Should you be unhappy with this reply you may ask for an internal review within 40 working days, quoting 412/21. If you
remain dissatisfied you may then apply to the Information Commissioner under section 50 of the Act.

Regards

Disclosure Officer
Avonmoor Police

This email is intended for the addressee only. If you have received it in error you must not copy or disclose it. Avonmoor
Police monitors its systems.

"""
        + quote_letter(force, "chevrons"),
        reference="412/21",
        decision="disclosed",
        answered_on="2021-11-24",
        received_on="2021-11-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )
    desk.trap("avonmoor", "1. 6.", "question 1, answer 6: not question 1.6 and not sixteen")
    desk.trap("avonmoor", "2 x Constables", "one line about two officers")


def blackmere(desk: Desk) -> None:
    """Counts given, details withheld as personal data, with two pages of duty paragraphs first."""
    force = desk.forces["blackmere"]
    desk.receive(
        "blackmere",
        "response",
        "2021-11-29 16:58",
        """
Our Ref: BLK-FOI-2021-0871

Dear Lantern Post

FREEDOM OF INFORMATION ACT 2000 - REFUSAL NOTICE IN PART

Section 1 of the Freedom of Information Act 2000 (FOIA) places two duties on public authorities. Unless exemptions
apply, the first duty at Section 1(1)(a) is to confirm or deny whether the information specified in a request is held.
The second duty at Section 1(1)(b) is to disclose information that has been confirmed as being held. Where exemptions
are relied upon Section 17 of FOIA requires that we provide the applicant with a notice which: a) states that fact
b) specifies the exemption(s) in question and c) states (if that would not otherwise be apparent) why the exemption
applies.

Blackmere Constabulary does hold information relevant to your request.

Q1 - {#disciplined/2018-2021=8|8} officers, made up as follows: 2018 - {#disciplined/2018=2|2}, 2019 - {#disciplined/2019=1|1}, 2020 - {#disciplined/2020=3|3}, 2021 - {#disciplined/2021=2|2}.

Q2 - {#dismissed/2018-2021=1|One} was dismissed. Nobody {#would_have_been_dismissed/2018-2021=0|would have been dismissed} had they still been serving.

Q3 - Withheld. The information is exempt by virtue of Section 40(2) (personal information). The numbers are small, the
force is a small one, and a rank put next to a year, a platform and a description would allow colleagues, relatives or
the local press to work out who is meant. Disclosure would not be fair and would breach the first data protection
principle. Section 40(2) is an absolute, class based exemption where the principle would be breached and no public
interest test is needed.

Q4 - {#allegations@allegations/2018-2021=27|27}

Please note that our systems were not designed for the retrieval of statistics, that forces record in different ways,
and that these figures should not be compared with those of any other force.

COMPLAINT RIGHTS

You may ask us to look again at this decision. If after that you are still not content, you have the right under
Section 50 of the Act to apply to the Information Commissioner, Wycliffe House, Water Lane, Wilmslow.

Yours sincerely

Freedom of Information Decision Maker
Blackmere Constabulary

"""
        + quote_letter(force, "original"),
        subject="Blackmere FOI Response BLK-FOI-2021-0871",
        reference="BLK-FOI-2021-0871",
        decision="partly_disclosed",
        answered_on="2021-11-29",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    )
    desk.trap("blackmere", "Section 17 of FOIA", "a duty, not an exemption")
    desk.trap("blackmere", "Section 50 of the Act", "a right, not an exemption")


def brackenshire(desk: Desk) -> None:
    """An HTML table in the body in which dash, blank and nought are three things."""
    table = make_table(
        "Outcome¦2018¦2019¦2020¦2021¦Total",
        """
Dismissed ¦ {#dismissed/2018=0?|-} ¦ {#dismissed/2019=0?|-} ¦ {#dismissed/2020=1|1} ¦ {#dismissed/2021=0?|-} ¦ {#dismissed/2018-2021=1|1}
Would have been dismissed (former officer) ¦ {#would_have_been_dismissed/2018=0?|-} ¦ {#would_have_been_dismissed/2019=0?|-} ¦ {#would_have_been_dismissed/2020=0?|-} ¦ {#would_have_been_dismissed/2021=1|1} ¦ {#would_have_been_dismissed/2018-2021=1|1}
Final written warning ¦ {#final_written_warning/2018=1|1} ¦ {#final_written_warning/2019=0?|-} ¦ {#final_written_warning/2020=2|2} ¦ {#final_written_warning/2021=0?|-} ¦ {#final_written_warning/2018-2021=3|3}
Written warning ¦ {#written_warning/2018=0?|-} ¦ {#written_warning/2019=1|1} ¦ {#written_warning/2020=0|0} ¦ {#written_warning/2021=1|1} ¦ {#written_warning/2018-2021=2|2}
Management advice ¦ {#management_advice/2018=1|1} ¦ {#management_advice/2019=0?|-} ¦  ¦  ¦ {#management_advice/2018-2021=1|1}
Reflective practice (RPRP) ¦  ¦  ¦ {#reflective_practice/2020=0?|-} ¦ {#reflective_practice/2021=0?|-} ¦ {#reflective_practice/2018-2021=0|0}
Total officers ¦ {#disciplined/2018=2|2} ¦ {#disciplined/2019=1|1} ¦ {#disciplined/2020=3|3} ¦ {#disciplined/2021=2|2} ¦ {#disciplined/2018-2021=8|8}
""",
    )
    before = """<p>Good afternoon,</p><p>Thank you for your request, our reference <b>FOI 2021-1190</b>, received on 1 November 2021.
I can confirm that Brackenshire Police holds the information. Please see the table for your questions one and two.</p>"""
    after = """<p>Key: a dash means that no case ended in this way in that year. A blank means that the outcome was not open to a
panel in that year, the Conduct Regulations having changed on 1 February 2020. The one 0 is a written warning that was
given in 2020 and set aside on appeal in the same year.</p>
<p><u>Question 3</u>: the table above is the lowest level of detail that we can give. Any further breakdown is exempt under
<b>s40(2)</b> of the Act, as individuals would be identifiable.</p>
<p><u>Question 4</u>: {#allegations@allegations/2018-2021=41|41} allegations were logged. An allegation is not an officer; several may concern one.</p>
<p>If you wish to complain about this response please write to the Head of Information Management. Section 50 of the Act
gives a right of appeal to the Commissioner.</p><p>Kind regards<br>Information Access Team</p>"""
    plain = "This message is in HTML format. Please see the HTML part.\n"
    desk.receive(
        "brackenshire",
        "response",
        "2021-11-26 12:10",
        plain,
        html=f"<html><body style='font-family:Calibri'>{before}{render_html(table)}{after}</body></html>",
        reference="FOI 2021-1190",
        decision="partly_disclosed",
        answered_on="2021-11-26",
        received_on="2021-11-01",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)",),
    ).body.tallies.extend(table.marked.tallies)
    desk.trap("brackenshire", "The one 0 is a written warning", "nought, dash and blank each mean something else")


def oakshire(desk: Desk) -> None:
    """Asks what social media means, is told, then answers; the whole thread is one mbox."""
    box = "oakshire-thread.mbox"
    desk.receive(
        "oakshire",
        "request",
        "2021-11-01 09:02",
        "Dear $name,\n\nPlease see our request [$token] below.\n\n" + quote_letter(desk.forces["oakshire"], "list"),
        subject="$subject",
        outgoing=True,
        threaded=False,
        container=box,
    )
    desk.receive(
        "oakshire",
        "clarification",
        "2021-11-05 10:31",
        """
Dear requester,

Before I can take your request 21/OAK/288 any further I would be grateful if you could clarify what you mean by
"social media". Does it cover text messages, private e-mail and dating sites? Until I hear from you the request is on
hold and the twenty working days do not run. If I have heard nothing within 60 days I shall take it that you no longer
need the information and close the request.

Information Officer
Oakshire Police
""",
        reference="21/OAK/288",
        decision="clarification_sought",
        container=box,
    )
    desk.receive(
        "oakshire",
        "other_outgoing",
        "2021-11-08 08:45",
        """
Thank you. Please take it to mean public platforms, private messaging services and dating sites, but not ordinary
text messages or e-mail.

The Lantern Post
[$token]
""",
        outgoing=True,
        container=box,
    )
    desk.receive(
        "oakshire",
        "response",
        "2021-12-03 13:20",
        """
Dear requester,

21/OAK/288

Thank you for clarifying your request on 8 November 2021. Our answers are these.

Question one. {#disciplined/2018-2021=4|Four} officers since January 2018: none in 2018, {#disciplined/2019=1|one} in 2019, {#disciplined/2020=1|one} in 2020 and {#disciplined/2021=2|two} in 2021.

Question two. {#dismissed/2018-2021=0|Nil} and {#would_have_been_dismissed/2018-2021=0|nil}.

Question three.

(a) [[1: In {2019} a {c|police constable} in a {wa|WhatsApp} group of probationers posted {joke|a joke about a vulnerable missing person} and received a {ww|written warning} after a {mee|misconduct meeting}.]]
(b) [[2: In {2020} an {i|Inspector} argued with members of the public in {fb|Facebook} comments in terms that were {joke|rude and unprofessional}. {ma|Management advice} was given.]]
(c) [[3: In {2021} a {c|constable} used {ig|Instagram} to contact {vul|a woman whom he had met as a victim of burglary}. The panel found {gm|gross misconduct} and imposed a {fww|final written warning} {months=24|for two years}.]]
(d) [[4: Also in {2021} a {c|constable} put {conf|a screenshot of a briefing slide} on {sn|Snapchat}. {rp|Reflective practice}.]]

Question four. {#allegations@allegations/2018-2021=9|Nine}.

You may ask for a review of how your request was handled.

Information Officer
Oakshire Police
""",
        reference="21/OAK/288",
        decision="disclosed",
        answered_on="2021-12-03",
        container=box,
        decisions={"1": "disclosed", "2": "disclosed", "3": "disclosed", "4": "disclosed"},
    )


def langmere(desk: Desk) -> None:
    """Nil throughout: nought is data, not "not held"."""
    desk.receive(
        "langmere",
        "response",
        "2021-11-10 09:17",
        """
Thank you for your enquiry which has been logged under the above reference.

1) {#disciplined/2018-2021=0|NIL}
2) {#dismissed/2018-2021=0|NIL} / {#would_have_been_dismissed/2018-2021=0|NIL}
3) N/A
4) {#allegations@allegations/2018-2021=2|2} (no case to answer in either)

Langmere Constabulary - FOI
""",
        subject="FOI LM/21/233",
        threaded=True,
        sender_name="FOI (Langmere)",
        reference="LM/21/233",
        decision="disclosed",
        answered_on="2021-11-10",
        decisions={"1": "disclosed", "2": "disclosed", "4": "disclosed"},
    )
    desk.trap("langmere", "NIL", "a nought that was counted, not information that is not held")


def thornbridge(desk: Desk) -> None:
    """The largest force: allegations with action, then officers; details refused as personal data."""
    force = desk.forces["thornbridge"]
    desk.receive(
        "thornbridge",
        "extension",
        "2021-11-29 18:20",
        """
Dear The Lantern Post

Freedom of Information Request Reference No: 01.FOI.21.021877

I write in connection with your request which was received by Thornbridge Metropolitan Police on 01/11/2021.

Under the Act we have 20 working days to respond. Where a qualified exemption is being considered the Act allows a
reasonable extension of time in which to consider the balance of the public interest. Section 31(1)(g) Law Enforcement
may apply. We have not yet reached a decision and now hope to reply by 11/01/2022.

Information Manager
""",
        subject="Freedom of Information Request 01.FOI.21.021877",
        threaded=False,
        reference="01.FOI.21.021877",
        exemptions=(),
    )
    desk.receive(
        "thornbridge",
        "response",
        "2022-01-12 17:33",
        """
Dear The Lantern Post

Freedom of Information Request Reference No: 01.FOI.21.021877

I respond in connection with your request for information, which was received on 01/11/2021. I note you seek access to
the following information:

* Since 1 January 2018, how many officers have been disciplined over their use of social media ...
* Of these, how many were dismissed ...
* For each case: the rank, the year, the platform, a short description of the behaviour, and the outcome.
* How many allegations about social media were recorded in the same period, whatever their result?

DECISION

I have today decided to disclose some of the requested information. Some data has been withheld as it is exempt from
disclosure and therefore this response serves as a partial refusal notice under Section 17(1) of the Act by virtue of
Section 40(2)(a)(b) and (3A)(a) (personal information).

DISCLOSURE

Q1 and Q4. Between 01/01/2018 and 31/12/2021 there were {#allegations@allegations/2018-2021=187|187} social media allegations on the misconduct system,
of which 24 led to formal action against {#disciplined/2018-2021=19|19} officers. By year of finalisation: {#disciplined/2018=4|4} officers in 2018, {#disciplined/2019=3|3} in 2019,
{#disciplined/2020=5|5} in 2020 and {#disciplined/2021=7|7} in 2021. Please note that one officer may be the subject of several allegations.

Q2. {#dismissed/2018-2021=3|Three} officers were dismissed without notice. {#would_have_been_dismissed/2018-2021=0|No} officer would have been dismissed had they not already left.

Q3. The Data Protection Act 2018 and the UK GDPR define personal data widely. Although names were not asked for, the
combination of rank, year and description would lead to identification by those who know the people concerned. The
public's wish to know has been weighed against the officers' reasonable expectation of privacy. These details are
therefore withheld.

In addition I neither confirm nor deny whether any other information is held by virtue of Section 23(5). No inference
should be drawn from this.

Should you have any further enquiries please quote the reference above.

Information Manager
Thornbridge Metropolitan Police

In complying with their statutory duty under sections 1 and 11 of the Freedom of Information Act 2000 to release the
enclosed information, the Police will not breach the Copyright, Designs and Patents Act 1988.
""",
        subject="Freedom of Information Request 01.FOI.21.021877",
        threaded=False,
        reference="01.FOI.21.021877",
        decision="partly_disclosed",
        received_on="2021-11-01",
        answered_on="2022-01-12",
        decisions={"1": "disclosed", "2": "disclosed", "3": "refused", "4": "disclosed"},
        exemptions=("40(2)", "23(5)"),
    )
    desk.trap("thornbridge", "187 social media allegations", "allegations are not officers")
    desk.trap("thornbridge", "24 led to formal action", "24 allegations, 19 officers")
    del force
