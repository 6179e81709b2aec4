"""Details of one picture in the inspector: preview, labels, text, metadata, copies and similar pictures."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QImage, QPixmap
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.features.images.duplicates import copy_tile
from desktop.features.images.inspector.vision_panel import (
    NO_RESULT,
    MissingVisionModels,
    VisionButtons,
    annotated_picture,
)
from desktop.features.images.tiles import name_of
from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.i18n.faults import error_sentence
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.images.annotated_picture import AnnotatedPicture
from desktop.widgets.images.picture_strip import PictureStrip, StripPicture
from desktop.widgets.images.thumbnails import crop_rounded
from desktop.widgets.plots.score_bars import Score, ScoreBars
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

MAX_LABELS = 5
MAX_TEXT_LENGTH = 600
HEADINGS = {
    "seen": tr_noop("images", "Shown in the picture"),
    "own": tr_noop("images", "Your labels"),
    "similar": tr_noop("images", "Similar pictures"),
}


class DetailsPane(TranslatedWidget):
    """`own` are the person's labels with their scores, where pictures are sorted by labels."""

    similar_clicked = Signal(int)
    picture_clicked = Signal(int)
    saved = Signal(str, bool)

    def __init__(
        self, theme: Theme, details: images.PictureDetails, own: Sequence[Score] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._details = theme, details
        self.preview = QLabel(self)
        self.preview.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.preview.setPixmap(_preview(details.picture.thumbnail, theme.px(Size.INSPECTOR_MIN)))
        self.preview.setAccessibleName(name_of(details.picture.path))
        self.chat_buttons = QVBoxLayout()
        self._headings: dict[str, QLabel] = {}
        self._fact_labels: list[tuple[QLabel, QLabel]] = []
        self._scores: dict[str, Sequence[Score]] = {
            "own": sorted(own, key=lambda score: -score[1]),
            "seen": [(label.name, label.score) for label in details.labels[:MAX_LABELS]],
        }
        self.strip, self.copies = PictureStrip(theme, Size.STRIP, self), PictureStrip(theme, Size.COPY_SMALL, self)
        for strip in (self.strip, self.copies):
            strip.clicked.connect(self.picture_clicked)
        self.vision_buttons, self.missing_models = (
            VisionButtons(theme, details.vision_tasks, self),
            MissingVisionModels(details.vision_tasks, self),
        )
        if details.picture.state == "failed":
            self.vision_buttons.hide()
            self.missing_models.hide()
        self.annotated: AnnotatedPicture | None = None
        self.no_result, self._no_result_text, self._copy_count = QLabel(self), "", 0
        role(self.no_result, "soft")
        self.no_result.setWordWrap(True)
        self.no_result.hide()
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
        for key in ("copies", "similar"):
            self._headings[key].hide()
        self.retranslate()

    def show_similar(self, pictures: Sequence[images.Picture]) -> None:
        similar = [picture for picture in pictures if picture.id != self._details.picture.id and picture.thumbnail]
        self._headings["similar"].setVisible(bool(similar))
        self.strip.show_pictures(
            [StripPicture(picture.id, picture.thumbnail, name=name_of(picture.path)) for picture in similar]
        )

    def show_copies(self, copies: Sequence[images.DuplicatePicture]) -> None:
        """Show the picture's copies and itself, the best one first."""
        self._copy_count = len(copies)
        self._headings["copies"].setVisible(bool(copies))
        self.copies.show_pictures([copy_tile(copy, best=at == 0) for at, copy in enumerate(copies)])
        self.retranslate()

    def show_analysis(self, task: images.VisionTask, analysis: images.PictureAnalysis) -> None:
        """Show boxes or regions in place of the plain preview, until another task is run."""
        self.vision_buttons.reset()
        has_results = bool(analysis.objects or analysis.regions)
        self._no_result_text = "" if has_results else NO_RESULT[task]
        self.no_result.setVisible(not has_results)
        if self.annotated is not None:
            self.annotated.hide()
            self.annotated.deleteLater()
        self.preview.setVisible(not has_results)
        self.annotated = annotated_picture(self._theme, analysis, self) if has_results else None
        if self.annotated is not None:
            self.annotated.saved.connect(self.saved)
            self._column.insertWidget(0, self.annotated)
        self.retranslate()

    def retranslate(self) -> None:
        self._similar.setText(tr("images", "Similar pictures"))
        self._open.setText(tr("images", "Open in the system's viewer"))
        self._folder.setText(tr("images", "Show in its folder"))
        for key, label in self._headings.items():
            label.setText(
                tr("images", HEADINGS[key]) if key in HEADINGS else tr("images", "%n copies", self._copy_count)
            )
        self.no_result.setText(tr("images", self._no_result_text) if self._no_result_text else "")
        for (name, value), (name_text, value_text) in zip(self._fact_labels, self._fact_rows(), strict=True):
            name.setText(name_text)
            value.setText(value_text)

    def _fact_rows(self) -> list[tuple[str, str]]:
        details, picture = self._details, self._details.picture
        place = ""
        if details.latitude is not None and details.longitude is not None:
            place = f"{formatting.number(details.latitude, 4)}, {formatting.number(details.longitude, 4)}"
        failed = error_sentence(picture.reason, picture.values) if picture.reason else ""
        pixels = f"{picture.width} × {picture.height} · " if picture.width else ""
        rows = [
            (tr("images", "Note"), failed or details.notice),
            (tr("images", "Text in it"), _text_of(details)),
            (tr("images", "Taken"), _date(picture.taken_at)),
            (tr("images", "Camera"), details.camera),
            (tr("images", "Place"), place),
            (tr("images", "Size"), f"{pixels}{formatting.size(details.bytes)} · {details.format}".rstrip(" ·")),
            (
                tr("images", "Where"),
                picture.path if details.exists else tr("images", "{path} (gone)", path=picture.path),
            ),
        ]
        return [(name, value) for name, value in rows if value]

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.L, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(self.preview)
        column.addWidget(self.no_result)
        column.addWidget(self.vision_buttons)
        column.addWidget(self._similar)
        column.addWidget(self._open)
        column.addWidget(self._folder)
        column.addLayout(self.chat_buttons)
        for key, scores in self._scores.items():
            if scores:
                column.addSpacing(Space.S)
                column.addWidget(self._heading(key))
                column.addWidget(ScoreBars(self._theme, scores, self))
        column.addWidget(self.missing_models)
        column.addSpacing(Space.S)
        column.addLayout(self._fact_grid())
        column.addSpacing(Space.S)
        column.addWidget(self._heading("copies"))
        column.addWidget(self.copies)
        column.addWidget(self._heading("similar"))
        column.addWidget(self.strip)
        column.addStretch(1)

    def _heading(self, key: str) -> QLabel:
        label = self._headings[key] = QLabel(self)
        role(label, "section")
        return label

    def _fact_grid(self) -> QGridLayout:
        facts = QGridLayout()
        facts.setColumnStretch(1, 1)
        facts.setHorizontalSpacing(Space.M)
        for row, _ in enumerate(self._fact_rows()):
            name, value = QLabel(self), QLabel(self)
            role(name, "faint")
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setWordWrap(True)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            facts.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            facts.addWidget(value, row, 1)
            self._fact_labels.append((name, value))
        return facts


def _text_of(details: images.PictureDetails) -> str:
    if details.awaits_ocr:
        return tr("images", "Still to be read")
    if details.ocr_reason:
        return error_sentence(details.ocr_reason, {"name": name_of(details.picture.path), "limit": "", "pixels": ""})
    return details.text[:MAX_TEXT_LENGTH].strip()


def open_file(path: str) -> None:
    """Open a file or folder with the system's program for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def folder_of(path: str) -> str:
    return path[: -len(name_of(path))]


def _preview(thumbnail: str, side: int) -> QPixmap:
    picture = QImage(thumbnail) if thumbnail else QImage()
    if picture.isNull():
        return QPixmap()
    return QPixmap.fromImage(
        crop_rounded(picture, picture.size().scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio))
    )


def _date(taken_at: str) -> str:
    moment = QDateTime.fromString(taken_at, Qt.DateFormat.ISODate)
    return QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else taken_at
