"""Panel that compares texts by meaning: a matrix with a score for each pair, from 0 to 5 as people would give it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desktop.features.text_tools.length import is_about_texts, is_too_long
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.theme.style import role
from desktop.theme.tokens import Size
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.lists.text_list import TextList
from desktop.widgets.plots.heat_map import HeatCell, HeatMap
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.text import formatting
from engine.capabilities.text_tools import api as text_tools

MAX_SCORE = 5.0
SHOWN_CHARACTERS = 40
"""Of a text in a sentence about it."""
LEVELS: dict[text_tools.SimilarityLevel, str] = {
    "same": tr_noop("text_tools", "the same meaning"),
    "close": tr_noop("text_tools", "close"),
    "related": tr_noop("text_tools", "related"),
    "distant": tr_noop("text_tools", "distant"),
    "unrelated": tr_noop("text_tools", "unrelated"),
}


class ComparePanel(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests = requests
        self._texts: tuple[str, ...] = ()
        self._fault: EngineFault | None = None
        self.result: text_tools.SimilarityMatrix | None = None
        self.lines, self._hint, self._warning = QPlainTextEdit(self), QLabel(self), QLabel(self)
        self.lines.setTabChangesFocus(True)
        for label in (self._hint, self._warning):
            role(label, "soft")
            label.setWordWrap(True)
        self.run_button = QPushButton(self)
        role(self.run_button, "primary")
        self.matrix = HeatMap(self._theme, self._square, self._describe_pair)
        self.figure = PlotCard(self._theme, self.matrix, self._numbers)
        self._lay_out()
        self.run_button.clicked.connect(self.compare)
        on_ctrl_enter(self.lines, self.compare)
        self.matrix.opened.connect(self._open_pair)
        self.figure.saved.connect(requests.report_saved)
        self._theme.changed.connect(self._set_height)
        self._set_height()
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "text_tools",
                "Paste two or more texts, one per line. Each pair gets a score from 0 (nothing in common) to 5 (the same "
                "meaning).",
            )
        )
        self.lines.setPlaceholderText(tr("text_tools", "The lift is broken\nThe elevator is out of order"))
        self.lines.setAccessibleName(tr("text_tools", "Texts, one per line"))
        self.run_button.setText(tr("text_tools", "Compare"))
        self._warning.setText(self._warning_text())
        self._warning.setVisible(bool(self._warning.text()))
        self.figure.setVisible(self.result is not None)
        self.figure.refresh()

    def compare_texts(self, *texts: str) -> None:
        """Replace what is written by these texts and compare them at once."""
        self.lines.setPlainText("\n".join(" ".join(text.split()) for text in texts))
        self.compare()

    def compare(self) -> None:
        written = self.lines.toPlainText()
        if is_too_long(written, self._requests.shell):
            return
        texts = tuple(line.strip() for line in written.splitlines() if line.strip())
        call = self._requests.run_job(
            text_tools.COMPARE_TEXTS,
            text_tools.CompareTexts(texts),
            lambda: tr("text_tools", "Comparing the texts"),
            lambda result: self._on_result(texts, result),
            self._on_failed,
        )
        self._requests.disable_during(self.run_button, call)

    def _warning_text(self) -> str:
        """Say why there is no result, or why its scores may mislead."""
        if self._fault is not None:
            return fault_sentence(self._fault)
        if self.result is None or self.result.calibrated:
            return ""
        return tr(
            "text_tools",
            "How well the model {model} agrees with people was not measured: its scores may all look alike.",
            model=self.result.model,
        )

    def _on_failed(self, fault: EngineFault) -> None:
        if not is_about_texts(fault):
            self._requests.shell.report(fault)
            return
        self._fault, self.result = fault, None
        self.retranslate()
        self.lines.setFocus()

    def _on_result(self, texts: tuple[str, ...], result: text_tools.SimilarityMatrix) -> None:
        self._texts, self.result, self._fault = texts, result, None
        numbers = [formatting.number(number) for number in range(1, len(texts) + 1)]
        names = [f"{number}. {_beginning(text)}" for text, number in zip(texts, numbers, strict=True)]
        self.matrix.show_names(names, numbers)
        self.matrix.select((0, 1))  # the first text with itself says nothing
        self.retranslate()
        self.scroll_to(self.figure)

    def _square(self, row: int, column: int) -> HeatCell:
        score = self.result.scores[row][column] if self.result else 0.0
        return HeatCell(formatting.number(score, 1), score / MAX_SCORE, "accent")

    def _describe_pair(self, row: int, column: int) -> str:
        pair = tr(
            "text_tools",
            "“{one}” and “{other}”",
            one=_beginning(self._texts[row]),
            other=_beginning(self._texts[column]),
        )
        return f"{self._describe_score(row, column)}: {pair}"

    def _describe_score(self, row: int, column: int) -> str:
        assert self.result is not None
        score = formatting.number(self.result.scores[row][column], 1)
        level = tr("text_tools", LEVELS[self.result.levels[row][column]])
        return tr("text_tools", "{n} of 5, {reading}", n=score, reading=level)

    def _open_pair(self, row: int, column: int) -> None:
        pair = TextList()
        pair.line.setText(self._describe_score(row, column))
        pair.show_texts([self._texts[row], self._texts[column]])
        self._requests.shell.show_in_inspector(tr("text_tools", "Two texts"), pair)

    def _numbers(self) -> PlotTable:
        """Return each pair once, the most similar first."""
        rows = []
        if (result := self.result) is not None:
            count = len(self._texts)
            pairs = [(first, second) for first in range(count) for second in range(first + 1, count)]
            pairs.sort(key=lambda pair: -result.scores[pair[0]][pair[1]])
            rows = [
                (
                    self._texts[first],
                    self._texts[second],
                    formatting.number(result.scores[first][second], 1),
                    tr("text_tools", LEVELS[result.levels[first][second]]),
                )
                for first, second in pairs
            ]
        note = tr("text_tools", "Move with the arrow keys; Enter or a click shows the two texts in full.")
        headings = (
            tr("text_tools", "One text"),
            tr("text_tools", "The other"),
            tr("text_tools", "0 to 5"),
            tr("text_tools", "In words"),
        )
        return PlotTable(tr("text_tools", "How similar they are"), note, headings, rows)

    def _lay_out(self) -> None:
        buttons = FlowLayout()
        buttons.addWidget(self.run_button)
        for widget in (self._hint, self.lines):
            self.items.addWidget(widget)
        self.items.addLayout(buttons)
        for below in (self._warning, self.figure):
            self.items.addWidget(below)
        self.update_tab_order()

    def _set_height(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))


def _beginning(text: str) -> str:
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS].rstrip()}…"
