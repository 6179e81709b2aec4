"""Filters of the picture search: date, colours, orientation, camera, text in the picture."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import SWATCHES, Size, Space
from desktop.widgets.forms.date_field import DateField
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.folding_row import FoldingRow
from engine.capabilities.images import api as images

TYPING_MS = 400
PERIODS: dict[str, Callable[[QDate], tuple[QDate, QDate]]] = {
    "month": lambda today: (today.addDays(-30), today),
    "year": lambda today: (QDate(today.year(), 1, 1), today),
    "before": lambda today: (QDate(today.year() - 1, 1, 1), QDate(today.year() - 1, 12, 31)),
}
ORIENTATIONS: tuple[images.Orientation, ...] = ("", "landscape", "portrait", "square")
COLOUR_WORDS = {
    "red": tr_noop("images", "red"),
    "orange": tr_noop("images", "orange"),
    "yellow": tr_noop("images", "yellow"),
    "green": tr_noop("images", "green"),
    "cyan": tr_noop("images", "turquoise"),
    "blue": tr_noop("images", "blue"),
    "purple": tr_noop("images", "purple"),
    "pink": tr_noop("images", "pink"),
    "brown": tr_noop("images", "brown"),
    "black": tr_noop("images", "black"),
    "grey": tr_noop("images", "grey"),
    "white": tr_noop("images", "white"),
}


class FilterCard(TranslatedMixin, QFrame):
    changed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        role(self, "card")
        self._theme = theme
        self._period = ComboField(["", *PERIODS, "between"], "", lambda _: self._on_changed())
        self._orientation = ComboField(ORIENTATIONS, "", lambda _: self._on_changed())
        today = QDate.currentDate()
        self._since, self._until = DateField(today.addYears(-1), self), DateField(today, self)
        self._camera, self._with_text = QLineEdit(self), QCheckBox(self)
        self._clear = QPushButton(self)
        role(self._clear, "link")
        self._colours = {name: self._swatch(name) for name in images.COLOURS}
        self._typing_timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._apply_theme)
        self._apply_theme()
        self.retranslate()

    @property
    def filters(self) -> images.PictureFilters:
        since, until = self._days()
        return images.PictureFilters(
            since=since,
            until=until,
            colours=tuple(name for name, button in self._colours.items() if button.isChecked()),
            orientation=ORIENTATIONS[self._orientation.currentIndex()],
            camera=self._camera.text().strip(),
            has_text=True if self._with_text.isChecked() else None,
        )

    @property
    def is_active(self) -> bool:
        return self.filters != images.PictureFilters()

    def clear(self) -> None:
        for choice in (self._period, self._orientation):
            choice.setCurrentIndex(0)
        for field in (*self._colours.values(), self._with_text):
            field.blockSignals(True)
            field.setChecked(False)
            field.blockSignals(False)
        self._camera.clear()
        self._on_changed()

    def pick_colour(self, name: str) -> None:
        self._colours[name].click()

    def retranslate(self) -> None:
        self._period.set_texts(
            (
                tr("images", "Any date"),
                tr("images", "The last 30 days"),
                tr("images", "This year"),
                tr("images", "Last year"),
                tr("images", "Between…"),
            )
        )
        self._period.setAccessibleName(tr("images", "When it was taken"))
        self._orientation.set_texts(
            (
                tr("images", "Any shape"),
                tr("images", "Landscape"),
                tr("images", "Portrait"),
                tr("images", "Square"),
            )
        )
        self._orientation.setAccessibleName(tr("images", "Shape of the picture"))
        self._since.setAccessibleName(tr("images", "From this day on"))
        self._until.setAccessibleName(tr("images", "Up to this day"))
        self._camera.setPlaceholderText(tr("images", "Any camera"))
        self._camera.setAccessibleName(tr("images", "Camera"))
        self._with_text.setText(tr("images", "With text in it"))
        self._clear.setText(tr("images", "Clear the filters"))
        for name, button in self._colours.items():
            colour = tr("images", COLOUR_WORDS[name])
            button.setToolTip(colour)
            button.setAccessibleName(tr("images", "Colour: {name}", name=colour))

    def _days(self) -> tuple[str, str]:
        chosen = ("", *PERIODS, "between")[self._period.currentIndex()]
        if not chosen:
            return "", ""
        if chosen == "between":
            since, until = self._since.date(), self._until.date()
        else:
            since, until = PERIODS[chosen](QDate.currentDate())
        return since.toString(Qt.DateFormat.ISODate), until.toString(Qt.DateFormat.ISODate)

    def _on_changed(self) -> None:
        between = self._period.currentIndex() == len(PERIODS) + 1
        self._since.setVisible(between)
        self._until.setVisible(between)
        self._clear.setVisible(self.is_active)
        self.changed.emit()

    def _swatch(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setIcon(_disc(name, self._theme))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.toggled.connect(lambda _: self._on_changed())
        return button

    def _connect(self) -> None:
        self._typing_timer.timeout.connect(self._on_changed)
        self._camera.textChanged.connect(lambda _: self._typing_timer.start())
        self._with_text.toggled.connect(lambda _: self._on_changed())
        self._clear.clicked.connect(self.clear)
        for day in (self._since, self._until):
            day.setCalendarPopup(True)
            day.dateChanged.connect(lambda _: self._typing_timer.start())
            day.hide()
        self._clear.hide()

    def _lay_out(self) -> None:
        colours = QWidget(self)
        discs = QHBoxLayout(colours)
        discs.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        discs.setSpacing(Space.NONE)
        for button in self._colours.values():
            discs.addWidget(button)
        discs.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(
            FoldingRow(self._theme, self._period, self._since, self._until, self._orientation, self._camera)
        )
        column.addLayout(FoldingRow(self._theme, colours, self._with_text, self._clear))

    def _apply_theme(self) -> None:
        side = self._theme.px(Size.SWATCH)
        for name, button in self._colours.items():
            button.setIcon(_disc(name, self._theme))
            button.setIconSize(QSize(side, side))


def _disc(name: str, theme: Theme) -> QIcon:
    side = theme.px(Size.SWATCH)
    picture = QPixmap(side, side)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour("line"))
    painter.setBrush(SWATCHES[name])
    painter.drawEllipse(1, 1, side - 2, side - 2)
    painter.end()
    return QIcon(picture)
