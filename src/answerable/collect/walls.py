"""Pages that stand in front of a log: a request to log in, a test that a person is visiting.

What comes in: an answer. What goes out: words that say what is in the way, or nothing. Never here: ways round it.
"""

from __future__ import annotations

import re

from answerable.collect.links import find_substance, is_html
from answerable.ports import Fetched

_PASSWORD = re.compile(rb"""<input\b[^>]*\btype\s*=\s*["']?password\b""", re.IGNORECASE)
_LOGIN_PLACE = re.compile(r"/(?:log-?in|sign-?in|sso|auth|saml\d?|oauth2?|account/login|adfs)\b", re.IGNORECASE)
_TEST = re.compile(
    rb"checking (?:if|that|whether) (?:the site connection is secure|you are (?:a )?human)|"
    rb"verify(?:ing)? (?:that )?you are (?:a )?human|checking your browser before|"
    rb"enable javascript and cookies to continue|"
    rb"\b(?:cf-challenge|_incapsula_resource|g-recaptcha|h-captcha|px-captcha)\b|request unsuccessful\. incapsula",
    re.IGNORECASE,
)
SHORT = 3_000
"""A page with fewer bytes of words has nothing but the wall; a longer one holds a log and perhaps a form beside it."""


def find_wall(fetched: Fetched) -> str:
    """What stands between the visitor and the log, in words; empty where nothing does."""
    if fetched.status in (401, 407):
        return "the page asks to log in"
    if not fetched.body or not is_html(fetched.body):
        return ""
    is_short = len(find_substance(fetched.body)) < SHORT
    was_sent = bool(fetched.final_address) and bool(_LOGIN_PLACE.search(fetched.final_address))
    if _PASSWORD.search(fetched.body) and (is_short or was_sent):
        return "the page asks to log in"
    if is_short and _TEST.search(fetched.body):
        return "the site asks for proof that a person is visiting"
    return ""
