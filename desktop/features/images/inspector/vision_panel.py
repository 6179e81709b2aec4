"""Vision tasks for the picture in the inspector: buttons to find objects and regions, and hints on missing models."""

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

BUTTON_TEXTS: dict[images.VisionTask, str] = {
    "detection": tr_noop("images", "Find things"),
    "segmentation": tr_noop("images", "Outline regions"),
}
MISSING_MODEL_HINTS: dict[images.VisionTask, str] = {
    "classification": tr_noop("images", "A classification model names what a picture shows."),
    "detection": tr_noop("images", "A detection model finds things in pictures."),
    "segmentation": tr_noop("images", "A segmentation model outlines regions."),
}
NO_RESULT: dict[images.VisionTask, str] = {
    "detection": tr_noop("images", "Nothing was found in this picture."),
    "segmentation": tr_noop("images", "No region was found in this picture."),
}


class VisionButtons(TranslatedWidget):
    """A button for each vision task that an installed model can do."""

    requested = Signal(str)

    def __init__(self, theme: Theme, able: Sequence[images.VisionTask], parent: QWidget) -> None:
        super().__init__(parent)
        self.buttons = {task: QPushButton(self) for task in BUTTON_TEXTS if task in able}
        self._running_task = ""
        column = _column(self)
        for task, button in self.buttons.items():
            button.setIcon(theme.icon("bounding-box" if task == "detection" else "selection-all"))
            button.clicked.connect(lambda _=False, task=task: self._request(task))
            column.addWidget(button)
        self.setVisible(bool(self.buttons))
        self.retranslate()

    def reset(self) -> None:
        """Enable the buttons again after a task has ended."""
        self._running_task = ""
        self.retranslate()

    def retranslate(self) -> None:
        for task, button in self.buttons.items():
            is_running = task == self._running_task
            button.setText(tr("images", "Looking…") if is_running else tr("images", BUTTON_TEXTS[task]))
            button.setEnabled(not self._running_task)

    def _request(self, task: images.VisionTask) -> None:
        self._running_task = task
        self.retranslate()
        self.requested.emit(task)


class MissingVisionModels(TranslatedWidget):
    """Names the vision tasks without an installed model, with a link to the Models page."""

    models_clicked = Signal()

    def __init__(self, able: Sequence[images.VisionTask], parent: QWidget) -> None:
        super().__init__(parent)
        self._tasks = [task for task in VISION_TASKS if task not in able]
        self.hint, self._models = QLabel(self), QPushButton(self)
        self.hint.setWordWrap(True)
        role(self.hint, "faint")
        role(self._models, "link")
        self._models.clicked.connect(self.models_clicked)
        column = _column(self)
        column.addWidget(self.hint)
        column.addWidget(self._models, 0, Qt.AlignmentFlag.AlignLeft)
        self.setVisible(bool(self._tasks))
        self.retranslate()

    def retranslate(self) -> None:
        self.hint.setText(" ".join(tr("images", MISSING_MODEL_HINTS[task]) for task in self._tasks))
        self._models.setText(tr("images", "Add a model"))


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
    column.setSpacing(Space.S)
    return column


def annotated_picture(theme: Theme, analysis: images.PictureAnalysis, parent: QWidget) -> AnnotatedPicture:
    """Return the picture with its objects as boxes, or with its regions."""
    objects = [
        PictureMark(box.label, box.score, (box.left, box.top, box.right, box.bottom)) for box in analysis.objects
    ]
    regions = [PictureMark(region.label, region.share) for region in analysis.regions]
    return AnnotatedPicture(theme, analysis.view, objects or regions, analysis.mask, parent)
