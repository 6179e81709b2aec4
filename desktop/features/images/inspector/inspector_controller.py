"""Controller of the inspector: asks the engine for a picture's details, similar pictures, copies and vision results."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from desktop.feature import Shell
from desktop.features.images.gallery_controller import GalleryController
from desktop.features.images.image_requests import ImageRequests
from desktop.features.images.inspector.ask_in_chat import AskInChat
from desktop.features.images.inspector.details import DetailsPane
from desktop.features.images.tiles import name_of
from desktop.link.call import Call
from desktop.link.client import is_cancelled
from engine.capabilities.images import api as images

MAX_SIMILAR = 7
"""The picture itself and six similar ones."""


class InspectorController(QObject):
    """`similar_requested` carries a picture's id, name and thumbnail."""

    similar_requested = Signal(int, str, str)

    def __init__(self, shell: Shell, requests: ImageRequests, gallery: GalleryController) -> None:
        super().__init__(requests)
        self._shell, self._requests, self._gallery = shell, requests, gallery
        self._details_call: Call[object, object] | None = None

    def describe(self, picture: int) -> None:
        if self._details_call is not None:
            self._details_call.cancel()
        request = images.DescribePicture(picture, QLocale().name()[:2])
        self._details_call = self._requests.ask(images.DETAILS, request, self._on_details)

    def _on_details(self, details: images.PictureDetails) -> None:
        picture = details.picture
        name = name_of(picture.path)
        pane = DetailsPane(self._shell.theme, details, self._gallery.label_scores(picture.id))
        pane.similar_clicked.connect(lambda id: self.similar_requested.emit(id, name, picture.thumbnail))
        pane.picture_clicked.connect(self.describe)
        pane.saved.connect(self._requests.report_picture_saved)
        pane.missing_models.models_clicked.connect(lambda: self._shell.show_page("models"))
        pane.vision_buttons.requested.connect(lambda task: self._analyse(pane, picture.id, task))
        if details.exists and picture.state != "failed":
            pane.chat_buttons.addWidget(AskInChat(self._shell, picture.path))
        self._shell.show_in_inspector(name, pane)
        if picture.state == "indexed":
            request = images.SearchPictures(examples=(images.ExampleImage(picture=picture.id),), k=MAX_SIMILAR)
            similar = self._shell.client.call(images.SEARCH, request, pane)
            similar.on_result(lambda page: pane.show_similar(page.results[: page.convincing]))
        if picture.state != "failed":
            copies = self._shell.client.call(images.FIND_COPIES, images.FindCopies(picture.id), pane)
            copies.on_result(lambda copies: pane.show_copies(copies.copies))

    def _analyse(self, pane: DetailsPane, picture: int, task: images.VisionTask) -> None:
        """Run a vision task on the picture. The call belongs to the pane and ends with it."""
        request = images.AnalysePicture(picture, tasks=(task,), language=QLocale().name()[:2])
        call = self._shell.client.call(images.ANALYSE, request, pane)
        call.on_result(lambda analysis: pane.show_analysis(task, analysis))
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        call.on_failed(lambda _: pane.vision_buttons.reset())
