"""The story's own page: the article with its line of honesty, ways to hear, keep, share and cite it, and the feeds.

What comes in: a frame. What goes out: pages and feeds in a `SiteWriter`. Never here: prose, figures.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from markupsafe import Markup

from answerable.publish.article import Article, make_article
from answerable.publish.attached import find_path
from answerable.publish.feeds import make_feeds, render_atom, render_json_feed
from answerable.publish.method import File
from answerable.publish.pages.frame import Frame
from answerable.publish.spoken import make_transcript
from answerable.publish.structured import describe_article
from answerable.publish.writer import SiteWriter

TRANSCRIPT = "listen.txt"


def add_article(frame: Frame, writer: SiteWriter) -> Article:
    """Put the story's page; return the article, which the feeds are made from."""
    story = frame.edition.story
    frame.blocks.start_page()
    article = make_article(story, frame.material.claims, frame.notes, frame.blocks.drawer(""))
    photo = f"media/{Path(story.photo.file).name}" if story.photo else ""
    audio = f"media/{Path(story.audio.file).name}" if story.audio else ""
    if audio in writer and TRANSCRIPT not in writer:
        writer.add(TRANSCRIPT, make_transcript(frame.edition, frame.material))
    files = [File(file.title, find_path(file), "") for file in story.files]
    frame.add(
        writer,
        "article.html",
        "index.html",
        article=article,
        linked=describe_article(frame.edition, article.headline, Markup(article.standfirst).striptags()),
        honesty=say_honesty(frame),
        strip=frame.blocks.strip(),
        share=_share(frame, article.headline),
        cite=_cite(frame, article.headline),
        story_language=frame.language.name_of(story.language),
        photo=photo if photo in writer else "",
        photo_size=frame.sizes.get(photo, (0, 0)),
        audio=audio if audio in writer else "",
        files=[file for file in files if file.href in writer],
        corrections=story.corrections,
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
    ]


def _cite(frame: Frame, headline: str) -> str:
    story, edition = frame.edition.story, frame.edition
    who = ", ".join(story.bylines) or edition.publisher
    when = frame.language.day(story.published_at or edition.as_of)
    address = f" {edition.address}" if edition.address else ""
    return f"{who} ({when}). {headline}. {edition.publisher}.{address}"


def add_feeds(frame: Frame, writer: SiteWriter, article: Article) -> None:
    """Put every feed, in the language at hand."""
    plain = _strip_tags(article.standfirst)
    for feed in make_feeds(frame.edition, frame.material, frame.board, article.headline, plain):
        writer.add(f"{feed.path}.xml", render_atom(frame.edition, feed))
        writer.add(f"{feed.path}.json", render_json_feed(frame.edition, feed))


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
