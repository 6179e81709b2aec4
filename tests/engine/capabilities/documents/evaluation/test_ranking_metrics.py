"""Figures of rankings against those of trec_eval, and intervals of their means."""

from __future__ import annotations

import pytest

from engine.capabilities.documents.evaluation.ranking_metrics import figure, score_ranking

JUDGED = {
    "none of them": ({"d13": 1.0}, "d33 d2 d10 d15 d1 d3 d9 d23 d36 d34 d37 d14"),
    "late": (
        {"d5": 2.0, "d29": 3.0, "d36": 2.0},
        "d28 d25 d4 d31 d1 d12 d8 d11 d35 d9 d16 d15 d37 d3 d26 d34 d36 d2 d14 d17 d30 d24 d29 d7 d5 d33 d21 d39 d23 d38",
    ),
    "first": (
        {"d19": 3.0, "d39": 1.0, "d10": 2.0, "d20": 3.0, "d24": 1.0, "d30": 1.0, "d21": 3.0},
        "d24 d39 d0 d16 d5 d18 d4 d2 d28 d31 d1 d8 d35 d26 d15 d34 d25 d23 d29 d36 d21 d22 d32 d14 d7 d12 d20 d9 d38 d33",
    ),
    "many": (
        {"d5": 1.0, "d0": 3.0, "d3": 3.0, "d21": 1.0, "d24": 2.0, "d27": 3.0, "d22": 1.0, "d37": 1.0, "d19": 2.0,
         "d31": 1.0, "d14": 3.0, "d9": 2.0},
        "d20 d15 d37 d39 d31 d36 d0 d22 d14 d10 d29 d1 d27 d5 d34 d16 d23 d3 d18 d12 d30 d4 d19 d32 d17 d26 d7 d11 d9 d8",
    ),
}  # fmt: skip
TREC_EVAL = {
    "none of them": (0.0, 0.0, 0.0, 0.0, 0.0),
    "late": (0.0, 0.0, 0.058824, 0.088593, 0.0),
    "first": (0.142857, 0.285714, 1.0, 0.327286, 0.195777),
    "many": (0.0, 0.166667, 0.333333, 0.363298, 0.289059),
}
"""R@1, R@5, RR, AP, nDCG@10 by ir-measures 0.4.3 with pytrec_eval."""


@pytest.mark.parametrize("name", JUDGED)
def test_the_figures_are_those_of_trec_eval(name: str) -> None:
    grades, ranked = JUDGED[name]
    scores = score_ranking(ranked.split(), grades)
    ours = (scores.recall_1, scores.recall_5, scores.reciprocal_rank, scores.average_precision, scores.ndcg_10)
    assert ours == pytest.approx(TREC_EVAL[name], abs=1e-6)


def test_the_rank_of_the_first_right_one_is_told_and_0_where_there_is_none() -> None:
    assert score_ranking(["a", "b"], {"b": 1.0}).first == 2
    assert score_ranking([], {"b": 1.0}).first == 0


def test_an_interval_holds_the_mean_and_shrinks_with_more_questions() -> None:
    few, many = figure([0.0, 1.0] * 10), figure([0.0, 1.0] * 200)
    assert few.mean == many.mean == 0.5
    assert few.low < many.low < 0.5 < many.high < few.high
    assert figure([0.0, 1.0] * 10) == few  # the same again


def test_figures_that_do_not_differ_have_no_width() -> None:
    alike = figure([1.0, 1.0, 1.0])
    assert (alike.low, alike.mean, alike.high) == (1.0, 1.0, 1.0)
