"""What the engine found in a text, in the user's language: sentences, bars, marks and rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from desktop.i18n import tr, tr_noop
from desktop.theme.tokens import FIGURES
from desktop.widgets.plots.figure import Numbers
from desktop.widgets.plots.score_bars import Score
from desktop.widgets.text import formatting
from desktop.widgets.text.marked_text import Mark
from engine.capabilities.text_tools import api as text_tools

KINDS = {
    "PER": tr_noop("texts", "person"),
    "ORG": tr_noop("texts", "organisation"),
    "LOC": tr_noop("texts", "place"),
    "MISC": tr_noop("texts", "other name"),
    "date": tr_noop("texts", "date"),
    "amount": tr_noop("texts", "amount"),
    "percentage": tr_noop("texts", "percentage"),
    "email": tr_noop("texts", "e-mail address"),
    "phone": tr_noop("texts", "telephone number"),
    "url": tr_noop("texts", "web address"),
    "iban": tr_noop("texts", "IBAN"),
    "dni": tr_noop("texts", "DNI"),
    "nie": tr_noop("texts", "NIE"),
}
CHECKS = {
    True: tr_noop("texts", "check digits right"),
    False: tr_noop("texts", "check digits wrong"),
}
OWN_NAMES = {"es": "español", "en": "English", "zh": "中文"}
"""Of languages that Qt calls after a country."""
SURPRISING = 8.0
"""A word that is one in about three thousand (e to this power) is shaded fully."""
FAINT = 0.15
CLEAR, WORTH_SHOWING = 0.7, 0.01
"""Shares of a language from which on it is named outright, and shown at all."""


@dataclass(frozen=True)
class Outcome:
    """`needs`: what a model that is not installed would add; `otherwise`: what is offered without it. `legend` explains the
    colours of `marks`."""

    headline: str = ""
    sentences: Sequence[str] = ()
    bars: Sequence[tuple[str, Sequence[Score]]] = ()
    marks: Sequence[Mark] = ()
    legend: Sequence[tuple[str, str]] = ()
    numbers: Numbers | None = None
    written: str = ""
    needs: str = ""
    otherwise: str = ""

    @property
    def text(self) -> str:
        """For the clipboard; rows are copied from their own card."""
        if self.written or self.numbers:
            return self.written
        lines = [f"{name}\t{formatting.percent(share)}" for _, scores in self.bars for name, share in scores]
        return "\n".join(part for part in (self.headline, *lines) if part)


def keywords(found: text_tools.Keywords) -> Outcome:
    bars = [(f"{one.text}  ×{one.count}", one.share) for one in found.keywords]
    said = tr("texts", "The bars: how telling each is beside the first; ×: how often it stands in the text.")
    return Outcome("", (said,), [("", bars)])


def languages(found: text_tools.LanguageGuesses) -> Outcome:
    names = [(_language_name(one.code), one.share) for one in found.guesses if one.share >= WORTH_SHOWING]
    if not found.sure or not names:
        unsure = tr("texts", "The text is short, or it is in several languages.")
        return Outcome(tr("texts", "It cannot be told for sure"), (unsure,), [("", names)] if names else [])
    name, share = names[0]
    headline = name if share >= CLEAR else tr("texts", "Probably {language}", language=name)
    return Outcome(headline, (), [("", names)])


def entities(found: text_tools.Entities) -> Outcome:
    counted = Counter(one.label for one in found.entities)
    colours = {label: f"figure_{at % FIGURES + 1}" for at, label in enumerate(counted)}
    marks = [
        Mark(e.start, e.end, "danger" if e.valid is False else colours[e.label], _entity(e)) for e in found.entities
    ]
    legend = [(colours[label], f"{_kind(label)} · {formatting.number(n)}") for label, n in counted.items()]
    if wrong := sum(e.valid is False for e in found.entities):
        legend.append(("danger", f"{tr('texts', CHECKS[False])} · {formatting.number(wrong)}"))
    rows = [(" ".join(e.text.split()), _kind(e.label), _certainty(e), _right(e)) for e in found.entities]
    headings = (tr("texts", "Found"), tr("texts", "Kind"), tr("texts", "Certainty"), tr("texts", "Check digits"))
    said = [at for at in range(len(headings)) if at < 2 or any(row[at] for row in rows)]
    headline = tr("texts", "%n found", len(found.entities)) if rows else tr("texts", "None found")
    needs = tr(
        "texts",
        "Names of people, places and organisations need a model for them (token classification): add one as ONNX on the "
        "Models page.",
    )
    shown = [[row[at] for at in said] for row in (headings, *rows)]
    numbers = Numbers(tr("texts", "Names and figures"), "", shown[0], shown[1:]) if rows else None
    return Outcome(
        headline, _by(found.model), marks=marks, legend=legend, numbers=numbers, needs="" if found.model else needs
    )


def answers(found: text_tools.TextAnswers) -> Outcome:
    if not found.answers:
        return Outcome(tr("texts", "There is no answer in this text."), _by(found.model))
    texts = [" ".join(one.text.split()) for one in found.answers]
    if not found.model:
        marks = [Mark(one.start, one.end, "accent", strength=0.7 / (at + 1)) for at, one in enumerate(found.answers)]
        needs = tr(
            "texts", "A question-answering model would point at the answer itself: add one as ONNX on the Models page."
        )
        said = tr("texts", "These sentences bear on the question most.")
        return Outcome("", (said,), marks=marks, written="\n\n".join(texts), needs=needs)
    scores = [(text, one.share) for text, one in zip(texts, found.answers, strict=True)]
    marks = [Mark(a.start, a.end, "accent", formatting.percent(a.share), max(a.share, FAINT)) for a in found.answers]
    nothing = (tr("texts", "No answer"), found.unanswered)
    answered = found.answers[0].share >= found.unanswered
    headline = texts[0] if answered else tr("texts", "There is probably no answer in this text.")
    return Outcome(headline, _by(found.model), [("", [*scores, nothing])], marks)


def gaps(found: text_tools.Gaps) -> Outcome:
    many = len(found.gaps) > 1
    bars = [
        (tr("texts", "Gap {n}", n=number) if many else "", [(one.text.strip(), one.share) for one in gap])
        for number, gap in enumerate(found.gaps, 1)
    ]
    return Outcome(sentences=_by(found.model), bars=bars)


def judged(found: text_tools.Judged, text: str) -> Outcome:
    """Each word is shaded by how little it was expected."""
    marks = [
        Mark(w.start, w.end, "danger", _chance(w.log_probability), min(-w.log_probability / SURPRISING, 1.0))
        for w in found.words
    ]
    rows = [
        (
            text[w.start : w.end],
            formatting.percent(math.exp(w.log_probability), 2),
            formatting.number(w.log_probability, 2),
        )
        for w in found.words
    ]
    headings = (tr("texts", "Word"), tr("texts", "Probability"), tr("texts", "Logarithm"))
    among = formatting.number(math.exp(min(found.surprise, 50.0)), 1)
    total = formatting.number(found.log_likelihood, 2)
    sentences = (
        tr("texts", "The fewer the likelier; one would be certainty."),
        tr("texts", "Log-likelihood {n}: the logarithms of the words' probabilities added up.", n=total),
        *_by(found.model),
    )
    headline = tr("texts", "At each word as if among {n} equally likely ones", n=among)
    legend = [("danger", tr("texts", "the stronger, the less expected"))]
    return Outcome(headline, sentences, (), marks, legend, Numbers(tr("texts", "Word by word"), "", headings, rows))


def judged_next(found: text_tools.JudgedNext) -> Outcome:
    headline = (
        tr("texts", "It goes on from the first.")
        if found.share >= 0.5
        else tr("texts", "It does not go on from the first.")
    )
    return Outcome(headline, _by(found.model), [("", [(tr("texts", "goes on from it"), found.share)])])


def written(done: text_tools.TextDone) -> Outcome:
    sentences = []
    if done.way == "extract":
        sentences.append(tr("texts", "The text's own sentences, marked above."))
    else:
        sentences.extend(_by(done.model))
    if done.unlisted:
        names = ", ".join(_language_name(code) for code in done.unlisted)
        sentences.append(
            tr("texts", "The model's card does not say that it writes {names}: read the result with care.", names=names)
        )
    if done.cut:
        sentences.append(tr("texts", "The model stopped at its limit: the end is missing."))
    if done.cancelled:
        sentences.append(tr("texts", "Stopped: this is as far as it came."))
    needs = tr(
        "texts", "So small a chat model often gets this wrong: compare, or add a larger one (GGUF) on the Models page."
    )
    marks = [Mark(a, b, "accent") for a, b in done.spans]
    return Outcome("", sentences, marks=marks, written=done.text, needs=needs if done.weak else "")


def _by(model: str) -> tuple[str, ...]:
    return (tr("texts", "By the model {model}.", model=model),) if model else ()


def _kind(label: str) -> str:
    return tr("texts", KINDS[label]) if label in KINDS else label


def _certainty(entity: text_tools.Entity) -> str:
    """Of what a model found; the rest has its form."""
    return formatting.percent(entity.share) if entity.share < 1 else ""


def _checked(entity: text_tools.Entity) -> str:
    return tr("texts", CHECKS[entity.valid]) if entity.valid is not None else ""


def _right(entity: text_tools.Entity) -> str:
    """Under a heading that says what of."""
    return "" if entity.valid is None else tr("texts", "right") if entity.valid else tr("texts", "wrong")


def _entity(entity: text_tools.Entity) -> str:
    return " · ".join(part for part in (_kind(entity.label), _checked(entity)) if part)


def _chance(log_probability: float) -> str:
    return formatting.percent(math.exp(log_probability), 2)


def _language_name(code: str) -> str:
    """As the language calls itself."""
    found = QLocale.codeToLanguage(code)
    known = QLocale(found).nativeLanguageName() if found != QLocale.Language.AnyLanguage else ""
    name = OWN_NAMES.get(code, known)
    return f"{name} ({code})" if name else code
