"""One turn, readable aloud: look for danger, understand, decide, compose.

Danger first: the notice needs only the triage rules. If the content's rules fail, built-in ones take
over; if understanding or composing fails, the notice still goes out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Protocol

from bot.core.library import Library
from bot.core.model import Context, Decision, Notice
from bot.dialogue.composing import (
    answer_blocks,
    answer_buttons,
    card_buttons,
    more_reply,
    notice_block,
    say,
)
from bot.dialogue.danger import Danger, Watch
from bot.dialogue.pages import topic_page
from bot.dialogue.reply import Block, Button, Remembered, Reply, Turn

FALLBACKS = ("fallback", "fallback_nothing", "fallback_again")
"""What is said each time in a row that a person was not understood: cards on offer, a request for other words,
and whom to ask."""
AGAIN_SECONDS = 60.0
"""The same notice for the same person within this time is one line, not the whole text."""
_log = logging.getLogger(__name__)


class Engine(Protocol):
    """What understands a message: `bot.core.engine.Engine`, or one that fails, in tests."""

    def decide(self, text: str, context: Context = ...) -> Decision:
        """What to do with a message that is not an emergency."""


class Assistant:
    """Answers messages from one library. Holds no conversation: what is remembered goes in and out."""

    def __init__(
        self,
        library: Library,
        engine: Engine,
        triage: Watch,
        *,
        today: Callable[[], date] = date.today,
        country: str = "GB",
    ) -> None:
        self.library = library
        self.today = today
        self.country = country
        self._engine = engine
        self._danger = Danger(library, triage)

    def ask(
        self,
        text: str,
        remembered: Remembered | None = None,
        *,
        quoted: str = "",
        now: float = 0.0,
        short: bool = False,
    ) -> Turn:
        """The answer to a message. `quoted` is what it replies to: read for danger, and for meaning
        if there is no text. `now` is the caller's clock in seconds. Never raises."""
        before = remembered or Remembered()
        notice = self.danger(f"{text}\n{quoted}" if quoted else text, before.context)
        try:
            turn = self._ordinary(text.strip() or quoted, before, short)
        except Exception as error:
            # The last line of defence: a person waits, and perhaps with chest pain.
            _log.error("answer failed: %s", type(error).__name__)
            turn = self.line("error", before)
        return turn if notice is None else self._with_notice(turn, notice, before, now)

    def danger(self, text: str, context: Context | None = None) -> Notice | None:
        """The notice that must come first, if any. Never raises."""
        return self._danger.notice(text, context or Context())

    def show(self, card_id: str, remembered: Remembered | None = None, *, short: bool = False) -> Turn:
        """A card that was chosen by tapping. Raises KeyError for an unknown card."""
        card = self.library.cards[card_id]
        blocks = answer_blocks(self.library, (card,), today=self.today(), understood=False, short=short)
        reply = Reply((Block("heading", card.title), *blocks), answer_buttons(self.library, (card,)))
        before = remembered or Remembered()
        names = tuple(dict.fromkeys(filter(None, (card.subject, *before.context.names))))
        after = Remembered(Context(cards=(card_id,), names=names), before.flags)
        return Turn("answer", reply, answers=(card_id,), confidence=1.0, reason="tapped", remembered=after)

    def more(self, card_id: str) -> Reply:
        """The rest of a card. Raises KeyError for an unknown card."""
        return more_reply(self.library, self.library.cards[card_id], today=self.today())

    def not_understood(self, remembered: Remembered, *, offer: bool = False) -> tuple[str, int]:
        """What to say now to a person who was not understood, and how often that has been so.

        Without cards to offer, the first time is a request for other words.
        """
        times = max(remembered.fallbacks + 1, 1 if offer else 2)
        return self.library.wording[FALLBACKS[min(times, len(FALLBACKS)) - 1]].strip(), times

    def not_now(self, value: str, remembered: Remembered | None = None, *, short: bool = False) -> Turn:
        """The ordinary answer, after "This is not happening now". `value` comes from that button."""
        kind, *ids = value.split()
        known = tuple(card_id for card_id in ids if card_id in self.library.cards)
        before = remembered or Remembered()
        intro = Block("line", self.library.wording["not_now_intro"])
        if kind == "answer" and known:
            cards = tuple(self.library.cards[card_id] for card_id in known[:2])
            blocks = (intro, *answer_blocks(self.library, cards, today=self.today(), short=short))
            reply = Reply(blocks, answer_buttons(self.library, cards))
            after = Remembered(Context(cards=known[:2], names=before.context.names), before.flags)
            return Turn("answer", reply, answers=known[:2], reason="not_now", remembered=after)
        decision = Decision("clarify" if known else "fallback", suggestions=known, reason="not_now")
        turn = self._compose(decision, before, short=False)
        return _with_block(turn, intro)

    def line(self, key: str, remembered: Remembered | None = None) -> Turn:
        """A fixed line of the wording as a turn, with the topics a tap away."""
        return Turn("fallback", self._line(key), reason=key, remembered=remembered or Remembered())

    def _ordinary(self, text: str, before: Remembered, short: bool) -> Turn:
        if not text:
            return self.line("empty", before)
        return self._compose(self._engine.decide(text, before.context), before, short=short)

    def _compose(self, decision: Decision, before: Remembered, *, short: bool) -> Turn:
        cards = tuple(self.library.cards[card_id] for card_id in decision.answers)
        fallbacks = 0
        if decision.kind == "fallback":
            decision = replace(decision, suggestions=self._questions(decision.suggestions))
            fallbacks = self.not_understood(before, offer=bool(decision.suggestions))[1]
        if decision.kind == "answer":
            blocks = answer_blocks(self.library, cards, today=self.today(), short=short)
            reply = Reply(blocks, answer_buttons(self.library, cards, decision.suggestions))
        elif decision.kind == "out_of_scope":
            reply = Reply((Block("line", self._out_of_scope(decision)),), self._topics_button())
        else:
            reply = self._question_back(decision, before)
        subjects = tuple(card.subject for card in cards if card.subject)
        names = tuple(dict.fromkeys((*decision.names, *subjects))) or before.context.names
        return Turn(
            decision.kind,
            reply,
            answers=decision.answers,
            suggestions=decision.suggestions,
            confidence=decision.confidence,
            reason=decision.reason,
            remembered=Remembered(
                Context(decision.answers, names, decision.suggestions),
                before.flags,
                fallbacks=fallbacks,
            ),
            ranked=decision.ranked,
            understood=decision.understood,
        )

    def _question_back(self, decision: Decision, before: Remembered) -> Reply:
        wording = self.library.wording
        topic = decision.names[0] if decision.reason == "topic_word" and decision.names else ""
        if topic in self.library.topics:
            return topic_page(self.library, topic)  # too many for one screen
        keys = {"opposite": "clarify_opposite", "which_medicine": "clarify_medicine"}
        if topic:
            text = say(wording, "clarify_topic", name=_as_title(topic))
        elif decision.kind == "clarify":
            text = wording[keys.get(decision.reason, "clarify")]
        else:
            text, _ = self.not_understood(before, offer=bool(decision.suggestions))
        buttons = card_buttons(self.library, decision.suggestions)
        if buttons and decision.reason != "topic_word":
            buttons.append(Button(wording["none_of_these"], "none_of_these"))
        return Reply((Block("line", text.strip()),), tuple(buttons) or self._topics_button())

    def _questions(self, card_ids: tuple[str, ...]) -> tuple[str, ...]:
        """Without "Thank you" and the like: nobody who was not understood meant to ask that."""
        return tuple(card_id for card_id in card_ids if self.library.cards[card_id].topic != "chat")

    def _out_of_scope(self, decision: Decision) -> str:
        wording = self.library.wording
        if decision.reason == "other_language":
            if self.country != "GB":
                return wording["other_language_elsewhere"]
            line = wording.get(f"language_{decision.language}")
            return f"{line}\n\n{wording['other_language']}" if line else wording["other_language"]
        own = {"other_condition", "other_medicine", "chatter", "gibberish"}
        return wording[decision.reason if decision.reason in own else "not_ours"]

    def _with_notice(self, turn: Turn, notice: Notice, before: Remembered, now: float) -> Turn:
        again = any(flag == notice.id and now - at < AGAIN_SECONDS for flag, at in before.flags)
        block = notice_block(self.library, notice, country=self.country, again=again)
        flags = (*((flag, at) for flag, at in before.flags if flag != notice.id), (notice.id, now))
        turn = replace(turn, notice=notice, remembered=replace(turn.remembered, flags=flags))
        if notice.level == "urgent":
            return _with_block(turn, block)
        ids = turn.answers or turn.suggestions
        button = Button(self.library.wording["not_now"], "not_now", " ".join((turn.decision, *ids[:3])))
        reply = Reply((block,), (button,))
        return replace(turn, decision="escalate", reply=reply, answers=(), suggestions=ids)

    def _line(self, key: str) -> Reply:
        return Reply((Block("line", self.library.wording[key]),), self._topics_button())

    def _topics_button(self) -> tuple[Button, ...]:
        return (Button(self.library.wording["button_topics"], "page", "topics"),)


def _with_block(turn: Turn, block: Block) -> Turn:
    return replace(turn, reply=Reply((block, *turn.reply.blocks), turn.reply.buttons))


def _as_title(name: str) -> str:
    return name.replace("_", " ").capitalize()
