"""Texts put together by meaning: pasted lines or a table's column become named groups on a map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout

from desktop.features.classification.examples.data_issues import TextList
from desktop.features.text_tools.length import is_about_texts, is_too_long
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_kinds
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.forms.fields import Choice, Whole
from desktop.widgets.forms.file_dialog import ask_for_files
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.reading_column import Column
from desktop.widgets.layout.flow_layout import Flow
from desktop.widgets.layout.labelled_field import NamedBox
from desktop.widgets.plots.plot_card import Figure, Numbers
from desktop.widgets.plots.scatter_plot import NO_GROUP, ScatterPlot, Spot, group_mark
from desktop.widgets.text import formatting
from engine.capabilities.text_tools import api as text_tools
from engine.protocol import tables

Method = Literal["k-means", "hdbscan"]
METHODS: dict[Method, str] = {
    "k-means": tr_noop("text_tools", "Every text in a topic (k-means)"),
    "hdbscan": tr_noop("text_tools", "Odd texts left out (HDBSCAN)"),
}
MOST_GROUPS, MOST_ARRANGEMENTS = 30, 99


class TopicsPanel(TranslatedMixin, Column):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests = requests
        self._method: Method = "k-means"
        self.found: text_tools.Clusters | None = None
        self._fault: EngineFault | None = None
        self.lines = QPlainTextEdit(self)
        self._hint, self._doubt, self.headline = (QLabel(self) for _ in range(3))
        self.lines.setTabChangesFocus(True)
        role(self.headline, "title")
        for label in (self._hint, self._doubt):
            role(label, "soft")
        for label in (self._hint, self._doubt, self.headline):
            label.setWordWrap(True)
        self.source = SourceChoice(requests, labelled=False)
        self.method = Choice([*METHODS], self._method, self.choose)
        self.count = Whole(self._theme, 0, MOST_GROUPS, 1, 0, lambda _: None)
        self.arrangement = Whole(self._theme, 1, MOST_ARRANGEMENTS, 1, 1, lambda _: None)
        self._boxes = [NamedBox(box, self) for box in (self.method, self.count, self.arrangement)]
        self._file, self._lines_again, self.run = (QPushButton(self) for _ in range(3))
        self._file.setIcon(self._theme.icon("table"))
        role(self._lines_again, "quiet")
        role(self.run, "primary")
        self.map = ScatterPlot(self._theme, self._said)
        self.figure = Figure(self._theme, self.map, self._numbers)
        self.groups: list[QPushButton] = []
        self._legend = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._resize_text()
        self.retranslate()

    def take(self, path: str) -> None:
        """What was found in other texts goes."""
        self.found = self._fault = None
        self._show_found()
        self.source.take(tables.Source(path, label_column="-"))

    def ask(self) -> None:
        source, written = self.source.source, self.lines.toPlainText()
        if not source.path and is_too_long(written, self._requests.shell):
            return
        texts = tuple(line.strip() for line in written.splitlines() if line.strip())
        request = text_tools.FindClusters(
            () if source.path else texts,
            source.path,
            self._column if source.path else "",
            self._method,
            self._wanted(),
            self.arrangement.value() - 1,
            source.delimiter,
            source.encoding,
        )
        title = lambda: tr("text_tools", "Finding topics")  # noqa: E731
        call = self._requests.run_job(text_tools.FIND_CLUSTERS, request, title, self._take, self._fail)
        self._requests.disable_during(self.run, call)

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "text_tools",
                "Paste texts, one a line, or choose a table. What is alike in meaning comes together; the words that "
                "set a topic apart are its name.",
            )
        )
        self.lines.setPlaceholderText(
            tr("text_tools", "The lift is broken\nThe neighbours are noisy\nThank you for the quick repair")
        )
        self.lines.setAccessibleName(tr("text_tools", "Texts, one a line"))
        self._file.setText(tr("text_tools", "Choose a table…"))
        self._lines_again.setText(tr("text_tools", "Paste texts instead"))
        self.method.say([tr("text_tools", name) for name in METHODS.values()])
        self.count.setSpecialValueText(tr("text_tools", "as fits"))
        names = (
            tr("text_tools", "How they are put together"),
            tr("text_tools", "How many topics"),
            tr("text_tools", "Arrangement"),
        )
        for box, name in zip(self._boxes, names, strict=True):
            box.say(name)
        self.arrangement.setToolTip(
            tr(
                "text_tools",
                "Another number puts the texts together another way; the same number, always the same way.",
            )
        )
        self.run.setText(tr("text_tools", "Find topics"))
        self._show_which()
        self._show_found()

    @property
    def _column(self) -> str:
        return self.source.found.text_column if self.source.found else ""

    def _wanted(self) -> int:
        """HDBSCAN finds out by itself how many there are."""
        return self.count.value() if self._method == "k-means" else 0

    def _fail(self, fault: EngineFault) -> None:
        """What is wrong with the texts is said beside them."""
        if not is_about_texts(fault):
            self._requests.shell.report(fault)
            return
        self.found, self._fault = None, fault
        self._show_found()
        self.bring(self._doubt)
        self.lines.setFocus()

    def _take(self, found: text_tools.Clusters) -> None:
        self.found, self._fault = found, None
        self.map.show_spots([Spot(point.x, point.y, point.cluster) for point in found.points])
        self._show_found()
        self.bring(self.groups[-1] if self.groups else self.headline)
        self.bring(self.headline)

    def _show_found(self) -> None:
        found = self.found
        self.figure.setVisible(found is not None)
        self.headline.setVisible(found is not None)
        self._doubt.setVisible(self._fault is not None)
        self._doubt.setText(fault_sentence(self._fault) if self._fault else "")
        self._clear_legend()
        if found is None:
            return
        self.headline.setText(self._summary(found))
        for group in range(len(found.clusters)):
            self._add_group(group, found.clusters[group].size)
        if alone := sum(point.cluster == NO_GROUP for point in found.points):
            self._add_group(NO_GROUP, alone)
        self.figure.refresh()
        self.order_tabs()

    def _summary(self, found: text_tools.Clusters) -> str:
        if not found.clusters:
            return tr("text_tools", "No topics stand out: the texts are too few or too unlike each other.")
        return tr("text_tools", "%n topic(s)", len(found.clusters))

    def _add_group(self, group: int, size: int) -> None:
        row = QPushButton(f"{self._name(group)}  ·  {formatting.number(size)}", self)
        row.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        row.setToolTip(row.text())
        role(row, "row")
        row.setIcon(QIcon(group_mark(self._theme, group, self._theme.px(Size.DOT) * 0.6, self.devicePixelRatioF())))
        row.clicked.connect(lambda _=False, group=group: self._open(group))
        self._legend.addWidget(row)
        self.groups.append(row)

    def _name(self, group: int) -> str:
        if self.found is None or group == NO_GROUP:
            return tr("text_tools", "In no topic")
        return f"{group + 1}. {', '.join(self.found.clusters[group].words)}"

    def _said(self, at: int) -> str:
        assert self.found is not None
        return f"{self._name(self.found.points[at].cluster)}: {' '.join(self.found.texts[at].split())}"

    def _open(self, group: int) -> None:
        assert self.found is not None
        texts = [
            text for point, text in zip(self.found.points, self.found.texts, strict=True) if point.cluster == group
        ]
        shown = TextList()
        shown.line.setText(tr("text_tools", "%n text(s)", len(texts)))
        shown.show_texts(texts)
        self._requests.shell.inspect(self._name(group), shown)

    def _numbers(self) -> Numbers:
        found = self.found
        rows = []
        if found is not None:
            rows = [
                (" ".join(text.split()), self._name(p.cluster), formatting.number(p.x, 3), formatting.number(p.y, 3))
                for p, text in zip(found.points, found.texts, strict=True)
            ]
        note = tr(
            "text_tools",
            "Near means alike, as far as a flat map can show it. Point at one to read it; click, or arrow keys and "
            "Enter, for its topic. Silhouette {n} (1: well apart, 0: they run together).",
            n=formatting.number(found.silhouette if found else 0.0, 2),
        )
        headings = (tr("text_tools", "Text"), tr("text_tools", "Topic"), "x", "y")
        return Numbers(tr("text_tools", "Map of the texts"), note, headings, rows)

    def _clear_legend(self) -> None:
        for row in self.groups:
            row.hide()
            row.deleteLater()
        self.groups = []

    def choose(self, chosen: str) -> None:
        self._method = next(method for method in METHODS if method == chosen)
        self._show_which()

    def _show_which(self) -> None:
        by_table = bool(self.source.source.path)
        self.lines.setVisible(not by_table)
        self._lines_again.setVisible(by_table)
        for box in self._boxes[1:]:
            box.setVisible(self._method == "k-means")
        self.run.setEnabled(not by_table or self.source.found is not None)

    def _taken(self, paths: Sequence[Path]) -> None:
        self.take(str(paths[0]))

    def _connect(self) -> None:
        self._file.clicked.connect(lambda: ask_for_files(self, self._file.text(), self._taken, table_kinds(), one=True))
        self._lines_again.clicked.connect(lambda: self.source.take(tables.Source()))
        self.source.changed.connect(self._show_which)
        self.run.clicked.connect(self.ask)
        on_ctrl_enter(self.lines, self.ask)
        self.map.opened.connect(self._open)
        self.figure.saved.connect(self._requests.say_saved)
        self._theme.changed.connect(self._resize_text)
        self._theme.changed.connect(self._show_found)

    def _lay_out(self) -> None:
        pick, options = Flow(), Flow(gap=Space.M)
        for button in (self._file, self._lines_again):
            pick.addWidget(button)
        for box in self._boxes:
            options.addWidget(box)
        run = Flow()
        run.addWidget(self.run)
        self._legend.setSpacing(Space.NONE)
        for above in (self._hint, self.lines, self.source):
            self.items.addWidget(above)
        for row in (pick, options, run):
            self.items.addLayout(row)
        for below in (self._doubt, self.headline):
            self.items.addWidget(below)
        self.items.addLayout(self._legend)
        self.items.addWidget(self.figure)
        self.order_tabs()

    def _resize_text(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))
