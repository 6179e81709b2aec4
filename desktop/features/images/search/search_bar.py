"""Search by a description, by example pictures, or both; shows how the query was parsed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from desktop.features.images.search.example_chips import ExampleChips
from desktop.features.images.search.filters import COLOUR_WORDS, FilterCard
from desktop.i18n import TranslatedWidget, tr
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.elided_label import ElidedLabel
from desktop.widgets.controls.icon_button import IconButton
from desktop.widgets.layout.folding_row import FoldingRow
from desktop.widgets.text import formatting
from engine.capabilities.images import api as images

TYPING_MS = 250


class QueryField(QLineEdit):
    """Line edit that hands a pasted picture on instead of pasting text."""

    picture_pasted = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        data = QGuiApplication.clipboard().mimeData()
        if event.matches(QKeySequence.StandardKey.Paste) and (data.hasImage() or data.hasUrls()):
            self.picture_pasted.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(TranslatedWidget):
    searched = Signal()
    pick_clicked = Signal()
    picture_pasted = Signal()
    weaker_clicked = Signal()
    save_clicked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._results: images.PictureSearchResults | None = None
        self._searching = self.weaker_shown = self._is_reading = False
        self._reached = self._total = 0
        self._query = QueryField(self)
        self._query.setClearButtonEnabled(True)
        self._query.addAction(theme.icon("magnifying-glass", "faint"), QLineEdit.ActionPosition.LeadingPosition)
        self._pick = IconButton(theme, "image", Size.ICON, parent=self)
        self._filters_button = QToolButton(self)
        role(self._filters_button, "chip")
        self._filters_button.setCheckable(True)
        self._filters_button.setIcon(theme.icon("sliders-horizontal"))
        self._filters_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.example_chips, self.filter_card = ExampleChips(theme, self), FilterCard(theme, self)
        self.filter_card.hide()
        self._line, self._parsed = QLabel(self), ElidedLabel(parent=self)
        role(self._line, "strong")
        role(self._parsed, "soft")
        self._more, self._save = QPushButton(self), QPushButton(self)
        for button in (self._more, self._save):
            role(button, "link")
        self._typing_timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._lay_out()
        self._connect()
        self._apply_theme()
        theme.changed.connect(self._apply_theme)
        self.retranslate()

    @property
    def words(self) -> str:
        return self._query.text().strip()

    @property
    def examples(self) -> tuple[images.ExampleImage, ...]:
        return self.example_chips.examples

    @property
    def filters(self) -> images.PictureFilters:
        return self.filter_card.filters

    @property
    def has_query(self) -> bool:
        return bool(self.words or self.examples)

    @property
    def count_line(self) -> str:
        return self._line.text()

    @property
    def parsed_query(self) -> str:
        return self._parsed.full_text

    def focus_query(self) -> None:
        self._query.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._query.selectAll()

    def set_query(self, words: str) -> None:
        self._query.setText(words)
        self._search()

    def add_example(self, example: images.ExampleImage, name: str, thumbnail: str = "") -> None:
        """Add an example picture; its chip removes it again."""
        self.example_chips.add(example, name, thumbnail)
        self._search()

    def clear(self) -> None:
        self._query.clear()
        self.example_chips.clear()
        self._search()

    def show_searching(self) -> None:
        """Say that a search runs; the earlier results stay until it ends."""
        self._searching = True
        self.retranslate()

    def show_results(self, results: images.PictureSearchResults | None, reached: int = 0, total: int = 0) -> None:
        """Show the outcome of a search: `reached` of `total` pictures are loaded. Without a search (None), `reached` pictures
        pass the filters (0: there are no filters)."""
        self._results, self._searching, self._reached, self._total = results, False, reached, total
        self.retranslate()

    def show_reading(self, is_reading: bool) -> None:
        """Say beside the counts that more pictures are being read."""
        if is_reading != self._is_reading:
            self._is_reading = is_reading
            self._show_state()

    def retranslate(self) -> None:
        self._query.setPlaceholderText(tr("images", "Describe the picture: a dog on the beach -people"))
        self._query.setAccessibleName(tr("images", "Search pictures"))
        self._query.setToolTip(
            tr(
                "images",
                "-word leaves out · horse + stripes adds · text:invoice finds text in pictures · "
                "date:2024-05 · colour:red · camera: · folder:",
            )
        )
        self._pick.set_name(tr("images", "Search by a picture"))
        self._filters_button.setText(tr("images", "Filters"))
        self._save.setText(tr("images", "Save as album"))
        self._show_state()

    def _show_state(self) -> None:
        results = self._results
        self._line.setText(tr("images", "Searching…") if self._searching else self._count_line())
        self._parsed.show_text(parsed_query_text(results.parsed_query) if results and not self._searching else "")
        has_more = results is not None and bool(results.results) and not self.weaker_shown and not self._searching
        weaker = results.weaker - results.less_sure if results and has_more else 0
        self._more.setText(tr("images", "Show %n weaker", weaker))
        self._more.setVisible(weaker > 0)
        self._save.setVisible(results is not None and results.convincing > 0 and bool(self.words))
        self._state.setVisible(bool(self._line.text()))

    def _count_line(self) -> str:
        results = self._results
        if results is None:
            is_filtered = self._reached or self.filter_card.is_active
            parts = [count_text(self._reached, self._reached)] if is_filtered else []
        elif self.weaker_shown:
            parts = [count_text(self._reached, self._total)]
        else:
            parts = [_sure_text(results, self._reached)]
            parts += [tr("images", "%n less sure", results.less_sure)] if results.less_sure else []
        if self._is_reading and parts:
            parts.append(tr("images", "so far: pictures are still being read"))
        return " · ".join(parts)

    def _search(self) -> None:
        self._typing_timer.stop()
        self.weaker_shown = False
        self.searched.emit()

    def show_weaker(self) -> None:
        self.weaker_shown = True
        self.weaker_clicked.emit()

    def _show_filters(self, shown: bool) -> None:
        self.filter_card.setVisible(shown)
        if not shown and self.filter_card.is_active:
            self.filter_card.clear()

    def _connect(self) -> None:
        self._typing_timer.timeout.connect(self._search)
        self._query.textChanged.connect(lambda _: self._typing_timer.start())
        self._query.returnPressed.connect(self._search)
        self._query.picture_pasted.connect(self.picture_pasted)
        self._pick.clicked.connect(self.pick_clicked)
        self._filters_button.toggled.connect(self._show_filters)
        self.filter_card.changed.connect(self._search)
        self.example_chips.changed.connect(self._search)
        self._more.clicked.connect(self.show_weaker)
        self._save.clicked.connect(self.save_clicked)

    def _apply_theme(self) -> None:
        side = self._theme.px(Size.ICON_SMALL)
        self._filters_button.setIconSize(QSize(side, side))

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self._query, 1)
        top.addWidget(self._pick)
        top.addWidget(self._filters_button)
        self._state, texts = QWidget(self), QWidget(self)
        line = QHBoxLayout(texts)
        line.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        line.setSpacing(Space.M)
        line.addWidget(self._line)
        line.addWidget(self._parsed, 1)
        row = FoldingRow(self._theme, texts, self._more, self._save)
        row.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        self._state.setLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.NONE, Space.NONE, Space.NONE, Space.NONE)
        column.setSpacing(Space.S)
        column.addLayout(top)
        for widget in (self.example_chips, self.filter_card, self._state):
            column.addWidget(widget)


def count_text(reached: int, total: int) -> str:
    if reached < total:
        return tr("images", "{n} of %n picture(s)", total, n=formatting.number(reached))
    return tr("images", "%n picture(s)", total)


def _sure_text(results: images.PictureSearchResults, reached: int) -> str:
    if not results.convincing:
        return tr("images", "No picture matches for sure")
    return count_text(min(reached, results.convincing), results.convincing)


def parsed_query_text(query: images.ParsedQuery) -> str:
    """Return how the query was parsed, as far as that is not obvious: weighted sums, exclusions, filters given as words."""
    terms = query.terms
    parts = [_sum_text(terms)] if len(terms) > 1 or any(term.weight != 1 for term in terms) else []
    parts += [tr("images", "without {words}", words=words) for words in query.excluded]
    return " · ".join(parts + _filter_texts(query.filters))


def _sum_text(terms: tuple[images.QueryTerm, ...]) -> str:
    text = ""
    for term in terms:
        sign = "−" if term.weight < 0 else "+" if text else ""
        times = f"{formatting.number(abs(term.weight), 1)} × " if abs(term.weight) != 1 else ""
        text += f" {sign} {times}{term.text}"
    return text.strip()


def _filter_texts(filters: images.PictureFilters) -> list[str]:
    parts = [tr("images", COLOUR_WORDS[name]) for name in filters.colours]
    if filters.since or filters.until:
        parts.append(f"{filters.since or '…'} – {filters.until or '…'}")
    if filters.text:
        parts.append(tr("images", "with the text “{text}”", text=filters.text))
    return parts + [text for text in (filters.camera, filters.folder, filters.name) if text]
