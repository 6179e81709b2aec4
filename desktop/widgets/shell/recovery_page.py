"""Page in place of every other while no engine runs: why, and buttons for what helps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.folding_row import LARGE_TEXT
from desktop.widgets.layout.reading_column import ReadingColumn


class RecoveryPage(TranslatedMixin, ReadingColumn):
    restore_clicked = Signal()
    save_readable_clicked = Signal()
    open_folder_clicked = Signal()
    retry_clicked = Signal()
    new_library_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._sentence_text: Callable[[], str] = str
        self._card = QFrame(self)
        role(self._card, "card")
        self._icon, self._sentence, self._detail, self._outcome = (QLabel(self) for _ in range(4))
        role(self._sentence, "title")
        role(self._detail, "faint")
        role(self._outcome, "soft")
        for label in (self._sentence, self._detail, self._outcome):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._restore, self._retry, self._save_readable, self._open_folder, self._new_library = self._buttons = tuple(
            QPushButton(self) for _ in range(5)
        )
        signals = (
            self.restore_clicked,
            self.retry_clicked,
            self.save_readable_clicked,
            self.open_folder_clicked,
            self.new_library_clicked,
        )
        for button, signal in zip(self._buttons, signals, strict=True):
            button.clicked.connect(signal)
        self._lay_out()
        theme.changed.connect(self._update_for_theme)
        self._update_for_theme()
        self.retranslate()

    def explain(
        self,
        sentence: Callable[[], str],
        detail: str,
        *,
        can_restore: bool,
        can_save_readable: bool,
        can_retry: bool,
        can_begin_new: bool,
    ) -> None:
        """Show why no engine runs and the buttons that may help; `sentence` is called again when the language changes."""
        self._sentence_text = sentence
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        self._outcome.clear()
        self._restore.setVisible(can_restore)
        self._save_readable.setVisible(can_save_readable)
        self._retry.setVisible(can_retry)
        self._new_library.setVisible(can_begin_new)
        role(self._restore, "primary")
        role(self._retry, "quiet" if can_restore else "primary")
        self.show_busy(False)
        self.retranslate()
        (self._restore if can_restore else self._retry).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_outcome(self, sentence: str) -> None:
        """Show the result of a button under the buttons."""
        self._outcome.setText(sentence)

    def show_busy(self, is_busy: bool) -> None:
        for button in self._buttons:
            button.setEnabled(not is_busy)

    def retranslate(self) -> None:
        self._restore.setText(tr("shell", "Restore the latest good backup"))
        self._save_readable.setText(tr("shell", "Save what can be read"))
        self._open_folder.setText(tr("shell", "Open the folder"))
        self._retry.setText(tr("shell", "Try again"))
        self._new_library.setText(tr("shell", "Begin with an empty library"))
        self._sentence.setText(self._sentence_text())
        self.setAccessibleName(self._sentence.text())

    def _lay_out(self) -> None:
        self._button_row = QHBoxLayout()
        self._button_row.setSpacing(Space.S)
        self._button_row.addStretch(1)
        for button in self._buttons:
            self._button_row.addWidget(button)
        self._button_row.addStretch(1)
        content = QVBoxLayout(self._card)
        content.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        content.setSpacing(Space.M)
        for label in (self._icon, self._sentence, self._detail):
            content.addWidget(label)
        content.addSpacing(Space.S)
        content.addLayout(self._button_row)
        content.addWidget(self._outcome)
        self.items.addSpacing(Space.XXL)
        self.items.addWidget(self._card)

    def _update_for_theme(self) -> None:
        large = self._theme.scale >= LARGE_TEXT
        self._button_row.setDirection(QHBoxLayout.Direction.TopToBottom if large else QHBoxLayout.Direction.LeftToRight)
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("first-aid-kit", "accent").pixmap(QSize(side, side)))
