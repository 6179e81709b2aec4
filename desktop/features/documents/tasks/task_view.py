"""The frame of a view that takes the place of the list of documents: back, title, buttons, and what is running."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.flow_layout import FlowLayout


class TaskView(TranslatedWidget):
    """`closed` follows the back button, `stopped` the Stop button.

    The line of progress keeps its room; while nothing runs it holds the remark on what is shown.
    """

    closed = Signal()
    stopped = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "page")
        self.theme = theme
        self._back = IconButton(theme, "arrow-left", Size.ICON, parent=self)
        self._title, self._note = ElidedLabel("", self), ElidedLabel("", self)
        role(self._title, "heading")
        role(self._note, "soft")
        self._bar, self.stop_button = QProgressBar(self), QPushButton(self)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(theme.px(Size.PROGRESS_WIDTH))
        role(self.stop_button, "chip")
        self._running, self._remark = QWidget(self), QLabel(self)
        role(self._remark, "soft")
        self._remark.setWordWrap(True)
        self._buttons = FlowLayout()
        self._lay_out()
        self._back.clicked.connect(self.closed)
        self.stop_button.clicked.connect(self.stopped)
        self.show_running(False)

    @property
    def is_running(self) -> bool:
        return self._is_running

    @property
    def title(self) -> str:
        return self._title.full_text

    @property
    def note(self) -> str:
        """The text of the line of progress."""
        return self._note.full_text

    @property
    def remark(self) -> str:
        return self._remark.text()

    def show_remark(self, remark: str) -> None:
        """Say something on what is shown, in the line of progress."""
        self._remark.setText(remark)

    def add_button(self, kind: str = "") -> QPushButton:
        """Add a button below the title, whose text the caller sets."""
        button = QPushButton(self)
        role(button, kind)
        self._buttons.addWidget(button)
        return button

    def set_title(self, title: str) -> None:
        self._title.show_text(title)

    def show_running(self, running: bool) -> None:
        """Show whether something runs; at its end the line of progress is empty. The keyboard goes to Stop, and back."""
        self._is_running = running
        focused = self.window().focusWidget()
        is_here = focused is not None and self.isAncestorOf(focused)
        self._line.setCurrentWidget(self._running if running else self._remark)
        if not running:
            self._note.show_text("")
        self._bar.setRange(0, 0)
        if running and is_here and isinstance(focused, QPushButton):
            self.stop_button.setFocus()
        elif not running and focused is self.stop_button:
            QTimer.singleShot(0, self, self.focus_first)  # what is disabled while it runs takes the focus again

    def show_progress(self, done: int, total: int, note: str) -> None:
        """Show how far the work is. A bar of one step would stand still until the end."""
        self._bar.setRange(0, total if total > 1 else 0)
        self._bar.setValue(done)
        self._note.show_text(note)

    def focus_first(self) -> None:
        """Put the keyboard where a person goes on."""
        self._back.setFocus()

    def retranslate(self) -> None:
        self._back.set_name(tr("documents", "Back to the documents"), "Esc")
        self.stop_button.setText(tr("documents", "Stop"))
        self._bar.setAccessibleName(tr("documents", "Progress"))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._back)
        top.addWidget(self._title, 1)
        row = QHBoxLayout(self._running)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        row.setSpacing(Space.S)
        row.addWidget(self._bar)
        row.addWidget(self._note, 1)
        row.addWidget(self.stop_button)
        self._line = QStackedLayout()
        for widget in (self._running, self._remark):
            self._line.addWidget(widget)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self.column.setSpacing(Space.S)
        self.column.addLayout(top)
        self.column.addLayout(self._buttons)
        self.column.addLayout(self._line)
