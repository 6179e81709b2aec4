"""Card that names bigger models for this computer, and hands out their list to take to a computer with internet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.feature import Shell
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.copy_button import copy_and_say_so
from desktop.widgets.controls.icon_label import IconLabel
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.forms.save_file import save_text
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.models.api import SUGGEST_MODELS, ModelSuggestions, SuggestedModel, SuggestModels

ROWS = 3
"""As many as the engine suggests; their room is there before the engine answers."""
GROUP = 16
"""Digits of a SHA-256 that stand together, to be compared by eye; the list that is copied has it in one piece."""
STEPS = (
    tr_noop("models", "Copy or save this list, and get one of the files on a computer with internet."),
    tr_noop("models", "Copy the file to a USB stick, plug it in here and drop the file on this window."),
    tr_noop(
        "models",
        "To ask about pictures, choose a vision model (“VL”) and drop its “mmproj” file too: the model needs it to see.",
    ),
)


class BiggerModelCard(TranslatedMixin, QFrame):
    """Asks the engine for the models when it is made, in another language, and when `reload` is called."""

    def __init__(self, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shell = shell
        self._suggestions: ModelSuggestions | None = None
        role(self, "notice")
        self._heading, self._lead = QLabel(self), QLabel(self)
        role(self._heading, "strong")
        self._rows = [SuggestionRow(self) for _ in range(ROWS)]
        self._copy, self._save = QPushButton(self), QPushButton(self)
        self._copy.clicked.connect(self._copy_text)
        self._save.clicked.connect(self._ask_where_to_save)
        self._steps = [QLabel(self) for _ in STEPS]
        for label in (self._lead, *self._steps):
            label.setWordWrap(True)
        self._lay_out()
        self.retranslate()

    def reload(self) -> None:
        """Ask the engine again: the model in use decides which models are bigger."""
        request = SuggestModels(QLocale().name().partition("_")[0])
        call = self._shell.client.call(SUGGEST_MODELS, request, self)
        call.on_result(self._show)
        call.on_failed(self._shell.report)

    def retranslate(self) -> None:
        self._heading.setText(tr("models", "A bigger model answers better"))
        self._copy.setText(tr("models", "Copy the list"))
        self._save.setText(tr("models", "Save the list…"))
        for number, (label, step) in enumerate(zip(self._steps, STEPS, strict=True), start=1):
            label.setText(f"{number}. {tr('models', step)}")
        self._lead.setText(self._lead_text())
        self.reload()

    def _lead_text(self) -> str:
        if self._suggestions is None:
            return tr("models", "Looking for models that suit this computer…")
        memory = formatting.size(self._suggestions.memory_bytes)
        if not self._suggestions.models:
            return tr(
                "models",
                "This computer has {memory} of memory: no bigger model than the one in use fits.",
                memory=memory,
            )
        return tr("models", "This computer has {memory} of memory. One of these files suits it:", memory=memory)

    def _show(self, suggestions: ModelSuggestions) -> None:
        self._suggestions = suggestions
        self._lead.setText(self._lead_text())
        for at, row in enumerate(self._rows):
            row.setVisible(at < len(suggestions.models))
            if at < len(suggestions.models):
                row.show_model(suggestions.models[at])
        for button in (self._copy, self._save):
            button.setEnabled(bool(suggestions.models))

    def _copy_text(self) -> None:
        if self._suggestions is not None:
            copy_and_say_so(self._suggestions.text, self._copy)

    def _ask_where_to_save(self) -> None:
        name = tr("models", "bigger models")
        ask_where_to_save(self, tr("models", "Save the list of bigger models"), name, "txt", self.save_list)

    def save_list(self, path: str) -> None:
        """Write the list as a text file, and say in the message bar where it is or why it could not be written."""
        if self._suggestions is None:
            return
        if save_text(path, self._suggestions.text):
            self._shell.show_message(tr("models", "The list is in {name}.", name=Path(path).name))
        else:
            sentence = tr("models", "{name} cannot be written. Choose another folder.", name=Path(path).name)
            self._shell.show_message(sentence)

    def _lay_out(self) -> None:
        text = QVBoxLayout()
        text.setSpacing(Space.S)
        for widget in (self._heading, self._lead, *self._rows):
            text.addWidget(widget)
        spacer = QWidget(self)
        text.addLayout(FoldingRow(self._shell.theme, spacer, self._copy, self._save))
        for step in self._steps:
            text.addWidget(step)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.M)
        theme = self._shell.theme
        icon = IconLabel(theme, theme.icon("hard-drive", "accent"), Size.ICON_LARGE, self)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(text, 1)


class SuggestionRow(QWidget):
    """One model: its name, its file and facts, and its SHA-256 to be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._facts, self._digest = QLabel(self), QLabel(self), QLabel(self)
        role(self._name, "strong")
        role(self._digest, "mono")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.NONE)
        for label in (self._name, self._facts, self._digest):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setText(" ")
            column.addWidget(label)
        for label in (self._facts, self._digest):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def show_model(self, model: SuggestedModel) -> None:
        """Show what a person needs to find the file and to judge it."""
        self._name.setText(model.name)
        self._facts.setText("  ·  ".join(_facts(model)))
        groups = (model.sha256[at : at + GROUP] for at in range(0, len(model.sha256), GROUP))
        self._digest.setText(" ".join(("SHA-256", *groups)))
        self._digest.setAccessibleName(f"SHA-256: {model.name}")


def _facts(model: SuggestedModel) -> list[str]:
    facts = [model.file, formatting.size(model.bytes), model.licence]
    speed = tr("shell", "{n} tokens/s", n=formatting.number(model.tokens_per_second, 1))
    facts.append(tr("models", "about {speed} here", speed=speed))
    if model.thinks:
        facts.append(tr("models", "thinks before it answers"))
    if model.projector:
        facts.append(tr("models", "sees pictures with {file}", file=model.projector))
    return facts
