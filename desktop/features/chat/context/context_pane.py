"""Pane of the inspector: the parts of the context in tokens, the messages left out, and the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.chat.context.context_parts import left_out_sentence, segments_of
from desktop.features.chat.context.history_choice import HistoryChoice
from desktop.features.chat.context.summary_editor import SummaryEditor
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_button import ElidedButton
from desktop.widgets.plots.stacked_bar import StackedBar
from desktop.widgets.text import formatting
from engine.capabilities.chat.api import ConversationSettings
from engine.capabilities.chat.api import context as api

MOST_ROWS = 20
"""Messages that are listed."""


class ContextPane(TranslatedWidget):
    """`pinned` carries a message's id and whether it is to be kept, `reached` that of a message to be gone to.

    `settings_changed` carries the settings.
    """

    pinned = Signal(int, bool)
    reached = Signal(int)
    settings_changed = Signal(object)

    def __init__(self, theme: Theme, settings: ConversationSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "panel")
        self._theme, self._settings = theme, settings
        self._measured: api.MeasuredContext | None = None
        self._problem = ""
        self._texts: Mapping[int, str] = {}
        self._kept: Sequence[int] = ()
        self._bar, self._total = StackedBar(theme, self), QLabel(self)
        self._total.setWordWrap(True)
        self._legend, self._messages = QGridLayout(), QVBoxLayout()
        self._legend.setColumnStretch(1, 1)
        self._legend.setVerticalSpacing(Space.XS)
        self._messages.setSpacing(Space.XS)
        self.choice, self.summary = HistoryChoice(theme, settings, self), SummaryEditor(theme, self)
        self.choice.changed.connect(self._on_choice)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._total)
        column.addWidget(self._bar)
        column.addLayout(self._legend)
        column.addWidget(self.choice)
        column.addWidget(self.summary)
        column.addLayout(self._messages)
        column.addStretch(1)
        self.retranslate()

    def show_measured(self, measured: api.MeasuredContext | None) -> None:
        """Show figures."""
        self._measured, self._problem = measured, ""
        self.retranslate()

    def show_messages(self, texts: Mapping[int, str], kept: Sequence[int]) -> None:
        """Show which messages are always read. `texts` are the beginnings of the messages on the screen, by their ids."""
        self._texts, self._kept = texts, kept
        self._show_messages()

    def show_problem(self, sentence: str) -> None:
        """Say why the question cannot be sent as it is."""
        self._problem = sentence
        self.retranslate()

    def retranslate(self) -> None:
        self.summary.setVisible(self._settings.history == "summary")
        segments = segments_of(self._measured) if self._measured else []
        window = self._measured.window if self._measured else 1
        self._bar.show_segments(segments, window)
        self._total.setText(self._problem or self._total_sentence())
        role(self._total, "danger" if self._problem else "reading")
        _clear(self._legend)
        for row, segment in enumerate(segments):
            swatch, name = QLabel(self), QLabel(segment.name, self)
            swatch.setPixmap(self._swatch(segment.colour))
            role(name, "soft")
            name.setWordWrap(True)
            number = QLabel(formatting.number(round(segment.value)), self)
            self._legend.addWidget(swatch, row, 0)
            self._legend.addWidget(name, row, 1)
            self._legend.addWidget(number, row, 2, Qt.AlignmentFlag.AlignRight)
        self._show_messages()

    def _total_sentence(self) -> str:
        if self._measured is None:
            return tr("chat", "Write a question to see what the model will read with it.")
        estimated = self._measured.expected_documents
        sentence = tr(
            "chat",
            "The model will read {prompt} tokens. {free} of {window} stay free.",
            prompt=formatting.number(self._measured.prompt + estimated),
            free=formatting.number(self._measured.window - self._measured.prompt - estimated),
            window=formatting.number(self._measured.window),
        )
        if not estimated:
            return sentence
        return f"{sentence} {tr('chat', 'The passages are estimated until the documents are searched.')}"

    def _show_messages(self) -> None:
        _clear(self._messages)
        measured = self._measured
        if measured is not None and measured.left_out:
            self._add_heading(left_out_sentence(measured))
            for message in measured.left_out[:MOST_ROWS]:
                self._add_message(message.id, message.beginning, keep=True)
            if (more := measured.left_out_count - MOST_ROWS) > 0:
                self._add_heading(tr("chat", "And %n more.", more))
        if self._kept:
            self._add_heading(tr("chat", "Always read, because you keep them:"))
            for id in self._kept:
                self._add_message(id, self._texts.get(id, ""), keep=False)

    def _add_heading(self, text: str) -> None:
        heading = QLabel(text, self)
        role(heading, "soft")
        heading.setWordWrap(True)
        self._messages.addWidget(heading)

    def _add_message(self, id: int, beginning: str, *, keep: bool) -> None:
        line, label = QWidget(self), ElidedButton(self)
        role(label, "link")
        label.show_text(beginning or tr("chat", "(without text)"))
        label.setToolTip(tr("chat", "Show this message"))
        label.clicked.connect(lambda: self.reached.emit(id))
        button = QPushButton(tr("chat", "Keep") if keep else tr("chat", "Keep no longer"), line)
        role(button, "link")
        button.setAccessibleName(f"{button.text()}: {beginning}")
        button.setToolTip(
            tr("chat", "Have the model read this message with every question")
            if keep
            else tr("chat", "Let this message give way when there is no room")
        )
        button.clicked.connect(lambda: self.pinned.emit(id, keep))
        row = QHBoxLayout(line)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.addWidget(label)
        row.addStretch(1)
        row.addWidget(button)
        self._messages.addWidget(line)

    def _swatch(self, colour: str) -> QPixmap:
        side = self._theme.px(Size.DOT)
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.colour(colour))
        painter.drawEllipse(0, 0, side, side)
        painter.end()
        return pixmap

    def _on_choice(self) -> None:
        self._settings = self.choice.apply(self._settings)
        self.retranslate()
        self.settings_changed.emit(self._settings)


def _clear(layout: QGridLayout | QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.deleteLater()
