"""Slim meter in the composer: how much of the model's context the question would take, part by part."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.features.chat.context.context_parts import left_out_sentence, segments_of, tooltip_of, used_tokens
from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type
from desktop.widgets.plots.stacked_bar import draw_segments
from desktop.widgets.text import formatting
from engine.capabilities.chat.api import context as api


class ContextMeter(TranslatedMixin, QAbstractButton):
    """Keeps its size and its place whatever it shows, where there is room; a click opens the pane with the figures."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._measured: api.MeasuredContext | None = None
        self._problem = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)
        self.retranslate()

    @property
    def measured(self) -> api.MeasuredContext | None:
        """The figures that are shown; None before the first count."""
        return self._measured

    def show_measured(self, measured: api.MeasuredContext | None) -> None:
        """Show figures; None empties the meter."""
        self._measured, self._problem = measured, ""
        self.retranslate()

    def show_problem(self, sentence: str) -> None:
        """Show that the question cannot be sent as it is, and why."""
        self._measured, self._problem = None, sentence
        self.retranslate()

    def retranslate(self) -> None:
        name = tr("chat", "What the model reads")
        if self._measured is not None:
            figures = tr(
                "chat",
                "{used} of {window} tokens",
                used=formatting.number(used_tokens(self._measured)),
                window=formatting.number(self._measured.window),
            )
            parts = (name, figures, left_out_sentence(self._measured))
            self.setAccessibleName(". ".join(part for part in parts if part))
            self.setToolTip(f"{name}: {figures}\n\n{tooltip_of(self._measured)}")
        else:
            self.setAccessibleName(". ".join(part for part in (name, self._problem) if part))
            self.setToolTip(self._problem or tr("chat", "How much the model reads with your question, in tokens"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(Size.TEXT_FIELD), self._theme.px(Size.CONTROL))

    def minimumSizeHint(self) -> QSize:
        """In a narrow window with large text the meter gives way to the buttons beside it."""
        return QSize(0, self._theme.px(Size.CONTROL))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_text(painter)
        bar = QRectF(0, self.height() - Space.S - Size.PROGRESS, self.width(), Size.PROGRESS)
        if self._measured is not None:
            draw_segments(painter, self._theme, bar, segments_of(self._measured), self._measured.window)
        if self.hasFocus():
            painter.setPen(self._theme.colour("accent"))
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), Radius.CONTROL, Radius.CONTROL)

    def _draw_text(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font(Type.SMALL))
        is_short = self._measured is not None and self._measured.left_out_count > 0
        painter.setPen(self._theme.colour("warning" if is_short else "danger" if self._problem else "faint"))
        room = QRect(0, 0, self.width(), self.height() - Space.S - Size.PROGRESS)
        text = painter.fontMetrics().elidedText(self.shown_text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)

    def shown_text(self) -> str:
        """Return the figures that there is room for: the first of them is what counts, the bar shows the rest."""
        if self._measured is None:
            return tr("chat", "Too long") if self._problem else ""
        used, window = _short(used_tokens(self._measured)), _short(self._measured.window)
        lost = self._measured.left_out_count
        missing = f" · −{formatting.number(lost)}" if lost else ""
        metrics = QFontMetrics(self._theme.font(Type.SMALL))
        texts = (f"{used} / {window}{missing}", f"{used}{missing}")
        return next((text for text in texts if metrics.horizontalAdvance(text) <= self.width()), used)


def _short(tokens: int) -> str:
    """Return a number in a few characters: 8.2k."""
    return formatting.number(tokens) if tokens < 1000 else f"{formatting.number(tokens / 1000, 1)}k"
