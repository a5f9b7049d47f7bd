"""Pages as sites write them, from HTML to items: each notation gives its items and neither menus nor footers."""

from __future__ import annotations

import pytest

from answerable.collect.split import split_page
from answerable.read.dispatch import read_bytes

NOTICE = (
    "<table><tr><th>Name of officer</th><td>{}</td></tr><tr><th>Date of hearing</th><td>3 May 2021</td></tr>"
    "<tr><th>Allegation</th><td>Sent offensive messages amounting to gross misconduct</td></tr></table>"
)
SITES = {
    "an ordered list": (
        "numbered_notices",
        2,
        "<p>Hearings we will hold.</p><ol><li>PC Alder - gross misconduct hearing 3 May 2021 at HQ. Alleged "
        "to have sent "
        "offensive messages.</li><li>Sgt Birch - gross misconduct hearing 9 May 2021. Alleged breach of "
        "confidentiality."
        "</li></ol>",
    ),
    "headings with headings inside": (
        "headed_reports",
        2,
        "<h2>Recent outcomes</h2><p>Outcomes stay here for 28 days.</p><h3>PC A</h3><h4>Allegation</h4><p>The officer "
        "posted offensive images.</p><h4>Outcome</h4><p>Dismissed without notice</p><h3>Former DC B</h3><h4>Allegation"
        "</h4><p>Sent messages to a victim.</p><h4>Outcome</h4><p>Would have been dismissed</p>",
    ),
    "headings by bold type": (
        "headed_reports",
        2,
        "<p><strong>PC A - Dismissed</strong></p><p>At a hearing on 3 May 2021 the officer was found to have "
        "sent racist "
        "messages.</p><p><strong>Sgt B - Final written warning</strong></p><p>At a hearing on 9 May 2021 the "
        "officer was "
        "found to have breached confidentiality.</p>",
    ),
    "parts that open and close": (
        "headed_reports",
        2,
        "<details><summary>PC A, hearing 3 May 2021</summary><p>The officer posted offensive images on "
        "Facebook and was "
        "dismissed.</p></details><details><summary>DC B, hearing 9 May 2021</summary><p>The officer sent messages and "
        "received a final written warning.</p></details>",
    ),
    "a list of terms": (
        "headed_reports",
        2,
        "<dl><dt>PC A</dt><dd>Hearing 3 May 2021: offensive messages; dismissed.</dd><dt>DC "
        "B</dt><dd>Hearing 9 May 2021: "
        "breach of confidentiality; final written warning.</dd></dl>",
    ),
    "paragraphs with line breaks": (
        "paragraph_per_case",
        2,
        "<p>On 3 May 2021 a constable was dismissed after a hearing for racist messages.<br>Standards: Equality and "
        "Diversity</p><p>On 9 June 2021 a sergeant was given a final written warning for posting on Facebook.<br>"
        "Standards: Discreditable Conduct</p>",
    ),
    "points instead of paragraphs": (
        "paragraph_per_case",
        2,
        "<ul><li>On 3 May 2021 a constable was dismissed after a hearing for racist messages.</li><li>On 9 June 2021 a "
        "sergeant was given a final written warning for posting on Facebook.</li></ul>",
    ),
    "a table a notice": (
        "two_column_table",
        3,
        "".join(map(NOTICE.format, ("PC Alder", "Sgt Birch", "Inspector Cedar"))),
    ),
    "merged cells and a year row": (
        "date_breach_outcome_table",
        3,
        "<table><tr><th>Date</th><th>Standard breached</th><th>Outcome</th></tr><tr><td rowspan=2>May 2021</td>"
        "<td>Honesty and integrity</td><td>Dismissed</td></tr><tr><td>Discreditable conduct (WhatsApp messages)</td>"
        "<td>Written warning</td></tr><tr><td colspan=3>2020</td></tr><tr><td>Jan 2020</td><td>Use of force</td>"
        "<td>Final written warning</td></tr></table>",
    ),
    "quarters with tables": (
        "quarterly_list",
        1,
        "<h2>Quarter 1 2020</h2><table><tr><th>Rank</th><th>Summary</th><th>Outcome</th></tr><tr><td>PC</td><td>Racist "
        "message</td><td>Dismissed</td></tr></table><h2>Quarter 2 2020</h2><p>No cases.</p>",
    ),
    "quarters with paragraphs": (
        "quarterly_list",
        2,
        "<h2>January to March 2020</h2><p>A police constable sent racist messages and was dismissed.</p><p>A "
        "sergeant was "
        "given a written warning for a post on Facebook.</p><h2>April to June 2020</h2><p>None</p>",
    ),
    "three lines a hearing": (
        "prose",
        2,
        "<p>A gross misconduct hearing for PC 1234 Alder will be held on Monday 3 May 2021 at "
        "10am.</p><p>Venue: Town Hall."
        "</p><p>A gross misconduct hearing for DC Birch will be held on Monday 10 May 2021 at "
        "10am.</p><p>Venue: Town Hall."
        "</p><h2>Attending</h2><p>Anyone who wants to attend a misconduct hearing of an officer must register.</p>",
    ),
    "nothing at present": ("prose", 0, "<p>There are no misconduct hearings scheduled at this time.</p>"),
}


@pytest.mark.parametrize("site", sorted(SITES))
def test_a_site_gives_its_items(site: str) -> None:
    shape, n_items, body = SITES[site]
    page = (
        "<html><body><header><nav><ul><li><a href=/>Home</a></li><li><a href=/c>Contact an officer</a></li></ul></nav>"
        f"</header><main><h1>Misconduct hearings</h1>{body}</main><footer><p>Police officers are held to account for "
        "misconduct. Contact us about a hearing.</p></footer></body></html>"
    )
    reading = read_bytes(page.encode(), "hearings.html")
    found = [
        reading.pages[0].text[piece.start : piece.end] for piece in split_page(reading.pages[0], reading.tables, shape)
    ]
    assert len(found) == n_items
    assert not any("held to account" in text or "Home" in text for text in found)
