"""In the place of every page while no engine serves: why, what was kept, and the ways on."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedMixin, sentence, tr
from desktop.link.call import EngineFault
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.layout.column_page import Column
from desktop.widgets.layout.folding_row import LARGE_TEXT
from engine.protocol.errors import LibraryDamaged, LibraryMissing

RESTORABLE = (LibraryDamaged.kind, LibraryMissing.kind)


class RescuePage(TranslatedMixin, Column):
    restore_clicked = Signal()
    rescue_clicked = Signal()
    folder_clicked = Signal()
    again_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._why: EngineFault | None = None
        self._area = QFrame(self)
        role(self._area, "card")
        self._icon, self._sentence, self._detail, self._news = (QLabel(self) for _ in range(4))
        role(self._sentence, "title")
        role(self._detail, "faint")
        role(self._news, "soft")
        for label in (self._sentence, self._detail, self._news):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._restore, self._again, self._rescue, self._folder = (QPushButton(self) for _ in range(4))
        self._buttons = (self._restore, self._again, self._rescue, self._folder)
        for button, signal in zip(
            self._buttons,
            (self.restore_clicked, self.again_clicked, self.rescue_clicked, self.folder_clicked),
            strict=True,
        ):
            button.clicked.connect(signal)
        self._lay_out()
        theme.changed.connect(self._draw)
        self._draw()
        self.retranslate()

    def explain(self, why: EngineFault) -> None:
        self._why = why
        self._news.clear()
        damaged = why.kind == LibraryDamaged.kind
        restorable = why.kind in RESTORABLE
        self._restore.setVisible(restorable)
        self._rescue.setVisible(damaged)
        self._again.setVisible(not damaged)
        role(self._restore, "primary")
        role(self._again, "quiet" if restorable else "primary")
        self.show_busy(False)
        self.retranslate()
        (self._restore if restorable else self._again).setFocus(Qt.FocusReason.OtherFocusReason)

    def tell(self, news: str) -> None:
        """What came of a click."""
        self._news.setText(news)

    def show_busy(self, busy: bool) -> None:
        for button in self._buttons:
            button.setEnabled(not busy)

    def retranslate(self) -> None:
        self._restore.setText(tr("shell", "Restore the newest good backup"))
        self._rescue.setText(tr("shell", "Save what can be read"))
        self._folder.setText(tr("shell", "Open the folder"))
        self._again.setText(tr("shell", "Try again"))
        if self._why is not None:
            self._sentence.setText(sentence(self._why))
            self._detail.setText(self._why.detail)
            self._detail.setVisible(bool(self._why.detail))
            self.setAccessibleName(self._sentence.text())

    def _lay_out(self) -> None:
        buttons = self._row = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._area)
        inside.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        inside.setSpacing(Space.M)
        for label in (self._icon, self._sentence, self._detail):
            inside.addWidget(label)
        inside.addSpacing(Space.S)
        inside.addLayout(buttons)
        inside.addWidget(self._news)
        self.items.addSpacing(Space.XXL)
        self.items.addWidget(self._area)

    def _draw(self) -> None:
        large = self._theme.scale >= LARGE_TEXT
        self._row.setDirection(QHBoxLayout.Direction.TopToBottom if large else QHBoxLayout.Direction.LeftToRight)
        side = self._theme.px(Size.ICON_HERO)
        self._icon.setPixmap(self._theme.icon("first-aid-kit", "accent").pixmap(QSize(side, side)))
