"""Why a search found what it found: each passage's place by meaning, by words and by both, with scores and times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QLabel, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.explanation import SearchExplanation, SearchStage

MOST_ROWS = 8
"""Of the best candidates; the shown passages are among them."""
SCORE_DIGITS = {"meaning": 2, "words": 1, "sentences": 2}


class SearchExplanationView(TranslatedWidget):
    """Holds nothing until `show_explanation` is called."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.explanation: SearchExplanation | None = None
        self._shown: Mapping[int, int] = {}
        self._of_answer = False
        self._head, self._note = QLabel(self), QLabel(self)
        for label in (self._head, self._note):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        role(self._head, "soft")
        role(self._note, "faint")
        self.table = QTableWidget(self)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        for widget in (self._head, self.table, self._note):
            column.addWidget(widget)
        self.retranslate()

    @property
    def rows(self) -> list[list[str]]:
        """The texts of the table, row by row."""
        items = (
            (self.table.item(row, at) for at in range(self.table.columnCount())) for row in range(self.table.rowCount())
        )
        return [[item.text() if item is not None else "" for item in row] for row in items]

    @property
    def head(self) -> str:
        """The lines above the table."""
        return self._head.text()

    def show_explanation(
        self, explanation: SearchExplanation, shown: Mapping[int, int], *, of_answer: bool = False
    ) -> None:
        """Show an explanation. `shown` are the numbers of the passages that were chosen, by their chunks."""
        self.explanation, self._shown, self._of_answer = explanation, shown, of_answer
        self.retranslate()

    def retranslate(self) -> None:
        self.table.setAccessibleName(tr("panels", "Why these passages"))
        explanation = self.explanation
        has_stages = explanation is not None and any(stage.candidates for stage in explanation.stages)
        self.table.setVisible(has_stages)
        self._note.setVisible(has_stages)
        if explanation is None:
            self._head.setText(tr("panels", "One moment…"))
            return
        self._head.setText("\n".join(_head_lines(explanation)))
        self._note.setText(" ".join(_note_sentences(explanation, of_answer=self._of_answer)))
        if has_stages:
            self._show_table(explanation.stages)

    def _show_table(self, stages: Sequence[SearchStage]) -> None:
        order = [candidate.chunk for candidate in stages[-1].candidates]
        rows = order[:MOST_ROWS] + [chunk for chunk in order[MOST_ROWS:] if chunk in self._shown]
        places = [{c.chunk: (at, c.score) for at, c in enumerate(stage.candidates, start=1)} for stage in stages]
        names = {c.chunk: (c.path, c.page) for stage in stages for c in stage.candidates}
        self.table.setColumnCount(2 + len(stages))
        self.table.setRowCount(len(rows))
        titles = [tr("panels", "No."), tr("panels", "Passage"), *(_stage_name(stage.stage) for stage in stages)]
        self.table.setHorizontalHeaderLabels(titles)
        for row, chunk in enumerate(rows):
            path, page = names[chunk]
            passage = name = PurePath(path.replace("\\", "/")).name
            if name.lower().endswith(".pdf"):  # other files have no pages of their own
                passage = tr("panels", "{name}, p. {page}", name=name, page=page)
            cells = [str(self._shown.get(chunk, "–")), passage]
            cells += [_place(stage, found.get(chunk)) for stage, found in zip(stages, places, strict=True)]
            for at, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(path if at == 1 else "")
                self.table.setItem(row, at, item)
        self._fit()

    def _fit(self) -> None:
        header, table = self.table.horizontalHeader(), self.table
        table.verticalHeader().setDefaultSectionSize(self._theme.px(Size.ROW))
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(self._theme.px(Size.ICON_LARGE))
        table.setFixedHeight(table.verticalHeader().length() + header.sizeHint().height() + Space.S)


def _head_lines(explanation: SearchExplanation) -> list[str]:
    lines = []
    if explanation.terms:
        lines.append(tr("panels", "Words looked for: {words}", words=", ".join(explanation.terms)))
    if explanation.phrases:
        phrases = ", ".join(f"“{phrase}”" for phrase in explanation.phrases)
        lines.append(tr("panels", "Only passages that say exactly: {phrases}", phrases=phrases))
    times = [
        tr(
            "panels",
            "{stage}: %n candidate(s) in {ms} ms",
            len(stage.candidates),
            stage=_stage_name(stage.stage),
            ms=_ms(stage),
        )
        for stage in explanation.stages
    ]
    if times:
        lines.append(" · ".join(times))
    if explanation.scanned:
        lines.append(tr("panels", "%n passage(s) were compared by meaning.", explanation.scanned))
    if not explanation.stages:
        lines.append(tr("panels", "The question names a document, so only that one was looked through, by its words."))
    elif not explanation.embedder:
        lines.append(tr("panels", "Only words were searched."))
    return lines


def _note_sentences(explanation: SearchExplanation, *, of_answer: bool) -> list[str]:
    stages = {stage.stage for stage in explanation.stages}
    read = tr("panels", "The passages with a number were read for the answer.")
    sentences = [read if of_answer else tr("panels", "A passage with a number stands above.")]
    if "meaning" in stages:
        sentences.append(tr("panels", "By meaning, 1 would say the same as the question."))
    if "words" in stages:
        sentences.append(
            tr(
                "panels",
                "By words, the score grows with the words of the question in the passage, most with rare ones.",
            )
        )
    if "sentences" in stages:
        sentences.append(tr("panels", "Of the first ones the sentence that is nearest to the question counts too."))
    if len(stages) > 1:
        sentences.append(tr("panels", "The last column is the order of all together."))
    return sentences


def _stage_name(stage: str) -> str:
    names = {
        "meaning": tr("panels", "By meaning"),
        "words": tr("panels", "By words"),
        "sentences": tr("panels", "Nearest sentence"),
        "fused": tr("panels", "Together"),
    }
    return names.get(stage, stage)


def _ms(stage: SearchStage) -> str:
    return formatting.number(stage.milliseconds, 1)


def _place(stage: SearchStage, found: tuple[int, float] | None) -> str:
    """Return a passage's place in a stage with its score; the fused score is nothing that a person could judge."""
    if found is None:  # sentences are looked at in the first passages only, where their vectors are there
        return "–" if stage.stage == "sentences" else tr("panels", "not found")
    at, score = found
    digits = SCORE_DIGITS.get(stage.stage)
    if digits is None:
        return tr("panels", "no. {place}", place=at)
    return tr("panels", "no. {place} ({score})", place=at, score=formatting.number(score, digits))
