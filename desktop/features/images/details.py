"""One picture in the inspector: how it looks, where it is from, what is seen and written in it."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets import amounts
from desktop.words import Worded, reason, tr
from engine.capabilities.images import api as images

MOST_LABELS = 5


class DetailsPane(Worded):
    similar_clicked = Signal(int)

    def __init__(self, theme: Theme, details: images.Details, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._details = details
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        pixmap = QPixmap(details.picture.thumbnail)
        if not pixmap.isNull():
            side = theme.px(Size.INSPECTOR_MIN)
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            self._picture.setPixmap(pixmap.scaled(QSize(side, side), keep, smooth))
        self._picture.setAccessibleName(details.picture.path)
        self._shown: list[tuple[QLabel, QLabel]] = []
        self._facts, self._labels = QGridLayout(), QGridLayout()
        self._similar, self._open = QPushButton(self), QPushButton(self)
        self._similar.setIcon(theme.icon("magnifying-glass"))
        self._open.setIcon(theme.icon("arrow-square-out"))
        self._open.setEnabled(details.exists)
        self._similar.clicked.connect(lambda: self.similar_clicked.emit(details.picture.id))
        self._open.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(details.picture.path)) and None)
        self._lay_out()
        self.retranslate()

    def retranslate(self) -> None:
        self._similar.setText(tr("images", "Similar pictures"))
        self._open.setText(tr("images", "Open in the system's viewer"))
        for (name, value), (said, worth) in zip(self._shown, self._rows(), strict=True):
            name.setText(said)
            value.setText(worth)

    def _rows(self) -> list[tuple[str, str]]:
        one, picture = self._details, self._details.picture
        place = ""
        if one.latitude is not None and one.longitude is not None:
            place = f"{amounts.number(one.latitude, 4)}, {amounts.number(one.longitude, 4)}"
        failed = reason(picture.reason, picture.values) if picture.reason else ""
        rows = [
            (tr("images", "Where"), picture.path if one.exists else tr("images", "{path} (gone)", path=picture.path)),
            (tr("images", "Taken"), _date(picture.taken_at)),
            (tr("images", "Camera"), one.camera),
            (tr("images", "Place"), place),
            (tr("images", "Size"), f"{picture.width} × {picture.height} · {amounts.size(one.bytes)} · {one.format}"),
            (tr("images", "Remark"), failed or one.notice),
            (tr("images", "Written in it"), one.text),
        ]
        return [(name, value) for name, value in rows if value]

    def _lay_out(self) -> None:
        for row, _ in enumerate(self._rows()):
            name, value = QLabel(self), QLabel(self)
            role(name, "faint")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            self._facts.addWidget(value, row, 1)
            self._shown.append((name, value))
        self._facts.setColumnStretch(1, 1)
        self._facts.setHorizontalSpacing(Space.M)
        for row, label in enumerate(self._details.labels[:MOST_LABELS]):
            self._add_label(row, label)
        self._labels.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self._picture)
        column.addLayout(self._labels)
        column.addLayout(self._facts)
        column.addWidget(self._similar)
        column.addWidget(self._open)
        column.addStretch(1)

    def _add_label(self, row: int, label: images.Label) -> None:
        name, bar, share = QLabel(label.name, self), QProgressBar(self), QLabel(self)
        share.setText(f"{amounts.number(label.score * 100)} %")
        role(share, "faint")
        bar.setTextVisible(False)
        bar.setRange(0, 1000)
        bar.setValue(round(label.score * 1000))
        bar.setAccessibleName(f"{label.name}: {share.text()}")
        for column, widget in enumerate((name, bar, share)):
            self._labels.addWidget(widget, row, column)


def _date(taken_at: str) -> str:
    moment = QDateTime.fromString(taken_at, Qt.DateFormat.ISODate)
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else taken_at
