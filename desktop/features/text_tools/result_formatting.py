"""What the engine found in a text, in the user's language: sentences, bars, marks and rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QLocale

from desktop.i18n import tr, tr_noop
from desktop.theme.tokens import FIGURES
from desktop.widgets.plots.plot_card import Numbers
from desktop.widgets.plots.score_bars import Score
from desktop.widgets.text import formatting
from desktop.widgets.text.marked_text import Mark
from engine.capabilities.text_tools import api as text_tools

KINDS = {
    "PER": tr_noop("text_tools", "person"),
    "ORG": tr_noop("text_tools", "organisation"),
    "LOC": tr_noop("text_tools", "place"),
    "MISC": tr_noop("text_tools", "other name"),
    "date": tr_noop("text_tools", "date"),
    "amount": tr_noop("text_tools", "amount"),
    "percentage": tr_noop("text_tools", "percentage"),
    "email": tr_noop("text_tools", "e-mail address"),
    "phone": tr_noop("text_tools", "telephone number"),
    "url": tr_noop("text_tools", "web address"),
    "iban": tr_noop("text_tools", "IBAN"),
    "dni": tr_noop("text_tools", "DNI"),
    "nie": tr_noop("text_tools", "NIE"),
}
CHECKS = {
    True: tr_noop("text_tools", "check digits right"),
    False: tr_noop("text_tools", "check digits wrong"),
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
    bars = [(f"{one.text}  ×{one.count}", one.score) for one in found.keywords]
    said = tr("text_tools", "The bars: how telling each is beside the first; ×: how often it stands in the text.")
    return Outcome("", (said,), [("", bars)])


def languages(found: text_tools.LanguageGuesses) -> Outcome:
    names = [(_language_name(one.code), one.score) for one in found.guesses if one.score >= WORTH_SHOWING]
    if not found.is_sure or not names:
        unsure = tr("text_tools", "The text is short, or it is in several languages.")
        return Outcome(tr("text_tools", "It cannot be told for sure"), (unsure,), [("", names)] if names else [])
    name, share = names[0]
    headline = name if share >= CLEAR else tr("text_tools", "Probably {language}", language=name)
    return Outcome(headline, (), [("", names)])


def entities(found: text_tools.Entities) -> Outcome:
    counted = Counter(one.label for one in found.entities)
    colours = {label: f"figure_{at % FIGURES + 1}" for at, label in enumerate(counted)}
    marks = [
        Mark(e.start, e.end, "danger" if e.valid is False else colours[e.label], _entity(e)) for e in found.entities
    ]
    legend = [(colours[label], f"{_kind(label)} · {formatting.number(n)}") for label, n in counted.items()]
    if wrong := sum(e.valid is False for e in found.entities):
        legend.append(("danger", f"{tr('text_tools', CHECKS[False])} · {formatting.number(wrong)}"))
    rows = [(" ".join(e.text.split()), _kind(e.label), _certainty(e), _right(e)) for e in found.entities]
    headings = (
        tr("text_tools", "Found"),
        tr("text_tools", "Kind"),
        tr("text_tools", "Certainty"),
        tr("text_tools", "Check digits"),
    )
    said = [at for at in range(len(headings)) if at < 2 or any(row[at] for row in rows)]
    headline = tr("text_tools", "%n found", len(found.entities)) if rows else tr("text_tools", "None found")
    needs = tr(
        "text_tools",
        "Names of people, places and organisations need a model for them (token classification): add one as ONNX on the "
        "Models page.",
    )
    shown = [[row[at] for at in said] for row in (headings, *rows)]
    numbers = Numbers(tr("text_tools", "Names and figures"), "", shown[0], shown[1:]) if rows else None
    return Outcome(
        headline, _by(found.model), marks=marks, legend=legend, numbers=numbers, needs="" if found.model else needs
    )


def answers(found: text_tools.TextAnswers) -> Outcome:
    if not found.answers:
        return Outcome(tr("text_tools", "There is no answer in this text."), _by(found.model))
    texts = [" ".join(one.text.split()) for one in found.answers]
    if not found.model:
        marks = [Mark(one.start, one.end, "accent", strength=0.7 / (at + 1)) for at, one in enumerate(found.answers)]
        needs = tr(
            "text_tools",
            "A question-answering model would point at the answer itself: add one as ONNX on the Models page.",
        )
        said = tr("text_tools", "These sentences bear on the question most.")
        return Outcome("", (said,), marks=marks, written="\n\n".join(texts), needs=needs)
    scores = [(text, one.score) for text, one in zip(texts, found.answers, strict=True)]
    marks = [Mark(a.start, a.end, "accent", formatting.percent(a.score), max(a.score, FAINT)) for a in found.answers]
    nothing = (tr("text_tools", "No answer"), found.no_answer_score)
    answered = found.answers[0].score >= found.no_answer_score
    headline = texts[0] if answered else tr("text_tools", "There is probably no answer in this text.")
    return Outcome(headline, _by(found.model), [("", [*scores, nothing])], marks)


def gaps(found: text_tools.FilledMasks) -> Outcome:
    many = len(found.masks) > 1
    bars = [
        (tr("text_tools", "Gap {n}", n=number) if many else "", [(one.text.strip(), one.score) for one in gap])
        for number, gap in enumerate(found.masks, 1)
    ]
    return Outcome(sentences=_by(found.model), bars=bars)


def judged(found: text_tools.SentenceLikelihood, text: str) -> Outcome:
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
    headings = (tr("text_tools", "Word"), tr("text_tools", "Probability"), tr("text_tools", "Logarithm"))
    among = formatting.number(math.exp(min(found.surprisal, 50.0)), 1)
    total = formatting.number(found.log_likelihood, 2)
    sentences = (
        tr("text_tools", "The fewer the likelier; one would be certainty."),
        tr("text_tools", "Log-likelihood {n}: the logarithms of the words' probabilities added up.", n=total),
        *_by(found.model),
    )
    headline = tr("text_tools", "At each word as if among {n} equally likely ones", n=among)
    legend = [("danger", tr("text_tools", "the stronger, the less expected"))]
    return Outcome(
        headline, sentences, (), marks, legend, Numbers(tr("text_tools", "Word by word"), "", headings, rows)
    )


def judged_next(found: text_tools.NextSentenceScore) -> Outcome:
    headline = (
        tr("text_tools", "It goes on from the first.")
        if found.score >= 0.5
        else tr("text_tools", "It does not go on from the first.")
    )
    return Outcome(headline, _by(found.model), [("", [(tr("text_tools", "goes on from it"), found.score)])])


def written(done: text_tools.TextResult) -> Outcome:
    sentences = []
    if done.method == "extract":
        sentences.append(tr("text_tools", "The text's own sentences, marked above."))
    else:
        sentences.extend(_by(done.model))
    if done.unlisted_languages:
        names = ", ".join(_language_name(code) for code in done.unlisted_languages)
        sentences.append(
            tr(
                "text_tools",
                "The model's card does not say that it writes {names}: read the result with care.",
                names=names,
            )
        )
    if done.truncated:
        sentences.append(tr("text_tools", "The model stopped at its limit: the end is missing."))
    if done.cancelled:
        sentences.append(tr("text_tools", "Stopped: this is as far as it came."))
    needs = tr(
        "text_tools",
        "So small a chat model often gets this wrong: compare, or add a larger one (GGUF) on the Models page.",
    )
    marks = [Mark(a, b, "accent") for a, b in done.spans]
    return Outcome("", sentences, marks=marks, written=done.text, needs=needs if done.weak else "")


def _by(model: str) -> tuple[str, ...]:
    return (tr("text_tools", "By the model {model}.", model=model),) if model else ()


def _kind(label: str) -> str:
    return tr("text_tools", KINDS[label]) if label in KINDS else label


def _certainty(entity: text_tools.Entity) -> str:
    """Of what a model found; the rest has its form."""
    return formatting.percent(entity.score) if entity.score < 1 else ""


def _checked(entity: text_tools.Entity) -> str:
    return tr("text_tools", CHECKS[entity.valid]) if entity.valid is not None else ""


def _right(entity: text_tools.Entity) -> str:
    """Under a heading that says what of."""
    return "" if entity.valid is None else tr("text_tools", "right") if entity.valid else tr("text_tools", "wrong")


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
