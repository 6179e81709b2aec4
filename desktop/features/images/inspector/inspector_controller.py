"""The picture of the inspector: asks the engine for all that is known of it, and for what models see in it."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Signal

from desktop.feature import Shell
from desktop.features.images.gallery_controller import Looking
from desktop.features.images.image_requests import Errands
from desktop.features.images.inspector.ask_in_chat import Asking
from desktop.features.images.inspector.details import DetailsPane
from desktop.features.images.tiles import name_of
from desktop.link.call import Call
from desktop.link.client import is_cancelled
from engine.capabilities.images import api as images

MOST_ALIKE = 7
"""The picture itself and six like it."""


class Inspecting(QObject):
    """`similar_wanted` carries a picture's id, name and thumbnail."""

    similar_wanted = Signal(int, str, str)

    def __init__(self, shell: Shell, errands: Errands, looking: Looking) -> None:
        super().__init__(errands)
        self._shell, self._errands, self._looking = shell, errands, looking
        self._described: Call[object, object] | None = None

    def describe(self, picture: int) -> None:
        if self._described is not None:
            self._described.cancel()
        request = images.DescribePicture(picture, QLocale().name()[:2])
        self._described = self._errands.ask(images.DETAILS, request, self._inspect)

    def _inspect(self, details: images.PictureDetails) -> None:
        picture = details.picture
        name = name_of(picture.path)
        pane = DetailsPane(self._shell.theme, details, self._looking.own_scores(picture.id))
        pane.similar_clicked.connect(lambda id: self.similar_wanted.emit(id, name, picture.thumbnail))
        pane.picture_clicked.connect(self.describe)
        pane.saved.connect(self._errands.say_picture_saved)
        pane.lacking.models_clicked.connect(lambda: self._shell.show_page("models"))
        pane.sight.wanted.connect(lambda sight: self._look(pane, picture.id, sight))
        if details.exists and picture.state != "failed":
            pane.ways.addWidget(Asking(self._shell, picture.path))
        self._shell.show_in_inspector(name, pane)
        if picture.state == "indexed":
            request = images.SearchPictures(likes=(images.ExampleImage(picture=picture.id),), k=MOST_ALIKE)
            alike = self._shell.client.call(images.SEARCH, request, pane)
            alike.on_result(lambda found: pane.show_alike(found.results))
        if picture.state != "failed":
            copies = self._shell.client.call(images.FIND_COPIES, images.FindCopies(picture.id), pane)
            copies.on_result(lambda found: pane.show_copies(found.copies))

    def _look(self, pane: DetailsPane, picture: int, sight: images.VisionTask) -> None:
        """The pane's own call: it goes with the pane."""
        request = images.AnalysePicture(picture, sights=(sight,), language=QLocale().name()[:2])
        call = self._shell.client.call(images.ANALYSE, request, pane)
        call.on_result(lambda looked: pane.show_looked(sight, looked))
        call.on_failed(lambda fault: None if is_cancelled(fault) else self._shell.report(fault))
        call.on_failed(lambda _: pane.sight.rest())
