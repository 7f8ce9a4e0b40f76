"""`lupus-bot evaluate`: what is counted as right, how sure a count is, and what a report shows."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.core.errors import ContentError
from bot.review.confidence import calibration
from bot.review.evaluate import as_json, evaluate
from bot.review.evaluate_page import as_html
from bot.review.evaluate_report import read_older, run
from bot.review.labelled import Row, read_rows
from bot.review.outcomes import Outcome, outcome
from bot.review.shares import Share
from tests.support.questions import FOLDER

LEVELS = {"urgent.chest_pain": "emergency"}


def said(
    *answers: str, offered: Sequence[str] = (), confidence: float = 0.9, notice: str = ""
) -> dict[str, Any]:
    return {
        "decision": "answer" if answers else "clarify",
        "answers": list(answers),
        "suggestions": list(offered),
        "confidence": confidence,
        "notice": {"id": "urgent.x", "level": notice} if notice else None,
    }


def measured(row: Row, reply: dict[str, Any]) -> Outcome:
    return outcome(lambda turns: reply, row)


def shares(*outcomes: Outcome) -> dict[str, tuple[int, int]]:
    return {share.name: (share.count, share.total) for share in evaluate(outcomes).shares}


ASKED = Row(("how long",), ("a.best",), okay=("a.fair",))


@pytest.mark.parametrize(
    ("reply", "counted"),
    [
        (said("a.best"), [1, 1, 1, 1, 0]),
        (said("a.fair"), [0, 1, 0, 1, 0]),
        (said("a.other"), [0, 0, 0, 1, 1]),
        (said(offered=["a.best", "a.other"]), [1, 1, 1, 0, 0]),
        (said(offered=["a.other", "a.fair", "a.best"]), [0, 0, 1, 0, 0]),
        (said(offered=["a.other", "a.fair", "a.more", "a.best"]), [0, 0, 0, 0, 0]),
        (said(), [0, 0, 0, 0, 0]),
    ],
)
def test_a_reply_to_an_answerable_message_is_counted(reply: dict[str, Any], counted: list[int]) -> None:
    found = shares(measured(ASKED, reply))
    names = (
        "right card first",
        "right or tolerable card first",
        "right card shown or among three offered",
        "answered outright",
        "wrong card shown",
    )
    assert [found[name] for name in names] == [(count, 1) for count in counted]


def test_messages_that_are_not_ours_count_only_where_a_card_is_shown() -> None:
    stranger = Row(("is my dog ill",))
    found = shares(measured(stranger, said("a.best")), measured(stranger, said(offered=["a.best"])))
    assert found["not ours, yet a card shown"] == (1, 2)


def test_notices_are_counted_as_missed_false_or_of_another_level() -> None:
    danger = Row(("my chest",), level="emergency", only_notice=True)
    calm = Row(("what is a stroke",), only_notice=True)
    unsure = Row(("odd pain",), level="urgent", maybe_level=True)
    found = shares(
        measured(danger, said("a.best")),
        measured(danger, said(notice="urgent")),
        measured(danger, said(notice="emergency")),
        measured(calm, said("a.best", notice="emergency")),
        measured(unsure, said()),
    )
    assert found == {
        "notice missed": (1, 3),
        "notice of another level": (1, 3),
        "notice for a calm message": (1, 1),
    }


def test_follow_ups_pairs_and_opposites_are_counted_apart() -> None:
    follow_up = Row(("first", "and then"), ("a.best",))
    pair = Row(("both",), ("a.one",), second=("a.two",))
    opposite = Row(("how to stop",), ("a.stop",), never=("a.start",))
    found = shares(
        measured(follow_up, said("a.best")),
        measured(pair, said("a.two", "a.one")),
        measured(pair, said("a.one")),
        measured(opposite, said(offered=["a.start"])),
        measured(opposite, said("a.start")),
    )
    assert found["follow-up: right card first"] == (1, 1)
    assert found["two questions: both answered"] == (1, 2)
    assert found["opposites: right side, or a question back"] == (1, 2)
    assert "right card first" not in found


def test_the_interval_of_a_share_is_wilsons() -> None:
    low, high = Share("", 8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_confidence_that_is_as_high_as_truth_is_well_calibrated_and_boasting_is_not() -> None:
    right = [measured(ASKED, said("a.best", confidence=0.8)) for _ in range(80)]
    wrong = [measured(ASKED, said("a.other", confidence=0.8)) for _ in range(20)]
    mixed = [each for five in zip(*[iter(right)] * 4, wrong, strict=True) for each in five]
    honest = calibration(mixed)
    assert honest.error < 1e-6
    assert honest.by_chance > 0
    boasting = calibration([measured(ASKED, said("a.other", confidence=0.9)) for _ in range(50)])
    assert boasting.error == pytest.approx(90)
    assert boasting.interval == pytest.approx((90, 90))


def test_of_a_message_that_no_card_answers_confidence_counts_only_beside_tolerable_cards() -> None:
    uncovered = [measured(Row(("how much is a wig",), okay=("a.fair",)), said("a.fair", confidence=0.9))] * 10
    assert calibration(uncovered).bands == ()
    assert calibration(uncovered, tolerable=True).error == pytest.approx(10)


def test_asking_back_more_often_shows_fewer_cards_on_the_curve() -> None:
    outcomes = [
        measured(ASKED, said("a.best", confidence=0.9)),
        measured(ASKED, said("a.other", confidence=0.3)),
    ]
    points = {round(point.least, 2): (point.shown, point.wrong) for point in evaluate(outcomes).curve}
    assert points[0.0] == (1.0, 0.5)
    assert points[0.5] == (0.5, 0.0)


def test_every_question_file_of_the_tests_can_be_measured(library: Any) -> None:
    levels = {notice.id: notice.level for notice in library.red_flags.notices}
    rows = read_rows(FOLDER, levels)
    kinds = {row.kind for row in rows}
    assert kinds >= {"", "not ours", "calm", "follow-up", "two questions", "opposite", "danger"}
    assert all(row.turns and all(row.turns) for row in rows)
    assert {card for row in rows for card in (*row.good, *row.never)} <= set(library.cards)
    assert all(row.level != "none" for row in rows if row.kind == "danger")


def test_json_lines_give_rows_and_a_bad_line_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    lines: list[dict[str, Any]] = [
        {"text": "a", "accept": ["a.best"], "okay": []},
        {"turns": ["a", "b"], "accept": ["a.best"]},
        {"text": "c", "level": "urgent"},
    ]
    file.write_text("\n\n".join(map(json.dumps, lines)), encoding="utf-8")
    rows = read_rows(file, {})
    assert [row.key for row in rows] == ["a", "a ⏎ b", "c"]
    assert [row.only_notice for row in rows] == [False, False, True]
    unlabelled = ["{", "[]", '{"text": "a"}', '{"accept": []}']
    for bad in (*unlabelled, '{"text": 1, "accept": []}', '{"text": "a", "accept": "b"}'):
        file.write_text(f'{{"text": "a", "accept": []}}\n{bad}\n', encoding="utf-8")
        with pytest.raises(ContentError, match=r"rows.jsonl:2: .*no labelled message"):
            read_rows(file, {})
    file.write_text("", encoding="utf-8")
    with pytest.raises(ContentError, match="no labelled message here"):
        read_rows(file, {})


def test_a_question_file_of_an_unknown_kind_is_named(tmp_path: Path) -> None:
    file = tmp_path / "rows.yaml"
    file.write_text("riddles:\n  - what am i\n", encoding="utf-8")
    with pytest.raises(ContentError, match=r"rows.yaml:2: .*riddles"):
        read_rows(file, LEVELS)


def test_two_reports_are_compared_question_by_question(tmp_path: Path, capsys: Any) -> None:
    rows = [ASKED, Row(("how old",), ("a.old",)), Row(("same",), ("a.same",))]
    first = {"how long": said("a.other"), "how old": said("a.old"), "same": said("a.same")}
    second = {"how long": said("a.best"), "how old": said("a.best"), "same": said("a.same")}
    run(rows, lambda turns: first[turns[-1]], out=tmp_path)
    older = read_older(tmp_path / "report.json")
    report = run(rows, lambda turns: second[turns[-1]], older=older)
    assert [(change.what, change.asked, change.before, change.now) for change in report.changes] == [
        ("broken", "how old", "showed a.old", "showed a.best"),
        ("fixed", "how long", "showed a.other", "showed a.best"),
    ]
    printed = capsys.readouterr().out
    assert "1 fixed, 1 broken" in printed
    (tmp_path / "report.json").write_text("[]", encoding="utf-8")
    with pytest.raises(ValueError, match=r"no report\.json"):
        read_older(tmp_path / "report.json")


def test_the_page_holds_every_part_and_loads_nothing() -> None:
    outcomes = [
        measured(ASKED, said("a.other", confidence=0.7)),
        measured(Row(("<b>bold</b>",), ("b.best",)), said("b.other")),
        measured(Row(("is my dog ill",)), said()),
    ]
    page = as_html(evaluate(outcomes, {"right": {"how long": True}, "did": {"how long": "showed a.best"}}))
    assert page.count("<svg") == 2
    assert "a.best</b> was wanted, <b>a.other</b> came first" in page
    assert "0 fixed, 1 broken" in page
    assert "&lt;b&gt;bold" in page
    assert "<b>bold" not in page
    assert "2 of 3" in page  # messages that went wrong
    assert "src=" not in page
    assert "href=" not in page
    assert "http" not in page


def test_the_json_holds_what_the_next_comparison_needs() -> None:
    body = as_json(evaluate([measured(ASKED, said("a.best"))]))
    assert body["right"] == {"how long": True}
    assert body["did"] == {"how long": "showed a.best"}
    assert body["shares"]["right card first"] == [1, 1]


def test_nothing_to_measure_gives_an_empty_report() -> None:
    report = evaluate([])
    assert report.shares == ()
    assert "<h1>" in as_html(report)
