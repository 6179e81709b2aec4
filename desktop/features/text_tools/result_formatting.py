"""Results of the text tools in the user's language: sentences, bars, marks in the text, and rows of a table."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QLocale

from desktop.i18n import tr, tr_noop
from desktop.theme.tokens import SERIES_COLOURS
from desktop.widgets.plots.plot_card import PlotTable
from desktop.widgets.plots.score_bars import Score
from desktop.widgets.text import formatting
from desktop.widgets.text.marked_text import TextMark
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
"""Languages that Qt names after a country."""
FULLY_SURPRISING = 8.0
"""Negative logarithm of the probability (one in about three thousand) from which a word is shaded fully."""
MIN_STRENGTH = 0.15
SURE_SCORE, MIN_SHOWN_SCORE = 0.7, 0.01
"""Score of a language from which its name stands alone, and from which it is shown at all."""


class ToolResult(msgspec.Struct, frozen=True):
    """A result as it is shown. `body` is a text that was written or picked; `legend` explains the colours of `marks`.

    `missing_model` says what a model that is not installed would add, `missing_term` what experts call it, `alternative` what
    can be done without it.
    """

    headline: str = ""
    sentences: Sequence[str] = ()
    bars: Sequence[tuple[str, Sequence[Score]]] = ()
    marks: Sequence[TextMark] = ()
    legend: Sequence[tuple[str, str]] = ()
    numbers: PlotTable | None = None
    body: str = ""
    missing_model: str = ""
    alternative: str = ""
    missing_term: str = ""

    @property
    def clipboard_text(self) -> str:
        """The body, else headline and bars; empty when there is a table, which has a Copy button of its own."""
        if self.body or self.numbers:
            return self.body
        lines = [f"{name}\t{formatting.percent(score)}" for _, scores in self.bars for name, score in scores]
        return "\n".join(part for part in (self.headline, *lines) if part)


def format_keywords(result: text_tools.Keywords) -> ToolResult:
    bars = [(f"{keyword.text}  ×{formatting.number(keyword.count)}", keyword.score) for keyword in result.keywords]
    note = tr(
        "text_tools", "Bars: how important each phrase is compared with the first. ×: how often it occurs in the text."
    )
    return ToolResult("", (note,), [("", bars)])


def format_languages(result: text_tools.LanguageGuesses) -> ToolResult:
    names = [(_language_name(guess.code), guess.score) for guess in result.guesses if guess.score >= MIN_SHOWN_SCORE]
    if not result.is_sure or not names:
        reason = tr("text_tools", "The text is short, or it is in several languages.")
        bars = [("", names)] if names else []
        return ToolResult(tr("text_tools", "The language is not certain"), (reason,), bars)
    name, score = names[0]
    headline = name if score >= SURE_SCORE else tr("text_tools", "Probably {language}", language=name)
    return ToolResult(headline, (), [("", names)])


def format_entities(result: text_tools.Entities) -> ToolResult:
    counts = Counter(entity.label for entity in result.entities)
    colours = {label: f"series_{index % SERIES_COLOURS + 1}" for index, label in enumerate(counts)}
    marks = [
        TextMark(e.start, e.end, "danger" if e.valid is False else colours[e.label], _describe_entity(e))
        for e in result.entities
    ]
    legend = [(colours[label], f"{_label_name(label)} · {formatting.number(n)}") for label, n in counts.items()]
    if wrong := sum(entity.valid is False for entity in result.entities):
        legend.append(("danger", f"{tr('text_tools', CHECKS[False])} · {formatting.number(wrong)}"))
    missing = tr(
        "text_tools",
        "To find names of people, places and organisations, add a model for them on the Models page.",
    )
    return ToolResult(
        tr("text_tools", "%n found", len(result.entities)) if result.entities else tr("text_tools", "Nothing found"),
        _model_sentences(result.model),
        marks=marks,
        legend=legend,
        numbers=_entity_numbers(result.entities) if result.entities else None,
        missing_model="" if result.model else missing,
        missing_term=tr("text_tools", "A model for token classification (named entities), as ONNX"),
    )


def _entity_numbers(entities: Sequence[text_tools.Entity]) -> PlotTable:
    """Return a row for each entity; columns that would stay empty are left out."""
    headings = (
        tr("text_tools", "Found"),
        tr("text_tools", "Kind"),
        tr("text_tools", "Certainty"),
        tr("text_tools", "Check digits"),
    )
    rows = [(" ".join(e.text.split()), _label_name(e.label), _certainty(e), _check_result(e)) for e in entities]
    columns = [index for index in range(len(headings)) if index < 2 or any(row[index] for row in rows)]
    table = [[row[index] for index in columns] for row in (headings, *rows)]
    return PlotTable(tr("text_tools", "Names and figures"), "", table[0], table[1:])


def format_answers(result: text_tools.TextAnswers) -> ToolResult:
    if not result.answers:
        return ToolResult(tr("text_tools", "There is no answer in this text."), _model_sentences(result.model))
    texts = [" ".join(answer.text.split()) for answer in result.answers]
    if not result.model:
        return _format_related_sentences(result, texts)
    scores = [(text, answer.score) for text, answer in zip(texts, result.answers, strict=True)]
    marks = [
        TextMark(a.start, a.end, "accent", formatting.percent(a.score), max(a.score, MIN_STRENGTH))
        for a in result.answers
    ]
    no_answer = (tr("text_tools", "No answer"), result.no_answer_score)
    is_answered = result.answers[0].score >= result.no_answer_score
    headline = texts[0] if is_answered else tr("text_tools", "There is probably no answer in this text.")
    return ToolResult(headline, _model_sentences(result.model), [("", [*scores, no_answer])], marks)


def _format_related_sentences(result: text_tools.TextAnswers, texts: Sequence[str]) -> ToolResult:
    marks = [
        TextMark(answer.start, answer.end, "accent", strength=0.7 / (rank + 1))
        for rank, answer in enumerate(result.answers)
    ]
    missing = tr(
        "text_tools",
        "A model made for questions would point at the answer itself: you can add one on the Models page.",
    )
    term = tr("text_tools", "A model for extractive question answering, as ONNX")
    note = tr("text_tools", "These sentences are the most closely related to the question.")
    return ToolResult("", (note,), marks=marks, body="\n\n".join(texts), missing_model=missing, missing_term=term)


def format_masks(result: text_tools.FilledMasks) -> ToolResult:
    are_many = len(result.masks) > 1
    bars = [
        (
            tr("text_tools", "Gap {n}", n=number) if are_many else "",
            [(candidate.text.strip(), candidate.score) for candidate in candidates],
        )
        for number, candidates in enumerate(result.masks, 1)
    ]
    return ToolResult(sentences=_model_sentences(result.model), bars=bars)


def format_likelihood(result: text_tools.SentenceLikelihood, text: str) -> ToolResult:
    """Shade each word by how little it was expected; the headline is the pseudo-perplexity (Salazar et al. 2020)."""
    marks = [
        TextMark(w.start, w.end, "danger", _probability(w), min(-w.log_probability / FULLY_SURPRISING, 1.0))
        for w in result.words
    ]
    rows = [(text[w.start : w.end], _probability(w), formatting.number(w.log_probability, 2)) for w in result.words]
    headings = (tr("text_tools", "Word"), tr("text_tools", "Probability"), tr("text_tools", "Logarithm"))
    perplexity = formatting.number(math.exp(min(result.surprisal, 50.0)), 1)
    total = formatting.number(result.log_likelihood, 2)
    sentences = (
        tr("text_tools", "The lower the number, the more expected the text; 1 would be complete certainty."),
        tr(
            "text_tools",
            "Sum of the logarithms of the words' probabilities (pseudo-log-likelihood): {n}.",
            n=total,
        ),
        *_model_sentences(result.model),
    )
    headline = tr("text_tools", "Each word is as hard to guess as one among {n} (perplexity)", n=perplexity)
    legend = [("danger", tr("text_tools", "the stronger the colour, the less expected the word"))]
    numbers = PlotTable(tr("text_tools", "Word by word"), "", headings, rows)
    return ToolResult(headline, sentences, (), marks, legend, numbers)


def format_next_sentence(result: text_tools.NextSentenceScore) -> ToolResult:
    headline = (
        tr("text_tools", "The second sentence continues the text.")
        if result.score >= 0.5
        else tr("text_tools", "The second sentence does not continue the text.")
    )
    bars = [("", [(tr("text_tools", "continues the text"), result.score)])]
    return ToolResult(headline, _model_sentences(result.model), bars)


def format_text(result: text_tools.TextResult) -> ToolResult:
    """Show a summary, rewriting or translation, with what a reader should know about it."""
    sentences = []
    if result.method == "extract":
        sentences.append(tr("text_tools", "The text's own sentences, marked above."))
    else:
        sentences.extend(_model_sentences(result.model))
    if result.unlisted_languages:
        names = ", ".join(_language_name(code) for code in result.unlisted_languages)
        sentences.append(
            tr(
                "text_tools",
                "The languages listed for this model do not include {names}: check the result carefully.",
                names=names,
            )
        )
    if result.truncated:
        sentences.append(tr("text_tools", "The model stopped at its limit: the end is missing."))
    if result.cancelled:
        sentences.append(tr("text_tools", "Stopped. This is what was written until then."))
    missing = tr(
        "text_tools",
        "A chat model this small often gets this wrong: compare the two texts, or add a larger model (GGUF) on the "
        "Models page.",
    )
    marks = [TextMark(start, end, "accent") for start, end in result.spans]
    return ToolResult("", sentences, marks=marks, body=result.text, missing_model=missing if result.weak else "")


def _model_sentences(model: str) -> tuple[str, ...]:
    return (tr("text_tools", "Model: {model}.", model=model),) if model else ()


def _label_name(label: str) -> str:
    return tr("text_tools", KINDS[label]) if label in KINDS else label


def _certainty(entity: text_tools.Entity) -> str:
    """The score of what a model found; nothing for what is recognised by its form."""
    return formatting.percent(entity.score) if entity.score < 1 else ""


def _check_result(entity: text_tools.Entity) -> str:
    """For the column "Check digits"."""
    return "" if entity.valid is None else tr("text_tools", "right") if entity.valid else tr("text_tools", "wrong")


def _describe_entity(entity: text_tools.Entity) -> str:
    check = tr("text_tools", CHECKS[entity.valid]) if entity.valid is not None else ""
    return " · ".join(part for part in (_label_name(entity.label), check) if part)


def _probability(word: text_tools.WordLikelihood) -> str:
    return formatting.percent(math.exp(word.log_probability), 2)


def _language_name(code: str) -> str:
    """Return the language's name for itself, with its code."""
    language = QLocale.codeToLanguage(code)
    native = QLocale(language).nativeLanguageName() if language != QLocale.Language.AnyLanguage else ""
    name = OWN_NAMES.get(code, native)
    return f"{name} ({code})" if name else code
