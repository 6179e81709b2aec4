"""One picture in the inspector: how it looks, what is seen and written in it, where it is from, what is like it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.images.duplicates import shown_copy
from desktop.features.images.inspector.vision_panel import NOTHING, Lacking, VisionTask, marked
from desktop.features.images.tiles import name_of
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.i18n.faults import error_sentence
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.annotated_picture import AnnotatedPicture
from desktop.widgets.images.picture_strip import PictureStrip, StripPicture
from desktop.widgets.images.thumbnails import cut
from desktop.widgets.plots.score_bars import Score, ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

MOST_LABELS = 5
LONGEST_TEXT = 600
HEADINGS = {
    "seen": tr_noop("images", "What is seen"),
    "own": tr_noop("images", "Your labels"),
    "alike": tr_noop("images", "Similar pictures"),
}


class DetailsPane(TranslatedWidget):
    """`own` are the user's labels with their scores, where the picture was sorted by some."""

    similar_clicked = Signal(int)
    picture_clicked = Signal(int)
    saved = Signal(str, bool)

    def __init__(
        self, theme: Theme, details: images.PictureDetails, own: Sequence[Score] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._details = theme, details
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setPixmap(_large(details.picture.thumbnail, theme.px(Size.INSPECTOR_MIN)))
        self._picture.setAccessibleName(name_of(details.picture.path))
        self.ways = QVBoxLayout()
        self._headings: dict[str, QLabel] = {}
        self._shown: list[tuple[QLabel, QLabel]] = []
        self._scores: dict[str, Sequence[Score]] = {
            "own": sorted(own, key=lambda score: -score[1]),
            "seen": [(label.name, label.score) for label in details.labels[:MOST_LABELS]],
        }
        self.strip, self.copies = PictureStrip(theme, Size.STRIP, self), PictureStrip(theme, Size.COPY_SMALL, self)
        for strip in (self.strip, self.copies):
            strip.clicked.connect(self.picture_clicked)
        self.sight, self.lacking = VisionTask(theme, details.sights, self), Lacking(details.sights, self)
        if details.picture.state == "failed":
            self.sight.hide()
            self.lacking.hide()
        self.marked: AnnotatedPicture | None = None
        self._said, self._looked, self._copied = QLabel(self), "", 0
        role(self._said, "soft")
        self._said.setWordWrap(True)
        self._said.hide()
        self._similar, self._open, self._folder = QPushButton(self), QPushButton(self), QPushButton(self)
        self._similar.setIcon(theme.icon("magnifying-glass"))
        self._open.setIcon(theme.icon("arrow-square-out"))
        self._folder.setIcon(theme.icon("folder-open"))
        for button in (self._open, self._folder):
            button.setEnabled(details.exists)
        self._similar.clicked.connect(lambda: self.similar_clicked.emit(details.picture.id))
        self._open.clicked.connect(lambda: open_file(details.picture.path))
        self._folder.clicked.connect(lambda: open_file(folder_of(details.picture.path)))
        self._lay_out()
        for key in ("copies", "alike"):
            self._headings[key].hide()
        self.retranslate()

    def show_alike(self, found: Sequence[images.Picture]) -> None:
        alike = [picture for picture in found if picture.id != self._details.picture.id and picture.thumbnail]
        self._headings["alike"].setVisible(bool(alike))
        self.strip.show_pictures(
            [StripPicture(picture.id, picture.thumbnail, name=name_of(picture.path)) for picture in alike]
        )

    def show_copies(self, found: Sequence[images.DuplicatePicture]) -> None:
        """The picture's own among them, the one to keep first."""
        self._copied = len(found)
        self._headings["copies"].setVisible(bool(found))
        self.copies.show_pictures([shown_copy(copy, best=at == 0) for at, copy in enumerate(found)])
        self.retranslate()

    def show_looked(self, sight: images.VisionTask, looked: images.PictureAnalysis) -> None:
        """In place of the picture as it is, until something else is looked for."""
        self.sight.rest()
        found = bool(looked.things or looked.regions)
        self._looked = "" if found else NOTHING[sight]
        self._said.setVisible(not found)
        if self.marked is not None:
            self.marked.hide()
            self.marked.deleteLater()
        self._picture.setVisible(not found)
        self.marked = marked(self._theme, looked, self) if found else None
        if self.marked is not None:
            self.marked.saved.connect(self.saved)
            self._column.insertWidget(0, self.marked)
        self.retranslate()

    def retranslate(self) -> None:
        self._similar.setText(tr("images", "Similar pictures"))
        self._open.setText(tr("images", "Open in the system's viewer"))
        self._folder.setText(tr("images", "Show in its folder"))
        for key, label in self._headings.items():
            label.setText(tr("images", HEADINGS[key]) if key in HEADINGS else tr("images", "%n copies", self._copied))
        self._said.setText(tr("images", self._looked) if self._looked else "")
        for (name, value), (said, worth) in zip(self._shown, self._rows(), strict=True):
            name.setText(said)
            value.setText(worth)

    def _rows(self) -> list[tuple[str, str]]:
        one, picture = self._details, self._details.picture
        place = ""
        if one.latitude is not None and one.longitude is not None:
            place = f"{formatting.number(one.latitude, 4)}, {formatting.number(one.longitude, 4)}"
        failed = error_sentence(picture.reason, picture.values) if picture.reason else ""
        pixels = f"{picture.width} × {picture.height} · " if picture.width else ""
        rows = [
            (tr("images", "Remark"), failed or one.notice),
            (tr("images", "Written in it"), _written(one)),
            (tr("images", "Taken"), _date(picture.taken_at)),
            (tr("images", "Camera"), one.camera),
            (tr("images", "Place"), place),
            (tr("images", "Size"), f"{pixels}{formatting.size(one.bytes)} · {one.format}".rstrip(" ·")),
            (tr("images", "Where"), picture.path if one.exists else tr("images", "{path} (gone)", path=picture.path)),
        ]
        return [(name, value) for name, value in rows if value]

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self._picture)
        column.addWidget(self._said)
        column.addWidget(self.sight)
        column.addWidget(self._similar)
        column.addWidget(self._open)
        column.addWidget(self._folder)
        column.addLayout(self.ways)
        for key, scores in self._scores.items():
            if scores:
                column.addSpacing(Space.S)
                column.addWidget(self._heading(key))
                column.addWidget(ScoreBars(self._theme, scores, self))
        column.addWidget(self.lacking)
        column.addSpacing(Space.S)
        column.addLayout(self._facts())
        column.addSpacing(Space.S)
        column.addWidget(self._heading("copies"))
        column.addWidget(self.copies)
        column.addWidget(self._heading("alike"))
        column.addWidget(self.strip)
        column.addStretch(1)

    def _heading(self, key: str) -> QLabel:
        label = self._headings[key] = QLabel(self)
        role(label, "section")
        return label

    def _facts(self) -> QGridLayout:
        facts = QGridLayout()
        facts.setColumnStretch(1, 1)
        facts.setHorizontalSpacing(Space.M)
        for row, _ in enumerate(self._rows()):
            name, value = QLabel(self), QLabel(self)
            role(name, "faint")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
            self._shown.append((name, value))
        return facts


def _written(one: images.PictureDetails) -> str:
    if one.text_waiting:
        return tr("images", "Still to be read")
    if one.text_reason:
        return error_sentence(one.text_reason, {"name": name_of(one.picture.path), "limit": "", "pixels": ""})
    return one.text[:LONGEST_TEXT].strip()


def open_file(path: str) -> None:
    """With the program that the system opens it with."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def folder_of(path: str) -> str:
    return path[: -len(name_of(path))]


def _large(thumbnail: str, side: int) -> QPixmap:
    picture = QImage(thumbnail) if thumbnail else QImage()
    if picture.isNull():
        return QPixmap()
    return QPixmap.fromImage(cut(picture, picture.size().scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio)))


def _date(taken_at: str) -> str:
    moment = QDateTime.fromString(taken_at, Qt.DateFormat.ISODate)
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else taken_at
