"""What the folder gives to publishing: one plain `Edition` made of the project, the clock and nothing else.

What comes in: a project and the instant it is told at. What goes out: the edition. Never here: what is done with it.
"""

from __future__ import annotations

import datetime as dt

from answerable.law import load_calendar
from answerable.model.story import Story
from answerable.project.folder import Project
from answerable.publish.edition import Edition, Readers


def make_edition(project: Project, story: Story, now: dt.datetime) -> Edition:
    """The parts of the folder that a site is made from.

    Args:
        project: of the folder.
        story: its story.
        now: the instant it is told at.
    """
    settings = project.settings
    return Edition(
        name=settings.name,
        slug=settings.slug,
        publisher=settings.publisher.name or settings.name,
        contact=settings.publisher.contact,
        languages=settings.languages,
        as_of=now.date(),
        period=settings.period,
        story=story,
        codebook=project.codebook,
        batches=project.batches,
        questions=project.findings,
        holidays=load_calendar(project.holidays),
        address=settings.site.address,
        now=now,
        folder=project.folder,
        readers=Readers(settings.site.errors, settings.site.newsletter, settings.site.comments),
        names=project.names,
        reply_days=settings.site.reply_days,
    )
