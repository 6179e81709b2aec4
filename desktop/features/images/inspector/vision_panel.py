"""What models see in the picture of the inspector: its classes as bars, and boxes and regions for the asking."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.i18n import TranslatedWidget, tr, tr_noop
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Space
from desktop.widgets.images.annotated_picture import AnnotatedPicture, PictureMark
from engine.capabilities.images import api as images
from engine.protocol.model_kinds import VISION_TASKS

ASKED: dict[images.VisionTask, str] = {
    "detection": tr_noop("images", "Find things"),
    "segmentation": tr_noop("images", "Outline regions"),
}
LACKING: dict[images.VisionTask, str] = {
    "classification": tr_noop("images", "A classification model names what is seen."),
    "detection": tr_noop("images", "A detection model finds things in pictures."),
    "segmentation": tr_noop("images", "A segmentation model outlines regions."),
}
NOTHING: dict[images.VisionTask, str] = {
    "detection": tr_noop("images", "Nothing was found in this picture."),
    "segmentation": tr_noop("images", "No region was found in this picture."),
}


class VisionTask(TranslatedWidget):
    """A button for each thing that a model on the shelf can look for."""

    wanted = Signal(str)

    def __init__(self, theme: Theme, able: Sequence[images.VisionTask], parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = {sight: QPushButton(self) for sight in ASKED if sight in able}
        self._looking = ""
        column = _column(self)
        for sight, button in self.buttons.items():
            button.setIcon(theme.icon("bounding-box" if sight == "detection" else "selection-all"))
            button.clicked.connect(lambda _=False, sight=sight: self._ask(sight))
            column.addWidget(button)
        self.setVisible(bool(self.buttons))
        self.retranslate()

    def rest(self) -> None:
        """What was asked for has come, or will not."""
        self._looking = ""
        self.retranslate()

    def retranslate(self) -> None:
        for sight, button in self.buttons.items():
            looking = sight == self._looking
            button.setText(tr("images", "Looking…") if looking else tr("images", ASKED[sight]))
            button.setEnabled(not self._looking)

    def _ask(self, sight: images.VisionTask) -> None:
        self._looking = sight
        self.retranslate()
        self.wanted.emit(sight)


class Lacking(TranslatedWidget):
    """What no model on the shelf can see, and the way to where one is added."""

    models_clicked = Signal()

    def __init__(self, able: Sequence[images.VisionTask], parent: QWidget) -> None:
        super().__init__(parent)
        self._lacking = [sight for sight in VISION_TASKS if sight not in able]
        self.line, self._models = QLabel(self), QPushButton(self)
        self.line.setWordWrap(True)
        role(self.line, "faint")
        role(self._models, "link")
        self._models.clicked.connect(self.models_clicked)
        column = _column(self)
        column.addWidget(self.line)
        column.addWidget(self._models, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._lacking))
        self.retranslate()

    def retranslate(self) -> None:
        self.line.setText(" ".join(tr("images", LACKING[sight]) for sight in self._lacking))
        self._models.setText(tr("images", "Add a model"))


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.S)
    return column


def marked(theme: Theme, looked: images.PictureAnalysis, parent: QWidget) -> AnnotatedPicture:
    things = [PictureMark(one.label, one.score, (one.left, one.top, one.right, one.bottom)) for one in looked.things]
    regions = [PictureMark(one.label, one.share) for one in looked.regions]
    return AnnotatedPicture(theme, looked.view, things or regions, looked.mask, parent)
