"""What is looked at: the place, the search, the labels. Asks the engine for it and fills the views with what comes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.images.duplicates import AT_ONCE, DuplicatesView
from desktop.features.images.errands import Errands
from desktop.features.images.labels_bar import LabelsBar
from desktop.features.images.places import Places
from desktop.features.images.problems import ProblemsView
from desktop.features.images.search_bar import SearchBar
from desktop.features.images.tiles import aspect, labelled_tile, tile
from desktop.link.call import Call
from desktop.widgets.picture_grid import PictureGrid
from desktop.widgets.score_bars import Score
from engine.capabilities.images import api as images
from engine.protocol.method import Method

MOST_FOUND = 500
EVERY = 1_000_000


class Looking(QObject):
    """`shown` after each answer. An answer to a question that was asked before the last one is thrown away."""

    shown = Signal()

    def __init__(
        self,
        errands: Errands,
        places: Places,
        bar: SearchBar,
        labels: LabelsBar,
        grid: PictureGrid,
        duplicates: DuplicatesView,
        problems: ProblemsView,
    ) -> None:
        super().__init__(errands)
        self._errands, self._places, self._bar, self._labels = errands, places, bar, labels
        self._grid, self._duplicates, self._problems = grid, duplicates, problems
        self._asked: Call | None = None
        self._listed: images.ListPictures | None = None
        self._own: dict[int, tuple[float, ...]] = {}
        self.found: images.Found | None = None
        grid.wanted.connect(self._fetch)
        duplicates.more_clicked.connect(self._more_duplicates)

    def look(self) -> None:
        """What was searched, or else the whole place, newest first."""
        place = self._places.place
        if self._asked is not None:
            self._asked.cancel()
        if not place.is_list or self._bar.asks:
            self._listed = None
        if place.duplicates:
            self._look_for_duplicates()
        elif place.problems:
            self._ask(images.LIST, _problems(), self._problems.show_pictures)
        elif place.labels:
            self._sort()
        elif place.album:
            self._ask(images.OPEN_ALBUM, images.OpenAlbum(place.album, MOST_FOUND), self._take_album)
        elif self._bar.asks:
            self._search()
        else:
            self._ask(images.OUTLINE, self._list_request(), self._take_outline)
        self.shown.emit()

    def own_scores(self, picture: int) -> list[Score]:
        """The user's labels with their scores, while the pictures are sorted by them."""
        scores = self._own.get(picture) if self._places.place.labels else None
        return list(zip(self._labels.labels, scores, strict=False)) if scores else []

    def classify_request(self) -> images.Classify:
        bar = self._labels
        return images.Classify(bar.labels, label=bar.label, threshold=bar.least, limit=MOST_FOUND)

    def rule(self) -> images.Rule:
        """What an album of what is looked at would hold."""
        if self._places.place.labels:
            bar = self._labels
            return images.Rule(labels=bar.labels, label=bar.label, threshold=bar.least)
        return images.Rule(self._bar.words, self._filters())

    def _ask(self, method: Method[Any, Any, Any], request: object, take: Callable[[Any], None]) -> None:
        call = self._asked = self._errands.ask(method, request, lambda answer: self._take(call, take, answer))

    def _take(self, call: Call, take: Callable[[Any], None], answer: object) -> None:
        if call is self._asked:
            take(answer)
            self.shown.emit()

    def _filters(self) -> images.Filters:
        return msgspec.structs.replace(self._bar.filters, folder=self._places.place.folder)

    # searching

    def _search(self) -> None:
        bar = self._bar
        bar.show_searching()
        request = images.Search(bar.words, bar.likes, self._filters(), MOST_FOUND, 0, bar.weaker)
        self._ask(images.SEARCH, request, self._take_found)

    def _take_found(self, found: images.Found) -> None:
        self.found = found
        self._bar.show_found(found)
        self._show_pictures(found.results)

    # listing

    def _list_request(self, first: int = 0, count: int = EVERY) -> images.ListPictures:
        return images.ListPictures(self._filters(), limit=count, offset=first)

    def _take_outline(self, outline: images.Outline) -> None:
        self.found = None
        self._bar.show_found(None, outline.total if self._bar.filter_card.narrows else None)
        request = self._list_request()
        same, self._listed = request == self._listed, request
        self._grid.show_list(outline.ids, [one / 100 for one in outline.aspects], same)

    def _take_album(self, found: images.Pictures) -> None:
        self.found = None
        self._bar.show_found(None)
        self._show_pictures(found.pictures)

    def _show_pictures(self, pictures: tuple[images.Picture, ...]) -> None:
        self._grid.show_shapes([aspect(picture) for picture in pictures])
        self._grid.take(0, [tile(picture) for picture in pictures])

    def _fetch(self, first: int, count: int) -> None:
        """Tiles of a long list, as they come into view."""
        asked, listed = self._asked, self._listed
        if listed is None:
            return

        def take(found: images.Pictures) -> None:
            if asked is self._asked:
                self._grid.take(first, [tile(picture) for picture in found.pictures])

        self._errands.ask(images.LIST, msgspec.structs.replace(listed, limit=count, offset=first), take)

    # tidying up

    def _look_for_duplicates(self) -> None:
        self._duplicates.show_found(None)
        self._ask(images.DUPLICATES, images.FindDuplicates(limit=AT_ONCE), self._duplicates.show_found)

    def _more_duplicates(self) -> None:
        request = images.FindDuplicates(limit=AT_ONCE, offset=len(self._duplicates.groups))
        self._ask(images.DUPLICATES, request, self._duplicates.add_groups)

    def _sort(self) -> None:
        if self._labels.ready:
            self._ask(images.CLASSIFY, self.classify_request(), self._take_classes)
        else:
            self._labels.show_found(None)
            self._grid.show_shapes(())

    def _take_classes(self, found: images.Classification) -> None:
        self._labels.show_found(found)
        self._own = {one.picture.id: one.scores for one in found.results}
        self._grid.show_shapes([aspect(one.picture) for one in found.results])
        self._grid.take(0, [labelled_tile(one, found.labels) for one in found.results])


def _problems() -> images.ListPictures:
    return images.ListPictures(images.Filters(state="failed"), limit=MOST_FOUND)
