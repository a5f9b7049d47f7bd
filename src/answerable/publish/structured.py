"""What pages say of themselves to machines: schema.org, as JSON-LD that no browser runs.

What comes in: the edition, the article, the package's files. What goes out: JSON for a page's head. Never here: HTML.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from answerable.publish.edition import Edition
from answerable.publish.packages.crate import Described
from answerable.publish.packages.licences import find_licence


def describe_article(edition: Edition, headline: str, standfirst: str) -> Markup:
    """The story as a NewsArticle."""
    story = edition.story
    plain: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": headline,
        "description": standfirst,
        "inLanguage": story.language,
        "datePublished": story.published_at or edition.as_of.isoformat(),
        "dateModified": max(
            (one.on for one in story.corrections), default=story.checked_at or edition.as_of.isoformat()
        ),
        "author": [{"@type": "Person", "name": name} for name in story.bylines] or _organization(edition),
        "publisher": _organization(edition),
        "license": find_licence(edition),
        "isBasedOn": {"@type": "Dataset", "name": edition.name, "url": f"{edition.address}data.html"},
        "isAccessibleForFree": True,
    }
    if edition.address:
        plain |= {"url": edition.address, "mainEntityOfPage": edition.address}
    if story.corrections:
        plain["correction"] = [
            {"@type": "CorrectionComment", "datePublished": one.on, "text": f"{one.was} → {one.now}. {one.why}".strip()}
            for one in story.corrections
        ]
    return _write(plain)


def describe_data(edition: Edition, files: Sequence[Described]) -> Markup:
    """The package as a Dataset."""
    plain: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": edition.name,
        "description": f"The data behind an investigation by {edition.publisher}, with how each figure is measured.",
        "version": edition.as_of.isoformat(),
        "datePublished": edition.as_of.isoformat(),
        "license": find_licence(edition),
        "creator": _organization(edition),
        "isAccessibleForFree": True,
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "description": file.says,
                "encodingFormat": file.media_type,
                "contentSize": f"{file.size} B",
                "contentUrl": f"{edition.address}data/{file.name}",
                "sha256": file.sha256,
            }
            for file in files
        ],
    }
    if edition.period:
        plain["temporalCoverage"] = f"{edition.period.start.isoformat()}/{edition.period.end.isoformat()}"
    if edition.address:
        plain["url"] = f"{edition.address}data.html"
    return _write(plain)


def _organization(edition: Edition) -> dict[str, str]:
    return {"@type": "NewsMediaOrganization", "name": edition.publisher, "email": edition.contact}


def _write(plain: dict[str, Any]) -> Markup:
    """JSON that can stand in a page: nothing in it can end the element it stands in."""
    text = json.dumps(plain, ensure_ascii=False).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return Markup(text)
