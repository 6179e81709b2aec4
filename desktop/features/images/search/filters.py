"""Which pictures to look among: when, which colours, which way up, which camera, with writing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDateEdit,
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
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.layout.folding_row import FoldingRow
from engine.capabilities.images import api as images

TYPING_MS = 400
WHENS: dict[str, Callable[[QDate], tuple[QDate, QDate]]] = {
    "month": lambda today: (today.addDays(-30), today),
    "year": lambda today: (QDate(today.year(), 1, 1), today),
    "before": lambda today: (QDate(today.year() - 1, 1, 1), QDate(today.year() - 1, 12, 31)),
}
WAYS: tuple[images.Orientation, ...] = ("", "landscape", "portrait", "square")
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
        self._when = ComboField(["", *WHENS, "between"], "", lambda _: self._changed())
        self._way = ComboField(WAYS, "", lambda _: self._changed())
        today = QDate.currentDate()
        self._since, self._until = QDateEdit(today.addYears(-1), self), QDateEdit(today, self)
        self._camera, self._written = QLineEdit(self), QCheckBox(self)
        self._none = QPushButton(self)
        role(self._none, "link")
        self._colours = {name: self._swatch(name) for name in images.COLOURS}
        self._pause = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        theme.changed.connect(self._fit)
        self._fit()
        self.retranslate()

    @property
    def filters(self) -> images.PictureFilters:
        since, until = self._days()
        return images.PictureFilters(
            since=since,
            until=until,
            colours=tuple(name for name, button in self._colours.items() if button.isChecked()),
            orientation=WAYS[self._way.currentIndex()],
            camera=self._camera.text().strip(),
            has_text=True if self._written.isChecked() else None,
        )

    @property
    def narrows(self) -> bool:
        return self.filters != images.PictureFilters()

    def clear(self) -> None:
        for choice in (self._when, self._way):
            choice.setCurrentIndex(0)
        for field in (*self._colours.values(), self._written):
            field.blockSignals(True)
            field.setChecked(False)
            field.blockSignals(False)
        self._camera.clear()
        self._changed()

    def pick_colour(self, name: str) -> None:
        self._colours[name].click()

    def retranslate(self) -> None:
        self._when.set_texts(
            (
                tr("images", "Any date"),
                tr("images", "The last 30 days"),
                tr("images", "This year"),
                tr("images", "Last year"),
                tr("images", "Between…"),
            )
        )
        self._when.setAccessibleName(tr("images", "When it was taken"))
        self._way.set_texts(
            (
                tr("images", "Any shape"),
                tr("images", "Landscape"),
                tr("images", "Portrait"),
                tr("images", "Square"),
            )
        )
        self._way.setAccessibleName(tr("images", "Shape of the picture"))
        self._since.setAccessibleName(tr("images", "From this day on"))
        self._until.setAccessibleName(tr("images", "Up to this day"))
        self._camera.setPlaceholderText(tr("images", "Any camera"))
        self._camera.setAccessibleName(tr("images", "Camera"))
        self._written.setText(tr("images", "With writing in it"))
        self._none.setText(tr("images", "Clear the filters"))
        for name, button in self._colours.items():
            said = tr("images", COLOUR_WORDS[name])
            button.setToolTip(said)
            button.setAccessibleName(tr("images", "Colour: {name}", name=said))

    def _days(self) -> tuple[str, str]:
        chosen = ("", *WHENS, "between")[self._when.currentIndex()]
        if not chosen:
            return "", ""
        if chosen == "between":
            since, until = self._since.date(), self._until.date()
        else:
            since, until = WHENS[chosen](QDate.currentDate())
        return since.toString(Qt.DateFormat.ISODate), until.toString(Qt.DateFormat.ISODate)

    def _changed(self) -> None:
        between = self._when.currentIndex() == len(WHENS) + 1
        self._since.setVisible(between)
        self._until.setVisible(between)
        self._none.setVisible(self.narrows)
        self.changed.emit()

    def _swatch(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setIcon(_disc(name, self._theme))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.toggled.connect(lambda _: self._changed())
        return button

    def _connect(self) -> None:
        self._pause.timeout.connect(self._changed)
        self._camera.textChanged.connect(lambda _: self._pause.start())
        self._written.toggled.connect(lambda _: self._changed())
        self._none.clicked.connect(self.clear)
        for day in (self._since, self._until):
            day.setCalendarPopup(True)
            day.dateChanged.connect(lambda _: self._pause.start())
            day.hide()
        self._none.hide()

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
        column.addLayout(FoldingRow(self._theme, self._when, self._since, self._until, self._way, self._camera))
        column.addLayout(FoldingRow(self._theme, colours, self._written, self._none))

    def _fit(self) -> None:
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
