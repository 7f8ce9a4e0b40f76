"""What /metrics says of questions: how they were decided, and the notices by level; nothing else."""

from __future__ import annotations

from typing import get_args

from bot.core.model import DecisionKind, Level
from bot.ops.metrics import REGISTRY
from tests.channels.telegram.wire import CHEST_PAIN, GROUP, ROSES, UNSURE, Wire

FAMILIES = ("lupus_decisions", "lupus_notices")


def _counted() -> dict[str, float]:
    samples = [
        sample for family in REGISTRY.collect() if family.name in FAMILIES for sample in family.samples
    ]
    return {
        label: sample.value
        for sample in samples
        if sample.name.endswith("_total")
        for label in sample.labels.values()
    }


async def test_each_question_is_counted_by_its_decision_and_each_notice_by_its_level(wire: Wire) -> None:
    before = _counted()

    def more() -> dict[str, float]:
        now = {label: number - before.get(label, 0) for label, number in _counted().items()}
        return {label: number for label, number in now.items() if number}

    await wire.say(ROSES)
    await wire.say(f"/ask {ROSES}", GROUP)
    assert more() == {"answer": 2}
    await wire.say(f"/ask {CHEST_PAIN}", GROUP)
    assert more() == {"answer": 2, "escalate": 1, "emergency": 1}
    wire.will_decide(UNSURE)
    await wire.say("the doodah")
    assert more() == {"answer": 2, "escalate": 1, "emergency": 1, "fallback": 1}
    assert set(_counted()) <= {*get_args(DecisionKind), "escalate", *get_args(Level)}
