"""The assumptions that had to be made of a rubric, as sentences."""

from __future__ import annotations

from desktop.i18n import tr, tr_noop
from engine.capabilities.documents.api.grading import RubricNotice

NOTICES = {
    "equal_weights": tr_noop("documents", "The rubric gives no weights: all criteria count the same."),
    "some_weights_missing": tr_noop("documents", "Without a weight, and so not counted: {value}."),
    "weights_normalised": tr_noop(
        "documents", "The weights of the rubric add up to {value}, not to 100: they were scaled."
    ),
    "levels_assumed": tr_noop(
        "documents", "The rubric names no levels for some criteria: four levels from 1 to 4 were assumed."
    ),
    "points_assumed": tr_noop(
        "documents", "The levels have no points: they count 1, 2, 3… from the lowest to the highest."
    ),
    "points_from_ranges": tr_noop("documents", "Levels with a range of points count the middle of it."),
    "rows_left_out": tr_noop("documents", "Some rows of the rubric were left out: {value}."),
}


def notice_text(notice: RubricNotice) -> str:
    """Return a notice as a sentence in the language of the window."""
    return tr("documents", NOTICES[notice.kind], value=notice.value)
