"""What is looked at: the place, the search, the labels. Asks the engine for it and fills the views with what comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.images.duplicates import AT_ONCE, DuplicatesView
from desktop.features.images.image_requests import Errands
from desktop.features.images.labels_bar import LabelsBar
from desktop.features.images.problems import ProblemsView
from desktop.features.images.search.search_bar import SearchBar
from desktop.features.images.sidebar import Places
from desktop.features.images.tiles import aspect, labelled_tile, tile
from desktop.link.call import Call
from desktop.widgets.images.picture_grid import PAGE, PictureGrid
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.plots.score_bars import Score
from engine.capabilities.images import api as images
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")

MOST_PROBLEMS = 500


Question = images.ListPictures | images.SearchPictures | images.OpenAlbum | images.LabelPictures


class Looking(QObject):
    """`shown` after each answer. An answer to a question that was asked before the last one is thrown away.

    What is found comes a page at a time as one scrolls: `reached` of `total` pictures are in the grid. The same question
    asked again (pictures were added) leaves what is looked at where it is.
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
        self._asked: Call[object, object] | None = None
        self._turn, self._waiting = 0, False
        self._question: Question | None = None
        self._same, self._before = False, 0
        self._ids: list[int] = []
        self._aspects: list[float] = []
        self._tiles: list[PictureTile] = []
        self._own: dict[int, tuple[float, ...]] = {}
        self.found: images.PictureSearchResults | None = None
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
        question = None if place.duplicates or place.problems else self._page(0)
        self._same, self._question = question is not None and question == self._question, question
        self._before = self.reached if self._same else 0
        self._ids, self._aspects, self._tiles = [], [], []
        if place.duplicates:
            self._look_for_duplicates()
        elif place.problems:
            self._ask(images.LIST, _problems(), self._problems.show_pictures)
        elif place.labels and not self._labels.ready:
            self._labels.show_found(None)
            self._grid.show_shapes(())
        else:
            self._ask_page()
        self.shown.emit()

    def own_scores(self, picture: int) -> list[Score]:
        """The user's labels with their scores, while the pictures are sorted by them."""
        scores = self._own.get(picture) if self._places.place.labels else None
        return list(zip(self._labels.labels, scores, strict=False)) if scores else []

    def classify_request(self, first: int = 0) -> images.LabelPictures:
        bar = self._labels
        return images.LabelPictures(bar.labels, label=bar.label, threshold=bar.least, limit=PAGE, offset=first)

    def rule(self) -> images.AlbumRule:
        """What an album of what is looked at would hold."""
        if self._places.place.labels:
            bar = self._labels
            return images.AlbumRule(labels=bar.labels, label=bar.label, threshold=bar.least)
        return images.AlbumRule(self._bar.words, self._filters())

    def _ask(self, method: Method[RequestT, None, ResultT], request: RequestT, take: Callable[[ResultT], None]) -> None:
        """What failed is reported, and asked for again only when one looks anew."""
        turn = self._turn
        self._waiting = True

        def hear(answer: ResultT) -> None:
            if turn == self._turn:
                self._waiting = False
                take(answer)
                self.shown.emit()

        self._asked = self._errands.ask(method, request, hear)

    def _filters(self) -> images.PictureFilters:
        return msgspec.structs.replace(self._bar.filters, folder=self._places.place.folder)

    # a page at a time

    def _page(self, first: int) -> Question:
        place, bar = self._places.place, self._bar
        if place.album:
            return images.OpenAlbum(place.album, PAGE, first)
        if place.labels:
            return self.classify_request(first)
        if bar.asks:
            return images.SearchPictures(bar.words, bar.likes, self._filters(), PAGE, first, bar.weaker)
        return images.ListPictures(self._filters(), limit=images.LAYOUT_LIMIT, offset=first)

    def _ask_page(self) -> None:
        question = self._page(len(self._ids))
        match question:
            case images.OpenAlbum():
                self._ask(images.OPEN_ALBUM, question, self._take_album)
            case images.LabelPictures():
                self._ask(images.LABEL, question, self._take_classes)
            case images.SearchPictures():
                if not self._ids and not self._same:
                    self._bar.show_searching()
                self._ask(images.SEARCH, question, self._take_found)
            case images.ListPictures():
                self._ask(images.GRID_LAYOUT, question, self._take_outline)

    def _more_pictures(self) -> None:
        if self.reached < self.total and not self._waiting:
            self._ask_page()

    def _take_found(self, found: images.PictureSearchResults) -> None:
        if not self._ids:
            self.found = found
        self._add_pictures(found.results, found.convincing + (found.weaker if self._bar.weaker else 0))
        self._bar.show_found(found, self.reached, self.total)

    def _take_album(self, found: images.Pictures) -> None:
        self.found = None
        self._add_pictures(found.pictures, found.total)

    def _add_pictures(self, found: Sequence[images.Picture], total: int) -> None:
        tiles = [tile(picture) for picture in found]
        self._add(total, [one.id for one in tiles], [aspect(picture) for picture in found], tiles)

    def _take_classes(self, found: images.PictureLabels) -> None:
        if not self._ids:
            self._labels.show_found(found)
            self._own = {}
        self._own |= {one.picture.id: one.scores for one in found.results}
        tiles = [labelled_tile(one, found.labels) for one in found.results]
        self._add(found.total, [one.id for one in tiles], [aspect(one.picture) for one in found.results], tiles)

    def _take_outline(self, part: images.GridLayout) -> None:
        """The shapes of a long list come one part after another, while the first of them are looked at."""
        if not self._ids:
            self.found = None
            self._bar.show_found(None, part.total if self._bar.filter_card.narrows else 0)
        self._add(part.total, part.ids, [one / 100 for one in part.aspects], ())

    def _add(self, total: int, ids: Sequence[int], aspects: Sequence[float], tiles: Sequence[PictureTile]) -> None:
        """Below what is in the grid. The same again is shown when there is as much of it as before: nothing moves meanwhile."""
        first = len(self._ids)
        self._ids += ids
        self._aspects += aspects
        self._tiles += tiles
        self.total = total if ids else first  # what was counted may be gone
        listing = isinstance(self._question, images.ListPictures)
        more = len(self._ids) < self.total and (listing or (self._same and len(self._ids) < self._before))
        if not self._same and first:
            self._grid.extend(aspects, ids)
            self._grid.take(first, tiles)
        elif not (self._same and more):
            self._grid.show_list([*self._ids], [*self._aspects], self._same)
            self._grid.take(0, self._tiles)
            self._same = False
        self.reached = len(self._ids)
        if more:
            self._ask_page()

    def _fetch(self, first: int, count: int) -> None:
        """Tiles of a long list, as they come into view."""
        turn, listed = self._turn, self._question
        if not isinstance(listed, images.ListPictures):
            return

        def take(found: images.Pictures) -> None:
            if turn == self._turn:
                self._grid.take(first, [tile(picture) for picture in found.pictures])

        self._errands.ask(images.LIST, msgspec.structs.replace(listed, limit=count, offset=first), take)

    # tidying up

    def _look_for_duplicates(self) -> None:
        self._duplicates.show_found(None)
        self._ask(images.FIND_DUPLICATES, images.FindDuplicates(limit=AT_ONCE), self._duplicates.show_found)

    def _more_duplicates(self) -> None:
        request = images.FindDuplicates(limit=AT_ONCE, offset=len(self._duplicates.groups))
        self._ask(images.FIND_DUPLICATES, request, self._duplicates.add_groups)


def _problems() -> images.ListPictures:
    return images.ListPictures(images.PictureFilters(state="failed"), limit=MOST_PROBLEMS)
