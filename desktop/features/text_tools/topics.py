"""Panel that groups texts by meaning: pasted lines or a table's column become named topics on a map."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QSizePolicy, QVBoxLayout

from desktop.features.text_tools.length import is_about_texts, is_too_long
from desktop.i18n import TranslatedMixin, tr, tr_noop
from desktop.i18n.faults import fault_sentence
from desktop.link.call import EngineFault
from desktop.panels.requests import EngineRequests
from desktop.panels.source_choice import SourceChoice, table_filter
from desktop.theme.style import role
from desktop.theme.tokens import Size, Space
from desktop.widgets.controls.labelled_field import LabelledField
from desktop.widgets.forms.fields import ComboField, IntField
from desktop.widgets.forms.file_dialog import ask_for_files
from desktop.widgets.forms.send_key import on_ctrl_enter
from desktop.widgets.layout.flow_layout import FlowLayout
from desktop.widgets.layout.reading_column import ReadingColumn
from desktop.widgets.lists.text_list import TextList
from desktop.widgets.plots.plot_card import PlotCard, PlotTable
from desktop.widgets.plots.scatter_plot import NO_GROUP, MapPoint, ScatterPlot, group_mark
from desktop.widgets.text import formatting
from engine.capabilities.text_tools import api as text_tools
from engine.protocol import tables

ClusteringMethod = Literal["k-means", "hdbscan"]
METHODS: dict[ClusteringMethod, str] = {
    "k-means": tr_noop("text_tools", "Every text in a topic"),
    "hdbscan": tr_noop("text_tools", "Odd texts left out"),
}
METHOD_TERMS = tr_noop(
    "text_tools", "Every text in a topic: k-means. Odd texts left out: HDBSCAN, which finds the number of topics."
)
MAX_TOPICS, MAX_VARIANTS = 30, 99


class TopicsPanel(TranslatedMixin, ReadingColumn):
    def __init__(self, requests: EngineRequests) -> None:
        super().__init__(requests.shell.theme)
        self._requests = requests
        self._method: ClusteringMethod = "k-means"
        self.result: text_tools.Clusters | None = None
        self._fault: EngineFault | None = None
        self.lines = QPlainTextEdit(self)
        self._hint, self._warning, self.headline = (QLabel(self) for _ in range(3))
        self.lines.setTabChangesFocus(True)
        role(self.headline, "title")
        for label in (self._hint, self._warning):
            role(label, "soft")
        for label in (self._hint, self._warning, self.headline):
            label.setWordWrap(True)
        self.source = SourceChoice(requests, labelled=False)
        self.method = ComboField([*METHODS], self._method, self.choose)
        self.count = IntField(self._theme, 0, MAX_TOPICS, 1, 0, lambda _: None)
        self.variant = IntField(self._theme, 1, MAX_VARIANTS, 1, 1, lambda _: None)
        self._options = [LabelledField(box, self) for box in (self.method, self.count, self.variant)]
        self._file_button, self._paste_button, self.run_button = (QPushButton(self) for _ in range(3))
        self._file_button.setIcon(self._theme.icon("table"))
        role(self._paste_button, "quiet")
        role(self.run_button, "primary")
        self.map = ScatterPlot(self._theme, self._describe_point)
        self.figure = PlotCard(self._theme, self.map, self._numbers)
        self.topic_buttons: list[QPushButton] = []
        self._legend = QVBoxLayout()
        self._lay_out()
        self._connect()
        self._set_height()
        self.retranslate()

    def load_table(self, path: str) -> None:
        """Take a table in place of the pasted lines; the result for other texts is cleared."""
        self.result = self._fault = None
        self._show_result()
        self.source.load_table(path)

    def choose(self, name: str) -> None:
        self._method = next(method for method in METHODS if method == name)
        self._show_fields()

    def find_topics(self) -> None:
        source, written = self.source.source, self.lines.toPlainText()
        if not source.path and is_too_long(written, self._requests.shell):
            return
        texts = tuple(line.strip() for line in written.splitlines() if line.strip())
        request = text_tools.FindClusters(
            () if source.path else texts,
            source.path,
            self._column if source.path else "",
            self._method,
            self.count.value() if self._method == "k-means" else 0,  # HDBSCAN finds the number itself
            self.variant.value() - 1,
            source.delimiter,
            source.encoding,
        )
        call = self._requests.run_job(
            text_tools.FIND_CLUSTERS,
            request,
            lambda: tr("text_tools", "Finding topics"),
            self._on_result,
            self._on_failed,
        )
        self._requests.disable_during(self.run_button, call)

    def retranslate(self) -> None:
        self._hint.setText(
            tr(
                "text_tools",
                "Paste texts, one per line, or choose a table. Texts with similar meanings form a topic, which is named "
                "by the words that set it apart.",
            )
        )
        self.lines.setPlaceholderText(
            tr("text_tools", "The lift is broken\nThe neighbours are noisy\nThank you for the quick repair")
        )
        self.lines.setAccessibleName(tr("text_tools", "Texts, one per line"))
        self._file_button.setText(tr("text_tools", "Choose a table…"))
        self._paste_button.setText(tr("text_tools", "Paste texts instead"))
        self.method.set_texts([tr("text_tools", name) for name in METHODS.values()])
        self.method.setToolTip(tr("text_tools", METHOD_TERMS))
        self.count.setSpecialValueText(tr("text_tools", "automatic"))
        names = (
            tr("text_tools", "How texts are grouped"),
            tr("text_tools", "How many topics"),
            tr("text_tools", "Variant"),
        )
        for option, name in zip(self._options, names, strict=True):
            option.set_name(name)
        self.variant.setToolTip(
            tr(
                "text_tools",
                "Another number groups the texts in another way; the same number always gives the same groups.",
            )
        )
        self.run_button.setText(tr("text_tools", "Find topics"))
        self._show_fields()
        self._show_result()

    @property
    def _column(self) -> str:
        return self.source.preview.text_column if self.source.preview else ""

    def _on_failed(self, fault: EngineFault) -> None:
        if not is_about_texts(fault):
            self._requests.shell.report(fault)
            return
        self.result, self._fault = None, fault
        self._show_result()
        self.scroll_to(self._warning)
        self.lines.setFocus()

    def _on_result(self, result: text_tools.Clusters) -> None:
        self.result, self._fault = result, None
        self.map.show_points([MapPoint(point.x, point.y, point.cluster) for point in result.points])
        self._show_result()
        self.scroll_to(self.topic_buttons[-1] if self.topic_buttons else self.headline)
        self.scroll_to(self.headline)

    def _show_result(self) -> None:
        result = self.result
        self.figure.setVisible(result is not None)
        self.headline.setVisible(result is not None)
        self._warning.setVisible(self._fault is not None)
        self._warning.setText(fault_sentence(self._fault) if self._fault else "")
        self._clear_legend()
        if result is None:
            return
        self.headline.setText(self._headline(result))
        for topic, cluster in enumerate(result.clusters):
            self._add_topic(topic, cluster.size)
        if outliers := sum(point.cluster == NO_GROUP for point in result.points):
            self._add_topic(NO_GROUP, outliers)
        self.figure.refresh()
        self.update_tab_order()

    def _headline(self, result: text_tools.Clusters) -> str:
        if not result.clusters:
            return tr("text_tools", "No topics stand out: the texts are too few or too unlike each other.")
        return tr("text_tools", "%n topic(s)", len(result.clusters))

    def _add_topic(self, topic: int, size: int) -> None:
        button = QPushButton(f"{self._topic_name(topic)}  ·  {formatting.number(size)}", self)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setToolTip(button.text())
        role(button, "row")
        radius = self._theme.px(Size.DOT) * 0.6
        button.setIcon(QIcon(group_mark(self._theme, topic, radius, self.devicePixelRatioF())))
        button.clicked.connect(lambda _=False, topic=topic: self._open_topic(topic))
        self._legend.addWidget(button)
        self.topic_buttons.append(button)

    def _topic_name(self, topic: int) -> str:
        if self.result is None or topic == NO_GROUP:
            return tr("text_tools", "In no topic")
        return f"{topic + 1}. {', '.join(self.result.clusters[topic].words)}"

    def _describe_point(self, index: int) -> str:
        assert self.result is not None
        return f"{self._topic_name(self.result.points[index].cluster)}: {' '.join(self.result.texts[index].split())}"

    def _open_topic(self, topic: int) -> None:
        assert self.result is not None
        points = zip(self.result.points, self.result.texts, strict=True)
        texts = [text for point, text in points if point.cluster == topic]
        text_list = TextList()
        text_list.line.setText(tr("text_tools", "%n text(s)", len(texts)))
        text_list.show_texts(texts)
        self._requests.shell.show_in_inspector(self._topic_name(topic), text_list)

    def _numbers(self) -> PlotTable:
        result, rows = self.result, []
        if result is not None:
            rows = [
                (
                    " ".join(text.split()),
                    self._topic_name(point.cluster),
                    formatting.number(point.x, 3),
                    formatting.number(point.y, 3),
                )
                for point, text in zip(result.points, result.texts, strict=True)
            ]
        note = tr(
            "text_tools",
            "Points close together are similar texts, as far as a flat map can show it. Point at one to read it; click it, "
            "or go there with the arrow keys and press Enter, to open its topic. How well the topics are separated "
            "(silhouette): {n}, from 0 (they overlap) to 1 (far apart).",
            n=formatting.number(result.silhouette if result else 0.0, 2),
        )
        headings = (tr("text_tools", "Text"), tr("text_tools", "Topic"), "x", "y")
        return PlotTable(tr("text_tools", "Map of the texts"), note, headings, rows)

    def _clear_legend(self) -> None:
        for button in self.topic_buttons:
            button.hide()
            button.deleteLater()
        self.topic_buttons = []

    def _show_fields(self) -> None:
        has_table = bool(self.source.source.path)
        self.lines.setVisible(not has_table)
        self._paste_button.setVisible(has_table)
        for option in self._options[1:]:
            option.setVisible(self._method == "k-means")
        self.run_button.setEnabled(not has_table or self.source.preview is not None)

    def _ask_for_table(self) -> None:
        def load(paths: Sequence[Path]) -> None:
            self.load_table(str(paths[0]))

        ask_for_files(self, self._file_button.text(), load, table_filter(), single=True, kind="tables")

    def _connect(self) -> None:
        self._file_button.clicked.connect(self._ask_for_table)
        self._paste_button.clicked.connect(lambda: self.source.load(tables.Source()))
        self.source.changed.connect(self._show_fields)
        self.run_button.clicked.connect(self.find_topics)
        on_ctrl_enter(self.lines, self.find_topics)
        self.map.opened.connect(self._open_topic)
        self.figure.saved.connect(self._requests.report_saved)
        self._theme.changed.connect(self._set_height)
        self._theme.changed.connect(self._show_result)

    def _lay_out(self) -> None:
        pick, options = FlowLayout(), FlowLayout(gap=Space.M)
        for button in (self._file_button, self._paste_button):
            pick.addWidget(button)
        for option in self._options:
            options.addWidget(option)
        run = FlowLayout()
        run.addWidget(self.run_button)
        self._legend.setSpacing(Space.NONE)
        for above in (self._hint, self.lines, self.source):
            self.items.addWidget(above)
        for row in (pick, options, run):
            self.items.addLayout(row)
        for below in (self._warning, self.headline):
            self.items.addWidget(below)
        self.items.addLayout(self._legend)
        self.items.addWidget(self.figure)
        self.update_tab_order()

    def _set_height(self) -> None:
        self.lines.setFixedHeight(self._theme.px(Size.PREVIEW_HEIGHT))
