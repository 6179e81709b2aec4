"""Form above the composer for the variables of a prompt that was chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.escape_key import EscapeKey
from desktop.widgets.controls.labelled_field import LabelledField
from engine.capabilities.prompts.api import PromptVariable, SavedPrompt


class VariableForm(TranslatedMixin, QFrame):
    """`filled` carries the prompt and the values by name; `ended` comes when the person closes the form."""

    filled = Signal(object, object)
    ended = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme = theme
        self.prompt: SavedPrompt | None = None
        self.fields: dict[str, QComboBox | QPlainTextEdit] = {}
        self._title, self.note = QLabel(self), QLabel(self)
        role(self._title, "strong")
        role(self.note, "danger")
        self.use, self.close_button = QPushButton(self), QPushButton(self)
        role(self.use, "primary")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(Space.S)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.note, 1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.use)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self._title)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        self.use.clicked.connect(self._use)
        self.close_button.clicked.connect(self.end)
        EscapeKey(self, self.end)
        self.hide()
        self.retranslate()

    def ask(self, prompt: SavedPrompt) -> None:
        """Show a field for each variable, with its default or choices."""
        self._clear()
        self.prompt = prompt
        for variable in prompt.variables:
            field = self._make_field(variable)
            label = LabelledField(field, self)
            label.set_name(variable.name)
            self.fields[variable.name] = field
            self._rows.addWidget(label)
        self.retranslate()
        self.show()
        next(iter(self.fields.values())).setFocus()

    def end(self) -> None:
        """Close the form."""
        self._clear()
        self.hide()
        self.ended.emit()

    def show_problem(self, sentence: str) -> None:
        """Say why the prompt cannot be used yet."""
        self.note.setText(sentence)

    def retranslate(self) -> None:
        self._title.setText(self.prompt.name if self.prompt else "")
        self.use.setText(tr("chat", "Write it into the question"))
        self.close_button.setText(tr("chat", "Cancel"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._use()
        else:
            super().keyPressEvent(event)

    def _make_field(self, variable: PromptVariable) -> QComboBox | QPlainTextEdit:
        if variable.choices:
            box = QComboBox(self)
            box.setEditable(True)
            box.addItems(list(variable.choices))
            return box
        field = QPlainTextEdit(variable.default, self)
        field.setTabChangesFocus(True)
        field.setFixedHeight(self._theme.px(Size.ROW) * (1 if variable.default else 2))
        return field

    def _use(self) -> None:
        if self.prompt is not None:
            values = {
                name: field.currentText() if isinstance(field, QComboBox) else field.toPlainText()
                for name, field in self.fields.items()
            }
            self.filled.emit(self.prompt, values)

    def _clear(self) -> None:
        self.prompt, self.fields = None, {}
        self.note.clear()
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
