"""What is left when everything else fails: a handful of built-in signs and one built-in notice."""

from __future__ import annotations

import re

from bot.core.model import Notice

MINIMAL_NOTICE = Notice(
    id="urgent.minimal",
    level="emergency",
    title="Get help now",
    text=(
        "If this is happening now and life may be in danger: Call 999 now, or go to A&E.\n\n"
        "If you are thinking of ending your life, call 999, or Samaritans on 116 123.\n\n"
        "For urgent help that is not an emergency, call NHS 111."
    ),
    elsewhere=(
        "If this is happening now and life may be in danger: call your local emergency number now.\n\n"
        "If it is urgent but not an emergency, call a doctor or your local health line."
    ),
)

# Flat alternatives only: nothing here can take long, whatever the text.
_SIGNS = re.compile(
    r"chest\W+(?:is\W+|feels\W+|really\W+)?(?:pain|hurt|tight|pressure|heav|crush)"
    r"|(?:pain|pressure|tight\w*)\W+(?:in|on|across)\W+(?:my\W+|his\W+|her\W+|the\W+)?chest"
    r"|heart\W?attack|breath\w*\W+(?:problem|difficult)|breathless|short\w*\W+of\W+breath"
    r"|(?:can\W?t|cannot|can\W+not|couldn\W?t|struggl\w+\W+to|hard\W+to|difficult\w*|trouble)\W+breath|choking"
    r"|stroke|face\W+(?:is\W+|has\W+)?(?:droop|drop)|slurr|seizure|having\W+a\W+fit|convuls"
    r"|unconscious|passed\W+out|collaps|faint(?:ed|ing)|confused|worst\W+headache|thunderclap"
    r"|sepsis|anaphyla|throat\W+(?:is\W+)?(?:clos|swell|swoll)|(?:tongue|lips?)\W+(?:is\W+|are\W+)?(?:swell|swoll)"
    r"|overdos|too\W+many\W+(?:tablets|pills)|whole\W+(?:box|packet|bottle|strip)"
    r"|suicid|kill\W+my\W?self|end\W+(?:it\W+all|my\W+life)|want\W+to\W+die|self\W?harm|no\W+point\W+going\W+on"
    r"|(?:vomit|throw|cough|pee|poo)\w*\W+(?:up\W+)?(?:of\W+)?blood|bleeding|can\W?t\W+see|numb"
)


def minimal_flags(text: str) -> bool:
    """Whether a message has one of the built-in signs of danger. Cautious on purpose: a denial or a
    general question counts too, since this runs only when nothing else does."""
    return bool(_SIGNS.search(text[:4096].lower().replace("’", "'")))
