"""How the answers of this conversation are drawn up, for the inspector."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import Fraction, Whole
from engine.capabilities.chat.api import Manner

LONGEST_SYSTEM = 20_000
LARGEST_SEED = 2**32 - 1


class MannerPane(TranslatedWidget):
    changed = Signal(object)
    kept_as_default = Signal(object)

    def __init__(self, theme: Theme, manner: Manner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._manner = manner
        self._system = QPlainTextEdit(self)
        self._system.setPlainText(manner.system)
        self._system.setTabChangesFocus(True)
        self._system.setFixedHeight(theme.px(Size.PREVIEW_HEIGHT // 2))
        sampling = manner.sampling
        self._temperature = Fraction(theme, 0.0, 2.0, sampling.temperature, self._tell)
        self._top_p = Fraction(theme, 0.0, 1.0, sampling.top_p, self._tell)
        self._top_k = Whole(theme, 0, 1000, 5, sampling.top_k, self._tell)
        self._max_tokens = Whole(theme, 1, 100_000, 64, sampling.max_tokens, self._tell)
        self._passages = Whole(theme, 1, 20, 1, manner.passages, self._tell)
        self._seed = QLineEdit("" if sampling.seed is None else str(sampling.seed), self)
        self._note, self._keep = QLabel(self), QPushButton(self)
        role(self._note, "faint")
        self._note.setWordWrap(True)
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def manner(self) -> Manner:
        seed = self._seed.text().strip()
        sampling = msgspec.structs.replace(
            self._manner.sampling,
            temperature=round(self._temperature.value(), 2),
            top_p=round(self._top_p.value(), 2),
            top_k=self._top_k.value(),
            max_tokens=self._max_tokens.value(),
            seed=min(int(seed), LARGEST_SEED) if seed.isascii() and seed.isdigit() else None,
        )
        system = self._system.toPlainText()[:LONGEST_SYSTEM]
        return Manner(sampling, system, self._passages.value(), self._manner.model)

    def retranslate(self) -> None:
        words = (
            tr("chat", "Instructions"),
            tr("chat", "Temperature"),
            tr("chat", "Top-p"),
            tr("chat", "Top-k"),
            tr("chat", "Longest answer, in tokens"),
            tr("chat", "Seed"),
            tr("chat", "Passages to read"),
        )
        for (label, field), text in zip(self._fields, words, strict=True):
            label.setText(text)
            field.setAccessibleName(text)
        self._system.setPlaceholderText(tr("chat", "How should it answer? For example: briefly, in Spanish."))
        self._seed.setPlaceholderText(tr("chat", "Random"))
        self._note.setText(tr("chat", "For this conversation, from the next answer on."))
        self._keep.setText(tr("chat", "Use for new conversations"))

    def _lay_out(self) -> None:
        controls = (
            self._system,
            self._temperature,
            self._top_p,
            self._top_k,
            self._max_tokens,
            self._seed,
            self._passages,
        )
        self._fields: list[tuple[QLabel, QWidget]] = [(QLabel(self), control) for control in controls]
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        form.setVerticalSpacing(Space.S)
        for label, control in self._fields:
            role(label, "soft")
            label.setBuddy(control)
            form.addRow(label, control)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._note)
        column.addLayout(form)
        column.addWidget(self._keep)
        column.addStretch(1)

    def _connect(self) -> None:
        self._system.textChanged.connect(self._tell)
        self._seed.textChanged.connect(self._tell)
        self._keep.clicked.connect(lambda: self.kept_as_default.emit(self.manner))

    def _tell(self, *_: object) -> None:
        self.changed.emit(self.manner)
