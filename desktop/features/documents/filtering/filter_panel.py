"""Panel below the search field where a search is narrowed: collection, folder, kind, language, author, days, exact words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDate, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.features.documents.filtering import filter_texts
from desktop.i18n import TranslatedMixin, tr
from desktop.panels.collections import collection_title
from desktop.theme.style import role
from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.date_field import DateField
from desktop.widgets.forms.fields import ComboField
from desktop.widgets.forms.multiple_choice import Choice, MultipleChoice
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.search_filters import DocumentFilters, FilterValue, SearchFilters

TYPING_MS = 400
PERIODS: dict[str, Callable[[QDate], tuple[QDate, QDate]]] = {
    "week": lambda today: (today.addDays(-7), today),
    "month": lambda today: (today.addDays(-30), today),
    "year": lambda today: (QDate(today.year(), 1, 1), today),
    "before": lambda today: (QDate(today.year() - 1, 1, 1), QDate(today.year() - 1, 12, 31)),
}
ANY, SINCE, UNTIL, BETWEEN = "", "since", "until", "between"
PERIOD_CHOICES = (ANY, *PERIODS, SINCE, UNTIL, BETWEEN)


class FilterPanel(TranslatedMixin, QFrame):
    """`changed` says that the person changed a filter, `collection_chosen` and `exact_toggled` what is kept elsewhere."""

    changed = Signal()
    collection_chosen = Signal(str)
    exact_toggled = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        role(self, "card")
        self._theme = theme
        self._offered = SearchFilters((), (), (), ())
        self.collection = ComboField([""], "", self.collection_chosen.emit)
        self.folders, self.kinds, self.languages = (MultipleChoice(self) for _ in range(3))
        self.author = QComboBox(self)
        self.author.setEditable(True)
        self.author.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period = ComboField(PERIOD_CHOICES, ANY, lambda _: self._on_period())
        today = QDate.currentDate()
        self.since, self.until = DateField(today.addYears(-1), self), DateField(today, self)
        self.exact, self._about_exact = QCheckBox(self), QLabel(self)
        role(self._about_exact, "faint")
        self._about_exact.setWordWrap(True)
        self.clear_button, self.done_button = QPushButton(self), QPushButton(self)
        role(self.clear_button, "link")
        role(self.done_button, "primary")
        self._typing_timer = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing_timer.timeout.connect(self._on_changed)
        self._fields = tuple(LabelledField(field, self) for field in self._controls())
        self._lay_out()
        self._connect()
        theme.changed.connect(self._set_width)
        self._set_width()
        self.retranslate()

    @property
    def filters(self) -> DocumentFilters:
        """The filters as they are set."""
        since, until = self._days()
        author = self.author.currentText().strip()
        return DocumentFilters(
            self.folders.chosen, self.kinds.chosen, since, until, self.languages.chosen, author if author else ""
        )

    def set_filters(self, filters: DocumentFilters) -> None:
        """Set fields to filters, such as those that are left when one was removed; the days stay or go as a whole."""
        self.folders.choose(filters.folders)
        self.kinds.choose(filters.types)
        self.languages.choose(filters.languages)
        self._set_author(filters.author)
        if not filters.since and not filters.until:
            self.period.show_value(ANY)
        self._on_period()

    def show_offered(self, offered: SearchFilters) -> None:
        """Offer what the documents differ in."""
        self._offered = offered
        self._show_choices()

    def show_collections(self, names: Sequence[str], chosen: str) -> None:
        """Show the collections and the one that is searched; empty for all."""
        values = ["", *names]
        texts = [tr("documents", "All documents"), *map(collection_title, names)]
        self.collection.set_values(values, texts, chosen if chosen in values else "")

    def show_exact(self, exact: bool, possible: bool) -> None:
        """Show whether the words of the query stand in quotation marks."""
        self.exact.blockSignals(True)
        self.exact.setChecked(exact)
        self.exact.blockSignals(False)
        self.exact.setEnabled(possible or exact)
        self._update_clear()

    def retranslate(self) -> None:
        names = (
            tr("documents", "Collection"),
            tr("documents", "Folder"),
            tr("documents", "Kind of document"),
            tr("documents", "Language"),
            tr("documents", "Author"),
            tr("documents", "Date"),
            tr("documents", "From this day"),
            tr("documents", "Up to this day"),
        )
        for field, name in zip(self._fields, names, strict=True):
            field.set_name(name)
        self.folders.set_names(names[1], tr("documents", "Any folder"))
        self.kinds.set_names(names[2], tr("documents", "Any kind"))
        self.languages.set_names(names[3], tr("documents", "Any language"))
        editor = self.author.lineEdit()
        assert editor is not None
        editor.setPlaceholderText(tr("documents", "Anybody"))
        self.period.set_texts(
            (
                tr("documents", "Any date"),
                tr("documents", "The last 7 days"),
                tr("documents", "The last 30 days"),
                tr("documents", "This year"),
                tr("documents", "Last year"),
                tr("documents", "From a day on…"),
                tr("documents", "Up to a day…"),
                tr("documents", "Between two days…"),
            )
        )
        self.exact.setText(tr("documents", "Exactly these words, in this order"))
        about = tr(
            "documents", "The same as writing them in quotation marks: “gas boiler” finds only what says just that."
        )
        self._about_exact.setText(about)
        self.exact.setAccessibleDescription(about)
        self.clear_button.setText(tr("documents", "Remove all filters"))
        self.done_button.setText(tr("documents", "Done"))
        self.setAccessibleName(tr("documents", "Filters of the search"))
        self.collection.setItemText(0, tr("documents", "All documents"))
        self._show_choices()

    def _show_choices(self) -> None:
        offered = self._offered
        self.folders.set_choices(_choices(offered.folders, filter_texts.folder_name, filter_texts.short_folder_name))
        self.kinds.set_choices(_choices(offered.types, filter_texts.kind_name))
        self.languages.set_choices(_choices(offered.languages, filter_texts.language_name))
        author = self.author.currentText()
        self.author.blockSignals(True)
        self.author.clear()
        self.author.addItems([value.value for value in offered.authors])
        self.author.blockSignals(False)
        self._set_author(author)

    def _set_author(self, author: str) -> None:
        self.author.blockSignals(True)
        self.author.setCurrentIndex(-1)
        self.author.setEditText(author)
        self.author.blockSignals(False)

    def _days(self) -> tuple[str, str]:
        period = self.period.value
        since = "" if period in (ANY, UNTIL) else self.since.date().toString(Qt.DateFormat.ISODate)
        until = "" if period in (ANY, SINCE) else self.until.date().toString(Qt.DateFormat.ISODate)
        return since, until

    def _on_period(self) -> None:
        """Show the days that a period means; those that the person says can be changed."""
        period = self.period.value
        if period in PERIODS:
            since, until = PERIODS[period](QDate.currentDate())
            for field, day in ((self.since, since), (self.until, until)):
                field.blockSignals(True)
                field.setDate(day)
                field.blockSignals(False)
        self.since.setEnabled(period in (SINCE, BETWEEN))
        self.until.setEnabled(period in (UNTIL, BETWEEN))
        self._on_changed()

    def _on_changed(self) -> None:
        self._update_clear()
        self.changed.emit()

    def _update_clear(self) -> None:
        has_any = self.filters != DocumentFilters() or self.exact.isChecked() or bool(self.collection.value)
        self.clear_button.setEnabled(has_any)

    def _controls(self) -> tuple[QWidget, ...]:
        return (
            self.collection,
            self.folders,
            self.kinds,
            self.languages,
            self.author,
            self.period,
            self.since,
            self.until,
        )

    def _connect(self) -> None:
        for choice in (self.folders, self.kinds, self.languages):
            choice.changed.connect(self._on_changed)
        self.author.currentTextChanged.connect(lambda _: self._typing_timer.start())
        for day in (self.since, self.until):
            day.setCalendarPopup(True)
            day.setEnabled(False)
            day.dateChanged.connect(lambda _: self._typing_timer.start())
        self.exact.toggled.connect(self.exact_toggled)
        self.done_button.clicked.connect(self.hide)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.M)
        grid.setVerticalSpacing(Space.S)
        for at, field in enumerate(self._fields):
            grid.addWidget(field, at // 2, at % 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for control in self._controls():
            control.setMinimumWidth(Size.SPIN)
        buttons = QHBoxLayout()
        buttons.addWidget(self.clear_button)
        buttons.addStretch(1)
        buttons.addWidget(self.done_button)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column_layout.setSpacing(Space.S)
        column_layout.addLayout(grid)
        column_layout.addSpacing(Space.XS)
        column_layout.addWidget(self.exact)
        column_layout.addWidget(self._about_exact)
        column_layout.addSpacing(Space.XS)
        column_layout.addLayout(buttons)

    def _set_width(self) -> None:
        self.setFixedWidth(self._theme.px(Size.RUN_CARD))


def _choices(
    values: Sequence[FilterValue], name: Callable[[str], str], short: Callable[[str], str] | None = None
) -> list[Choice]:
    return [
        Choice(
            value.value,
            f"{name(value.value)}  ·  {formatting.number(value.documents)}",
            (short or name)(value.value),
        )
        for value in values
    ]
