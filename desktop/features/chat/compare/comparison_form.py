"""Form of a comparison: the prompt, what differs, and the button that begins it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.compare.axis_row import AxisRow
from desktop.features.chat.compare.axis_texts import NONE
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from engine.capabilities.chat.api.comparisons import MOST_ANSWERS, ComparisonAxis

LONGEST_PROMPT = 100_000


class ComparisonForm(TranslatedWidget):
    """`begun` follows the button. A question of a conversation is shown and not changed."""

    begun = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prompt, self._label, self._count = QPlainTextEdit(self), QLabel(self), QLabel(self)
        self._prompt.setTabChangesFocus(True)
        self._prompt.setFixedHeight(theme.px(Size.TEXT_FIELD))
        role(self._label, "soft")
        role(self._count, "faint")
        self._count.setWordWrap(True)
        self._rows = (
            AxisRow(theme, "temperature", can_be_none=False, parent=self),
            AxisRow(theme, "top_p", can_be_none=True, parent=self),
        )
        self._begin = QPushButton(self)
        role(self._begin, "primary")
        self._is_busy = False
        self._lay_out()
        self._prompt.textChanged.connect(self._update)
        for row in self._rows:
            row.changed.connect(self._update)
        self._begin.clicked.connect(self.begun)
        self.retranslate()

    @property
    def prompt(self) -> str:
        return self._prompt.toPlainText()[:LONGEST_PROMPT]

    @property
    def axes(self) -> tuple[ComparisonAxis, ...]:
        return tuple(axis for row in self._rows if (axis := row.axis) is not None)

    def show_question(self, text: str, *, can_change: bool) -> None:
        """Show the prompt; that of a conversation cannot be changed here."""
        self._prompt.setPlainText(text)
        self._prompt.setReadOnly(not can_change)

    def show_axes(self, axes: tuple[ComparisonAxis, ...]) -> None:
        """Show the settings of a comparison that was opened, as far as the form has lines for them."""
        for row, axis in zip(self._rows, (*axes[:2], None, None), strict=False):
            if axis is not None or row is not self._rows[0]:
                row.show_axis(axis)

    def show_models(self, models: Mapping[str, str]) -> None:
        for row in self._rows:
            row.show_models(models)

    def show_busy(self, busy: bool) -> None:
        self._is_busy = busy
        self._update()

    def focus(self) -> None:
        self._prompt.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self) -> None:
        self._label.setText(tr("chat", "Prompt"))
        self._prompt.setAccessibleName(tr("chat", "Prompt"))
        self._prompt.setPlaceholderText(tr("chat", "The question that is answered in several ways"))
        self._update()

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.addWidget(self._begin)
        foot.addWidget(self._count, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addWidget(self._label)
        column.addWidget(self._prompt)
        for row in self._rows:
            column.addWidget(row)
        column.addLayout(foot)
        column.addStretch(1)

    def _update(self) -> None:
        count = 1
        for axis in self.axes:
            count *= len(axis.values)
        names = [axis.name for axis in self.axes]
        note = ""
        if len(set(names)) < len(names):
            note = tr("chat", "Choose two different settings.")
        elif count > MOST_ANSWERS:
            note = tr("chat", "At most {n} answers can be compared.", n=MOST_ANSWERS)
        elif count == 1:
            note = tr("chat", "Choose a second value, so that there is something to compare.")
        self._begin.setText(tr("chat", "Answer %n time(s)", count))
        self._count.setText(note)
        is_good = not note and all(not row.problem for row in self._rows)
        self._begin.setEnabled(is_good and bool(self.prompt.strip()) and not self._is_busy and NONE not in names)
