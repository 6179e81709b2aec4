"""Picture with the objects found in it: labelled boxes, or coloured regions, and a list of them.

Regions come as a mask image whose pixel value n means the nth mark.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, qRgba
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import SERIES_COLOURS, Opacity, Radius, Size, Space, Type
from desktop.widgets.forms.file_dialog import ask_where_to_save
from desktop.widgets.forms.save_file import save_picture
from desktop.widgets.text import formatting

NO_MARK = -1
Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of the picture."""


class PictureMark(msgspec.Struct, frozen=True):
    """Object or region. `share` is an object's score, or the part of the picture that a region covers; regions have no `box`."""

    label: str
    share: float
    box: Box | None = None


class AnnotatedPicture(TranslatedWidget):
    """`saved` carries the path and whether the file could be written."""

    saved = Signal(str, bool)

    def __init__(
        self, theme: Theme, picture: str, marks: Sequence[PictureMark], mask: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._marks = theme, marks
        self.canvas = _Canvas(theme, _read(picture), marks, _read(mask), self)
        self.list, self._save_button = QListWidget(self), QPushButton(self)
        role(self.list, "plain")
        self._save_button.setIcon(theme.icon("export"))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        for widget in (self.canvas, self.list, self._save_button):
            column.addWidget(widget)
        self.list.currentRowChanged.connect(self.canvas.choose)
        self.canvas.clicked.connect(self.list.setCurrentRow)
        self._save_button.clicked.connect(self._choose_path)
        theme.changed.connect(self._fill_list)
        self._fill_list()
        self.retranslate()

    def save(self, path: str) -> None:
        """Save the picture as shown, in its own size."""
        self.saved.emit(path, save_picture(path, self.canvas.image()))

    def retranslate(self) -> None:
        self.list.setAccessibleName(tr("widgets", "Found in the picture"))
        self._save_button.setText(tr("widgets", "Save as a picture…"))
        for row, mark in enumerate(self._marks):
            self.list.item(row).setText(_mark_text(mark))
        self.canvas.setAccessibleName(", ".join(map(_mark_text, self._marks)))

    def _fill_list(self) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for mark, colour in zip(self._marks, label_colours(self._theme, self._marks), strict=True):
            QListWidgetItem(_swatch(colour, self._theme.px(Size.ICON_SMALL)), _mark_text(mark), self.list)
        self.list.setCurrentRow(row)
        self.list.blockSignals(False)
        rows = sum(self.list.sizeHintForRow(row) for row in range(len(self._marks)))
        self.list.setFixedHeight(min(rows + Space.S, self._theme.px(Size.LEGEND)))
        self.list.setVisible(bool(self._marks))

    def _choose_path(self) -> None:
        ask_where_to_save(self, tr("widgets", "Save as a picture…"), tr("widgets", "picture"), "png", self.save)


class _Canvas(QWidget):
    clicked = Signal(int)

    def __init__(
        self, theme: Theme, picture: QImage, marks: Sequence[PictureMark], mask: QImage, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme, self._picture, self._marks, self._mask = theme, picture, marks, mask
        self._chosen = NO_MARK
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)

    def choose(self, index: int) -> None:
        self._chosen = index
        self.update()

    def image(self) -> QImage:
        """Return the annotated picture in its own size, with lines and names as large as in a wide inspector."""
        image = QImage(self._picture.size(), QImage.Format.Format_RGB32)
        scale = max(image.width() / Size.INSPECTOR_MAX, 1.0)
        painter = QPainter(image)
        painter.scale(scale, scale)
        area = QRect(QPoint(0, 0), image.size() / scale)
        self._draw(painter, area)
        self._draw_legend(painter, area)
        painter.end()
        return image

    def sizeHint(self) -> QSize:
        return QSize(Size.INSPECTOR_MIN, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.setFixedHeight(self.width() * self._picture.height() // max(self._picture.width(), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        self._draw(QPainter(self), self.rect())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the smallest box under the mouse, or the region."""
        x, y = event.position().x() / max(self.width(), 1), event.position().y() / max(self.height(), 1)
        boxes = [(_area(mark.box), at) for at, mark in enumerate(self._marks) if mark.box and _contains(mark.box, x, y)]
        if boxes:
            self.clicked.emit(min(boxes)[1])
        elif not self._mask.isNull():
            place = QPoint(int(x * self._mask.width()), int(y * self._mask.height()))
            self.clicked.emit(self._mask.pixelIndex(place) - 1 if self._mask.valid(place) else NO_MARK)

    def _draw(self, painter: QPainter, area: QRect) -> None:
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(area, self._picture)
        colours = label_colours(self._theme, self._marks)
        if not self._mask.isNull():
            painter.drawImage(area, self._colour_regions(colours, area.size()))
        painter.setFont(self._theme.font(Type.SMALL))
        ordered = sorted(range(len(self._marks)), key=lambda at: at == self._chosen)
        for at in ordered:
            if (box := self._marks[at].box) is not None:
                self._draw_box(painter, _scaled(box, area), colours[at], at, area.width())

    def _colour_regions(self, colours: Sequence[QColor], size: QSize) -> QImage:
        """Return the regions in their colours, the chosen one stronger and the others fainter."""
        table = [qRgba(0, 0, 0, 0)] * 256
        for at, colour in enumerate(colours):
            cover = Opacity.PLAIN if self._chosen == NO_MARK else Opacity.STRONG if at == self._chosen else Opacity.SOFT
            table[at + 1] = qRgba(colour.red(), colour.green(), colour.blue(), cover)
        mask = self._mask.copy()
        mask.setColorTable(table)
        veil = mask.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
        return veil.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)

    def _draw_box(self, painter: QPainter, box: QRectF, colour: QColor, at: int, wide: int) -> None:
        chosen = at == self._chosen
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(colour, Space.XS if chosen else Space.XS / 2))
        painter.drawRect(box)
        if self._chosen != NO_MARK and not chosen:
            return
        self._draw_name(painter, box.topLeft(), colour, at, wide)

    def _draw_legend(self, painter: QPainter, area: QRect) -> None:
        """Draw the names of the regions, as many as fit: a saved file has no list beside it."""
        place, line = QPointF(Space.S, Space.S), painter.fontMetrics().height() + Space.XS
        for at, colour in enumerate(label_colours(self._theme, self._marks)):
            if self._marks[at].box is None and place.y() + line <= area.height():
                self._draw_name(painter, place, colour, at, area.width())
                place.setY(place.y() + line)

    def _draw_name(self, painter: QPainter, place: QPointF, colour: QColor, at: int, wide: int) -> None:
        metrics, text = painter.fontMetrics(), _mark_text(self._marks[at])
        chip = QRectF(place, QSizeF(metrics.horizontalAdvance(text) + Space.S, metrics.height()))
        chip.moveRight(max(chip.width(), min(chip.right(), wide)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawRoundedRect(chip, Radius.CONTROL / 2, Radius.CONTROL / 2)
        painter.setPen(self._theme.colour("on_accent"))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, text)


def label_colours(theme: Theme, marks: Sequence[PictureMark]) -> list[QColor]:
    """Return the colour of each mark: one for each label in order of appearance, starting again after the last."""
    order = {label: at for at, label in enumerate(dict.fromkeys(mark.label for mark in marks))}
    return [theme.colour(f"series_{order[mark.label] % SERIES_COLOURS + 1}") for mark in marks]


def _read(path: str) -> QImage:
    return QImage(path) if path else QImage()


def _mark_text(mark: PictureMark) -> str:
    return f"{mark.label} · {formatting.percent(mark.share)}"


def _swatch(colour: QColor, side: int) -> QIcon:
    pixmap = QPixmap(side, side)
    pixmap.fill(colour)
    return QIcon(pixmap)


def _scaled(box: Box, area: QRect) -> QRectF:
    left, top, right, bottom = box
    place = QRectF(left * area.width(), top * area.height(), (right - left) * area.width(), 0)
    place.setBottom(bottom * area.height())
    return place.intersected(QRectF(area).adjusted(1, 1, -1, -1))


def _contains(box: Box, x: float, y: float) -> bool:
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _area(box: Box | None) -> float:
    return (box[2] - box[0]) * (box[3] - box[1]) if box else 0.0
