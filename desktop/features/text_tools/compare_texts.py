"""Texts compared with each other by meaning: a shade a pair, from 0 to 5 as people would give it."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton

from desktop.features.classification.examples.data_issues import TextList
from desktop.features.text_tools.length import is_about_texts, is_too_long
from desktop.i18n import TranslatedMixin, sentence, tr, tr_noop
from desktop.link.call import EngineFault
from desktop.panels.requests import Errands
from desktop.theme.style import role
from desktop.theme.tokens import Size
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.column_page import Column
from desktop.widgets.layout.flow import Flow
from desktop.widgets.plots.figure import Figure, Numbers
from desktop.widgets.plots.heat_map import Matrix, Square
from desktop.widgets.text import formatting
from engine.capabilities.text_tools import api as text_tools

BEST = 5.0
SHOWN = 40
"""Characters of a text in a sentence about it."""
READINGS: dict[text_tools.Reading, str] = {
    "same": tr_noop("texts", "the same meaning"),
    "close": tr_noop("texts", "close"),
    "related": tr_noop("texts", "related"),
    "distant": tr_noop("texts", "distant"),
    "unrelated": tr_noop("texts", "unrelated"),
}


class ComparePanel(TranslatedMixin, Column):
    def __init__(self, errands: Errands) -> None:
        super().__init__(errands.shell.theme)
        self._errands = errands
        self._texts: tuple[str, ...] = ()
        self._trouble: EngineFault | None = None
        self.found: text_tools.Likenesses | None = None
        self.lines, self._hint, self._doubt = QPlainTextEdit(self), QLabel(self), QLabel(self)
        self.lines.setTabChangesFocus(True)
        for label in (self._hint, self._doubt):
            role(label, "soft")
            label.setWordWrap(True)
        self.run = QPushButton(self)
        role(self.run, "primary")
        self.matrix = Matrix(self._theme, self._square, self._says)
        self.figure = Figure(self._theme, self.matrix, self._numbers)
        buttons = Flow()
        buttons.addWidget(self.run)
        for widget in (self._hint, self.lines):
            self.items.addWidget(widget)
        self.items.addLayout(buttons)
        for below in (self._doubt, self.figure):
            self.items.addWidget(below)
        self.order_tabs()
        self.run.clicked.connect(self.ask)
        on_ctrl_enter(self.lines, self.ask)
        self.matrix.opened.connect(self._open)
        self.figure.saved.connect(errands.say_saved)
        self._theme.changed.connect(self._fit_text)
        self._fit_text()
        self.retranslate()

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "texts",
                "Paste two texts or more, one a line. Each pair gets a figure from 0, nothing in common, to 5, the same meaning.",
            )
        )
        self.lines.setPlaceholderText(tr("texts", "The lift is broken\nThe elevator is out of order"))
        self.lines.setAccessibleName(tr("texts", "Texts, one a line"))
        self.run.setText(tr("texts", "Compare"))
        self._doubt.setText(self._doubted())
        self._doubt.setVisible(bool(self._doubt.text()))
        self.figure.setVisible(self.found is not None)
        self.figure.refresh()

    def take(self, *texts: str) -> None:
        """These and no others, compared at once."""
        self.lines.setPlainText("\n".join(" ".join(text.split()) for text in texts))
        self.ask()

    def ask(self) -> None:
        written = self.lines.toPlainText()
        if is_too_long(written, self._errands.shell):
            return
        texts = tuple(line.strip() for line in written.splitlines() if line.strip())
        call = self._errands.run(
            text_tools.COMPARE_TEXTS,
            text_tools.CompareTexts(texts),
            lambda: tr("texts", "Comparing the texts"),
            lambda found: self._show(texts, found),
            self._fail,
        )
        self._errands.hold(self.run, call)

    def _doubted(self) -> str:
        """Why there is nothing, or what may be wrong with it."""
        if self._trouble is not None:
            return sentence(self._trouble)
        if self.found is None or self.found.calibrated:
            return ""
        return tr(
            "texts",
            "The model {model} was not measured against people: its figures may all look alike.",
            model=self.found.model,
        )

    def _fail(self, fault: EngineFault) -> None:
        """What is wrong with the texts is said beside them."""
        if not is_about_texts(fault):
            self._errands.shell.report(fault)
            return
        self._trouble, self.found = fault, None
        self.retranslate()
        self.lines.setFocus()

    def _show(self, texts: tuple[str, ...], found: text_tools.Likenesses) -> None:
        self._texts, self.found, self._trouble = texts, found, None
        numbers = [formatting.number(at) for at in range(1, len(texts) + 1)]
        names = [f"{number}. {_beginning(text)}" for text, number in zip(texts, numbers, strict=True)]
        self.matrix.show_names(names, numbers)
        self.matrix.go((0, 1))  # the first with itself says nothing
        self.retranslate()
        self.bring(self.figure)

    def _square(self, row: int, column: int) -> Square:
        score = self.found.scores[row][column] if self.found else 0.0
        return Square(formatting.number(score, 1), score / BEST, "accent")

    def _says(self, row: int, column: int) -> str:
        pair = tr(
            "texts", "“{one}” and “{other}”", one=_beginning(self._texts[row]), other=_beginning(self._texts[column])
        )
        return f"{self._reading(row, column)}: {pair}"

    def _reading(self, row: int, column: int) -> str:
        assert self.found is not None
        score = formatting.number(self.found.scores[row][column], 1)
        return tr(
            "texts", "{n} of 5, {reading}", n=score, reading=tr("texts", READINGS[self.found.readings[row][column]])
        )

    def _open(self, row: int, column: int) -> None:
        shown = TextList()
        shown.line.setText(self._reading(row, column))
        shown.show_texts([self._texts[row], self._texts[column]])
        self._errands.shell.inspect(tr("texts", "Two texts"), shown)

    def _numbers(self) -> Numbers:
        """Each pair once, the most alike first."""
        found, many = self.found, len(self._texts)
        pairs = [(one, other) for one in range(many) for other in range(one + 1, many)] if found else []
        rows = []
        if found is not None:
            pairs.sort(key=lambda pair: -found.scores[pair[0]][pair[1]])
            rows = [
                (
                    self._texts[one],
                    self._texts[other],
                    formatting.number(found.scores[one][other], 1),
                    tr("texts", READINGS[found.readings[one][other]]),
                )
                for one, other in pairs
            ]
        note = tr("texts", "Go with the arrow keys; Enter or a click shows both texts whole.")
        headings = (tr("texts", "One text"), tr("texts", "The other"), tr("texts", "0 to 5"), tr("texts", "In words"))
        return Numbers(tr("texts", "How alike they are"), note, headings, rows)

    def _fit_text(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))


def _beginning(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}…"
