"""What is looked at: the place, the search, the labels. Asks the engine for it and fills the views with what comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from desktop.widgets.picture_grid import PAGE, PictureGrid
from desktop.widgets.picture_tile import Tile
from desktop.widgets.score_bars import Score
from engine.capabilities.images import api as images
from engine.protocol.method import Method

MOST_PROBLEMS = 500


class Looking(QObject):
    """`shown` after each answer. An answer to a question that was asked before the last one is thrown away.

    What is found comes a page at a time as one scrolls: `reached` of `total` pictures are in the grid.
    """

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
        self._turn = 0
        self._waiting = False
        self._listed: images.ListPictures | None = None
        self._outlined: tuple[list[int], list[float]] = [], []
        self._same = False
        self._own: dict[int, tuple[float, ...]] = {}
        self.found: images.Found | None = None
        self.reached = self.total = 0
        grid.wanted.connect(self._fetch)
        grid.end_near.connect(self._more_pictures)
        duplicates.more_clicked.connect(self._more_duplicates)

    def look(self) -> None:
        """What was searched, or else the whole place, newest first."""
        place = self._places.place
        if self._asked is not None:
            self._asked.cancel()
        self._turn += 1
        self.reached = self.total = 0
        if not place.is_list or self._bar.asks:
            self._listed = None
        if place.duplicates:
            self._look_for_duplicates()
        elif place.problems:
            self._ask(images.LIST, _problems(), self._problems.show_pictures)
        elif place.is_list and not self._bar.asks:
            self._outlined = [], []
            self._outline()
        else:
            self._ask_page()
        self.shown.emit()

    def own_scores(self, picture: int) -> list[Score]:
        """The user's labels with their scores, while the pictures are sorted by them."""
        scores = self._own.get(picture) if self._places.place.labels else None
        return list(zip(self._labels.labels, scores, strict=False)) if scores else []

    def classify_request(self, first: int = 0) -> images.Classify:
        bar = self._labels
        return images.Classify(bar.labels, label=bar.label, threshold=bar.least, limit=PAGE, offset=first)

    def rule(self) -> images.Rule:
        """What an album of what is looked at would hold."""
        if self._places.place.labels:
            bar = self._labels
            return images.Rule(labels=bar.labels, label=bar.label, threshold=bar.least)
        return images.Rule(self._bar.words, self._filters())

    def _ask(self, method: Method[Any, Any, Any], request: object, take: Callable[[Any], None]) -> None:
        turn = self._turn
        self._waiting = True

        def hear(answer: object) -> None:
            if turn == self._turn:
                self._waiting = False
                take(answer)
                self.shown.emit()

        self._asked = self._errands.ask(method, request, hear)

    def _filters(self) -> images.Filters:
        return msgspec.structs.replace(self._bar.filters, folder=self._places.place.folder)

    # what is found, a page at a time

    def _ask_page(self, first: int = 0) -> None:
        place, bar = self._places.place, self._bar
        if place.album:
            self._ask(images.OPEN_ALBUM, images.OpenAlbum(place.album, PAGE, first), self._take_album)
        elif place.labels:
            self._sort(first)
        else:
            if not first:
                bar.show_searching()
            request = images.Search(bar.words, bar.likes, self._filters(), PAGE, first, bar.weaker)
            self._ask(images.SEARCH, request, self._take_found)

    def _more_pictures(self) -> None:
        if self.reached < self.total and not self._waiting:
            self._ask_page(self.reached)

    def _take_found(self, found: images.Found) -> None:
        if not self.reached:
            self.found = found
        self.total = found.convincing + (found.weaker if self._bar.weaker else 0)
        self._add([aspect(picture) for picture in found.results], [tile(picture) for picture in found.results])
        self._bar.show_found(found, self.reached, self.total)

    def _take_album(self, found: images.Pictures) -> None:
        self.found, self.total = None, found.total
        self._add([aspect(picture) for picture in found.pictures], [tile(picture) for picture in found.pictures])

    def _sort(self, first: int) -> None:
        if self._labels.ready:
            self._ask(images.CLASSIFY, self.classify_request(first), self._take_classes)
        else:
            self._labels.show_found(None)
            self._grid.show_shapes(())

    def _take_classes(self, found: images.Classification) -> None:
        if not self.reached:
            self._labels.show_found(found)
            self._own = {}
        self.total = found.total
        self._own |= {one.picture.id: one.scores for one in found.results}
        tiles = [labelled_tile(one, found.labels) for one in found.results]
        self._add([aspect(one.picture) for one in found.results], tiles)

    def _add(self, aspects: Sequence[float], tiles: Sequence[Tile]) -> None:
        """Below what is in the grid. A page that brings nothing is the last, whatever was counted before."""
        if self.reached:
            self._grid.extend(aspects)
        else:
            self._grid.show_shapes(aspects)
        self._grid.take(self.reached, tiles)
        self.reached += len(tiles)
        self.total = max(self.total, self.reached) if tiles else self.reached

    # listing

    def _outline(self) -> None:
        """The shapes of a long list come one part after another, while the first of them are looked at."""
        request = images.ListPictures(self._filters(), limit=images.AT_ONCE, offset=len(self._outlined[0]))
        self._ask(images.OUTLINE, request, lambda outline: self._take_outline(request, outline))

    def _take_outline(self, request: images.ListPictures, part: images.Outline) -> None:
        """What is at the same place is laid out when all of it is known, so that nothing moves under one's eyes."""
        (ids, shapes), aspects = self._outlined, [one / 100 for one in part.aspects]
        if not ids:
            self.found, listed = None, request
            self._same, self._listed = listed == self._listed, listed
            self._bar.show_found(None, part.total if self._bar.filter_card.narrows else 0)
            if not self._same:
                self._grid.show_list(part.ids, aspects, same_place=False)
        elif not self._same:
            self._grid.extend(aspects, part.ids)
        ids += part.ids
        shapes += aspects
        if part.ids and len(ids) < part.total:
            self._outline()
        elif self._same:
            self._grid.show_list(ids, shapes, same_place=True)

    def _fetch(self, first: int, count: int) -> None:
        """Tiles of a long list, as they come into view."""
        turn, listed = self._turn, self._listed
        if listed is None:
            return

        def take(found: images.Pictures) -> None:
            if turn == self._turn:
                self._grid.take(first, [tile(picture) for picture in found.pictures])

        self._errands.ask(images.LIST, msgspec.structs.replace(listed, limit=count, offset=first), take)

    # tidying up

    def _look_for_duplicates(self) -> None:
        self._duplicates.show_found(None)
        self._ask(images.DUPLICATES, images.FindDuplicates(limit=AT_ONCE), self._duplicates.show_found)

    def _more_duplicates(self) -> None:
        request = images.FindDuplicates(limit=AT_ONCE, offset=len(self._duplicates.groups))
        self._ask(images.DUPLICATES, request, self._duplicates.add_groups)


def _problems() -> images.ListPictures:
    return images.ListPictures(images.Filters(state="failed"), limit=MOST_PROBLEMS)
