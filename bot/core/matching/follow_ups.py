"""Messages that lean on the last turn: "and steroids?", "what about side effects", "is it safe when pregnant"."""

from __future__ import annotations

import re

from bot.core.library import Library
from bot.core.matching.evidence import Evidence, Judge
from bot.core.matching.lexicon import Reading
from bot.core.matching.words import tokens
from bot.core.model import Context
from bot.core.normalise import normalise

LONGEST = 14
"""Words above which a message stands alone."""

_OPENER = re.compile(
    r"^(?:ok(?:ay)?,? |so |yes,? |right,? )*(?:and|but|also|or|what about|how about|what if|and what about|"
    r"and if|and for|same for|and with|what of|then)\b"
)
_POINTING = frozenset("it its that this they them these those there then him her".split())


class FollowUps:
    """Reads a message in the light of the last turn."""

    def __init__(self, library: Library, judge: Judge) -> None:
        self._library = library
        self._judge = judge

    def evidence(self, said: str, reading: Reading, context: Context) -> Evidence | None:
        """What is known about the message once the last turn's name or aspect is added, if it leans on it."""
        if not (context.cards or context.names) or len(reading.words) > LONGEST:
            return None
        opened = bool(_OPENER.match(said))
        pointing = not _POINTING.isdisjoint(tokens(said))
        named = self._judge.agreement.named(reading)
        rest = [word for word in tokens(_OPENER.sub("", said)) if word]
        if named and context.cards and (opened or len(rest) <= 3) and not reading.aspects:
            return self._same_question(reading, context)
        if named or not (opened or pointing or len(reading.words) <= 5):
            return None
        carried = self._carried(context)
        if not carried:
            return None
        words = tokens(normalise(carried)) + tuple(word for word in reading.words if word not in _POINTING)
        return self._judge.evidence(said, self._judge.preparation.read_words(words))

    def _carried(self, context: Context) -> str:
        for name in context.names:
            if self._judge.preparation.lexicon.kinds.get(name):
                return name.replace("_", " ")
        for card in context.cards:
            about = sorted(self._judge.agreement.about.get(card, ()))
            if about:
                return about[0]
        return ""

    def _same_question(self, reading: Reading, context: Context) -> Evidence | None:
        """The last question, asked about the new name."""
        card = self._library.cards.get(context.cards[0])
        if card is None:
            return None
        asked = self._judge.preparation.read(normalise(card.title))
        old = self._judge.agreement.about.get(card.id, frozenset())
        new = " ".join(reading.names[:1]).replace("_", " ")
        text = " ".join(asked.words)
        for name in sorted(old, key=len, reverse=True):
            text = text.replace(name.replace("_", " "), new)
        if new not in text:
            text = f"{text} {new}"
        return self._judge.evidence(text, self._judge.preparation.read_words(tokens(text)))
