"""The story's own page: the article with its line of honesty, ways to share and to cite it, and the feeds.

What comes in: a frame. What goes out: pages and feeds in a `SiteWriter`. Never here: prose, figures.
"""

from __future__ import annotations

from urllib.parse import quote

from answerable.publish.article import Article, make_article
from answerable.publish.edition import Edition
from answerable.publish.feeds import list_entries, render_atom, render_json_feed
from answerable.publish.pages.frame import Frame
from answerable.publish.writer import SiteWriter


def add_article(frame: Frame, writer: SiteWriter) -> Article:
    """Put the story's page; return the article, which the feeds are made from."""
    article = make_article(frame.edition.story, frame.material.claims, frame.notes, frame.blocks.drawer(""))
    frame.add(
        writer,
        "article.html",
        "index.html",
        article=article,
        honesty=say_honesty(frame),
        strip=frame.blocks.strip(),
        share=_share(frame, article.headline),
        cite=_cite(frame, article.headline),
        story_language=frame.language.name_of(frame.edition.story.language),
    )
    return article


def say_honesty(frame: Frame) -> str:
    """Who answered, who did not, and what that means: the line on top of everything."""
    n_silent = sum(1 for row in frame.board if row.state == "silent")
    n_refused = sum(1 for row in frame.board if row.state == "refused")
    say, count = frame.language.say, frame.language.count
    said = [
        say(
            "%(answered)s of %(asked)s authorities answered; %(silent)s did not.",
            answered=len(frame.board) - n_silent,
            asked=len(frame.board),
            silent=n_silent,
        )
    ]
    if n_refused:
        said.append(count("%(n)s of the answers gave no figures.", "%(n)s of the answers gave no figures.", n_refused))
    if any(row.from_log for row in frame.board):
        said.append(
            say(
                "For those that stayed silent we read the logs they publish, which are incomplete: so the true "
                "numbers can only be higher."
            )
        )
    return " ".join(said)


def _share(frame: Frame, headline: str) -> list[tuple[str, str]]:
    address, say = frame.edition.address, frame.language.say
    mail = f"mailto:?subject={quote(headline)}&body={quote(address or headline)}"
    if not address:
        return [(say("E-mail"), mail)]
    page, text = quote(address, safe=""), quote(headline)
    return [
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={page}"),
        ("X", f"https://x.com/intent/post?url={page}&text={text}"),
        ("WhatsApp", f"https://wa.me/?text={text}%20{page}"),
        ("Bluesky", f"https://bsky.app/intent/compose?text={text}%20{page}"),
        ("Mastodon", f"https://mastodonshare.com/?url={page}&text={text}"),
        (say("E-mail"), mail),
        (say("Link"), address),
    ]


def _cite(frame: Frame, headline: str) -> str:
    story, edition = frame.edition.story, frame.edition
    who = ", ".join(story.bylines) or edition.publisher
    when = frame.language.day(story.published_at or edition.as_of)
    address = f" {edition.address}" if edition.address else ""
    return f"{who} ({when}). {headline}. {edition.publisher}.{address}"


def add_feeds(writer: SiteWriter, edition: Edition, article: Article) -> None:
    """Put the feeds."""
    plain = _strip_tags(article.standfirst)
    entries = list_entries(edition, article.headline, plain)
    writer.add("feed.xml", render_atom(edition, entries))
    writer.add("feed.json", render_json_feed(edition, entries))


def _strip_tags(html: str) -> str:
    out, inside = [], False
    for letter in html:
        if letter == "<":
            inside = True
        elif letter == ">":
            inside = False
        elif not inside:
            out.append(letter)
    return "".join(out)
