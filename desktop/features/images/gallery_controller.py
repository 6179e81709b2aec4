"""Controller of the gallery: asks the engine for the chosen view, search or labels, and fills the widgets with the results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from PySide6.QtCore import QObject, Signal

from desktop.features.images.duplicates import GROUPS_PER_PAGE, DuplicatesView
from desktop.features.images.image_requests import ImageRequests
from desktop.features.images.labels_bar import LabelsBar
from desktop.features.images.problems import ProblemsView
from desktop.features.images.search.search_bar import SearchBar
from desktop.features.images.sidebar import Sidebar
from desktop.features.images.tiles import aspect, labelled_tile, tile
from desktop.i18n import tr, tr_noop
from desktop.link.call import Call
from desktop.widgets.images.picture_grid import PAGE, PictureGrid
from desktop.widgets.images.picture_tile import PictureTile
from desktop.widgets.plots.score_bars import Score
from engine.capabilities.images import api as images
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
ResultT = TypeVar("ResultT")

MAX_PROBLEMS = 500
LESS_SURE, NONE_OF_THESE = tr_noop("images", "Less sure"), tr_noop("images", "None of these")

GalleryQuery = images.ListPictures | images.SearchPictures | images.OpenAlbum | images.LabelPictures


class GalleryController(QObject):
    """Emits `shown` after each result; results of queries before the last one are dropped.

    Results arrive a page at a time while the person scrolls: `reached` of `total` pictures are in the grid. The same query
    again (pictures were added) keeps the scroll position.
    """

    shown = Signal()

    def __init__(
        self,
        requests: ImageRequests,
        sidebar: Sidebar,
        bar: SearchBar,
        labels: LabelsBar,
        grid: PictureGrid,
        duplicates: DuplicatesView,
        problems: ProblemsView,
    ) -> None:
        super().__init__(requests)
        self._requests, self._sidebar, self._bar, self._labels = requests, sidebar, bar, labels
        self._grid, self._duplicates, self._problems = grid, duplicates, problems
        self._call: Call[object, object] | None = None
        self._generation, self._is_waiting = 0, False
        self._query: GalleryQuery | None = None
        self._is_same_query, self._reached_before = False, 0
        self._ids: list[int] = []
        self._aspects: list[float] = []
        self._tiles: list[PictureTile] = []
        self._label_scores: dict[int, tuple[float, ...]] = {}
        self._section, self._heading = 0, ""
        """Index of the first picture of the second section, and its heading."""
        self.results: images.PictureSearchResults | None = None
        self.reached = self.total = 0
        grid.tiles_requested.connect(self._fetch)
        grid.end_near.connect(self._on_end_near)
        duplicates.more_clicked.connect(self._on_more_duplicates)

    def load(self) -> None:
        """Load the search results, or without a search the whole view, newest first."""
        view = self._sidebar.view
        if self._call is not None:
            self._call.cancel()
        self._generation += 1
        query = None if view.duplicates or view.problems else self._page(0)
        self._is_same_query, self._query = query is not None and query == self._query, query
        self._reached_before = self.reached if self._is_same_query else 0
        self._ids, self._aspects, self._tiles = [], [], []
        if view.duplicates:
            self._find_duplicates()
        elif view.problems:
            self._send(images.LIST, _problems(), self._problems.show_pictures)
        elif view.labels and not self._labels.is_ready:
            self._labels.show_results(None)
            self._grid.set_section(0, "")
            self._grid.show_shapes(())
        else:
            self._request_page()
        self.shown.emit()

    def retranslate(self) -> None:
        """Show the heading of the second section in the user's language."""
        self._grid.set_section(self._section, tr("images", self._heading) if self._heading else "")

    def label_scores(self, picture: int) -> list[Score]:
        """Return the person's labels with a picture's scores while pictures are sorted by labels, else an empty list."""
        scores = self._label_scores.get(picture) if self._sidebar.view.labels else None
        return list(zip(self._labels.labels, scores, strict=False)) if scores else []

    def label_request(self, first: int = 0) -> images.LabelPictures:
        bar = self._labels
        return images.LabelPictures(
            bar.labels,
            label=bar.label,
            none_of_these=bar.shows_none,
            threshold=bar.threshold_value,
            limit=PAGE,
            offset=first,
        )

    def rule(self) -> images.AlbumRule:
        """Return the rule of an album with the pictures shown now."""
        if self._sidebar.view.labels:
            bar = self._labels
            return images.AlbumRule(labels=bar.labels, label=bar.label, threshold=bar.threshold_value)
        return images.AlbumRule(self._bar.words, self._filters())

    def _send(
        self, method: Method[RequestT, None, ResultT], request: RequestT, receive: Callable[[ResultT], None]
    ) -> None:
        """Send a request; `receive` gets its result unless another load has begun. A failure is reported, not retried."""
        generation = self._generation
        self._is_waiting = True

        def on_result(answer: ResultT) -> None:
            if generation == self._generation:
                self._is_waiting = False
                receive(answer)
                self.shown.emit()

        self._call = self._requests.ask(method, request, on_result)

    def _filters(self) -> images.PictureFilters:
        return msgspec.structs.replace(self._bar.filters, folder=self._sidebar.view.folder)

    # a page at a time

    def _page(self, first: int) -> GalleryQuery:
        view, bar = self._sidebar.view, self._bar
        if view.album:
            return images.OpenAlbum(view.album, PAGE, first)
        if view.labels:
            return self.label_request(first)
        if bar.has_query:
            return images.SearchPictures(bar.words, bar.examples, self._filters(), PAGE, first, bar.weaker_shown)
        return images.ListPictures(self._filters(), limit=images.LAYOUT_LIMIT, offset=first)

    def _request_page(self) -> None:
        query = self._page(len(self._ids))
        match query:
            case images.OpenAlbum():
                self._send(images.OPEN_ALBUM, query, self._on_album)
            case images.LabelPictures():
                self._send(images.LABEL, query, self._on_labels)
            case images.SearchPictures():
                if not self._ids and not self._is_same_query:
                    self._bar.show_searching()
                self._send(images.SEARCH, query, self._on_search_results)
            case images.ListPictures():
                self._send(images.GRID_LAYOUT, query, self._on_layout)

    def _on_end_near(self) -> None:
        if self.reached < self.total and not self._is_waiting:
            self._request_page()

    def _on_search_results(self, results: images.PictureSearchResults) -> None:
        if not self._ids:
            self.results = results
        first, sure = len(self._ids), results.convincing
        self._section, self._heading = sure, LESS_SURE if results.weaker else ""
        tiles = [tile(picture, is_less_sure=at >= sure) for at, picture in enumerate(results.results, first)]
        total = sure + (results.weaker if self._bar.weaker_shown else results.less_sure)
        self._add(total, [t.id for t in tiles], [aspect(picture) for picture in results.results], tiles)
        self._bar.show_results(results, self.reached, self.total)

    def _on_album(self, results: images.Pictures) -> None:
        self.results, self._heading = None, ""
        tiles = [tile(picture) for picture in results.pictures]
        self._add(results.total, [t.id for t in tiles], [aspect(picture) for picture in results.pictures], tiles)

    def _on_labels(self, results: images.PictureLabels) -> None:
        if not self._ids:
            self._labels.show_results(results)
            self._label_scores = {}
        is_whole = not (self._labels.label or self._labels.shows_none)
        self._section, self._heading = sum(results.counts), NONE_OF_THESE if is_whole and results.none else ""
        self._label_scores |= {picture.picture.id: picture.scores for picture in results.results}
        tiles = [labelled_tile(picture, results.labels) for picture in results.results]
        self._add(results.total, [t.id for t in tiles], [aspect(picture.picture) for picture in results.results], tiles)

    def _on_layout(self, part: images.GridLayout) -> None:
        """Add a part of the layout of a long list; parts arrive while the first ones are shown."""
        if not self._ids:
            self.results, self._heading = None, ""
            self._bar.show_results(None, part.total if self._bar.filter_card.is_active else 0)
        self._add(part.total, part.ids, [aspect / 100 for aspect in part.aspects], ())

    def _add(self, total: int, ids: Sequence[int], aspects: Sequence[float], tiles: Sequence[PictureTile]) -> None:
        """Add pictures below those in the grid. A repeated query is shown once as much as before is here: nothing moves."""
        first = len(self._ids)
        self._ids += ids
        self._aspects += aspects
        self._tiles += tiles
        self.total = total if ids else first  # pictures may have been removed since they were counted
        listing = isinstance(self._query, images.ListPictures)
        more = len(self._ids) < self.total and (
            listing or (self._is_same_query and len(self._ids) < self._reached_before)
        )
        if not self._is_same_query and first:
            self.retranslate()
            self._grid.extend(aspects, ids)
            self._grid.set_tiles(first, tiles)
        elif not (self._is_same_query and more):
            self.retranslate()
            self._grid.show_list([*self._ids], [*self._aspects], self._is_same_query)
            self._grid.set_tiles(0, self._tiles)
            self._is_same_query = False
        self.reached = len(self._ids)
        if more:
            self._request_page()

    def _fetch(self, first: int, count: int) -> None:
        """Fetch the tiles of a long list as they come into view."""
        generation, query = self._generation, self._query
        if not isinstance(query, images.ListPictures):
            return

        def on_tiles(results: images.Pictures) -> None:
            if generation == self._generation:
                self._grid.set_tiles(first, [tile(picture) for picture in results.pictures])

        self._requests.ask(images.LIST, msgspec.structs.replace(query, limit=count, offset=first), on_tiles)

    # duplicates

    def _find_duplicates(self) -> None:
        self._duplicates.show_duplicates(None)
        self._send(
            images.FIND_DUPLICATES, images.FindDuplicates(limit=GROUPS_PER_PAGE), self._duplicates.show_duplicates
        )

    def _on_more_duplicates(self) -> None:
        request = images.FindDuplicates(limit=GROUPS_PER_PAGE, offset=len(self._duplicates.groups))
        self._send(images.FIND_DUPLICATES, request, self._duplicates.add_groups)


def _problems() -> images.ListPictures:
    return images.ListPictures(images.PictureFilters(state="failed"), limit=MAX_PROBLEMS)
