"""The addresses of licences by the names that stories give them.

What comes in: an edition. What goes out: an address. Never here: advice on which to take.
"""

from __future__ import annotations

from urllib.parse import quote

from answerable.publish.edition import Edition

USUAL = "CC BY 4.0"
_LICENCES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "OGL 3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


def find_licence(edition: Edition) -> str:
    """The licence's address; one that goes by no known name and is no address itself gets a name of its own."""
    name = edition.story.licence or USUAL
    return _LICENCES.get(name) or (name if "://" in name else f"urn:licence:{quote(name)}")
