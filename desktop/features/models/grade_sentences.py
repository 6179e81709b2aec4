"""The grade of a chat model in plain words: how many questions it got right, and what that means for its answers."""

from __future__ import annotations

from desktop.i18n import tr, tr_noop
from desktop.widgets.text import formatting
from engine.capabilities.models.api import LanguageGrade, ModelInfo

NAMES = {"es": tr_noop("models", "Spanish"), "en": tr_noop("models", "English")}
IN_LANGUAGE = {"es": tr_noop("models", "in Spanish"), "en": tr_noop("models", "in English")}


def figures(model: ModelInfo) -> str:
    """Return "Spanish: 11 of 12 · English: 12 of 12"; empty for a model that was not asked anything."""
    return " · ".join(
        tr(
            "models",
            "{language}: {right} of {asked}",
            language=tr("models", NAMES.get(grade.language, grade.language)),
            right=formatting.number(grade.right),
            asked=formatting.number(grade.asked),
        )
        for grade in model.grades
        if grade.asked
    )


def grade_text(model: ModelInfo) -> str:
    """Return figures and meaning, or that the model is still to be tested; empty where it is not going to be."""
    if model.kind != "text" or model.state != "ready":
        return ""
    if model.grades and all(grade.asked >= grade.questions for grade in model.grades):
        intro = tr("models", "Short questions about a text, answered right: {figures}.", figures=figures(model))
        return f"{intro} {_meaning(model.grades)}"
    if model.grades:
        done, total = (sum(counts) for counts in zip(*((g.asked, g.questions) for g in model.grades), strict=True))
        return tr(
            "models",
            "The test of its answers is under way: {done} of {total} questions.",
            done=formatting.number(done),
            total=formatting.number(total),
        )
    if model.needs_grade:
        return tr(
            "models", "How well it answers is not known yet. Ateneo tests it when nobody is waiting for an answer."
        )
    return ""


def _meaning(grades: tuple[LanguageGrade, ...]) -> str:
    failed = [grade.language for grade in grades if not grade.passed]
    if not failed:
        return tr("models", "It answers from your documents in its own words.")
    if len(failed) == len(grades):
        return tr("models", "Answers from your documents begin with a quotation, since its own words are not reliable.")
    return tr(
        "models",
        "Answers from your documents {in_language} begin with a quotation, since its own words are not reliable.",
        in_language=tr("models", IN_LANGUAGE.get(failed[0], failed[0])),
    )
