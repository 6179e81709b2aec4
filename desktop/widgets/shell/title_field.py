"""Title above a page; where the page allows it, a click or F2 lets the person type another one in place."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.escape_key import EscapeKey

START_KEYS = (Qt.Key.Key_F2, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TitleField(TranslatedWidget):
    """`renamed` carries the title that was typed, `ended` comes when typing ends, however it does."""

    renamed = Signal(str)
    ended = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._can_rename = self._is_renaming = False
        self.label, self._edit = ElidedLabel(parent=self), _TitleEdit(self)
        role(self.label, "heading")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.label)
        self._stack.addWidget(self._edit)
        self._edit.editingFinished.connect(self._finish)
        EscapeKey(self._edit, self._cancel)
        self.setSizePolicy(self.label.sizePolicy())
        self.retranslate()

    @property
    def title(self) -> str:
        """The title as it is shown, in full."""
        return self.label.full_text

    def show_title(self, title: str, can_rename: bool = False) -> None:
        """Show a title. One that is being typed is left alone while the title it began with stays."""
        if self._is_renaming and (title != self.title or not can_rename):
            self._stop()
        self._can_rename = can_rename
        self.label.show_text(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if can_rename else Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor if can_rename else Qt.CursorShape.ArrowCursor)
        self.retranslate()

    def rename(self) -> None:
        """Let the person type another title."""
        if self._can_rename:
            self._is_renaming = True
            self._edit.setText(self.title)
            self._stack.setCurrentWidget(self._edit)
            self._edit.selectAll()
            self._edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def retranslate(self) -> None:
        self._edit.setAccessibleName(tr("shell", "Title"))
        self.setAccessibleName(self.title)
        hint = tr("shell", "Click to change the title") if self._can_rename else ""
        self.setToolTip(hint)
        self.setAccessibleDescription(hint)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.rename()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._can_rename and event.key() in START_KEYS:
            self.rename()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if not self._is_renaming:
            return
        title = " ".join(self._edit.text().split())
        self._stop()
        if title and title != self.title:
            self.renamed.emit(title)
        self.ended.emit()

    def _cancel(self) -> None:
        self._stop()
        self.ended.emit()

    def _stop(self) -> None:
        """Show the title again. The flag is first: hiding the line ends its editing, too."""
        self._is_renaming = False
        self._stack.setCurrentWidget(self.label)


class _TitleEdit(QLineEdit):
    """Line that keeps Enter, which Qt would pass on to the title, where it begins to rename."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        super().keyPressEvent(event)
        event.accept()
