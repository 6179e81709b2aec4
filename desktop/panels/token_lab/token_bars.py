"""Bars of the likeliest next tokens: the model's own probabilities, the chance that the settings leave, and the cut."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip

from desktop.i18n import TranslatedWidget, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Radius, Size, Space, Type
from desktop.widgets.text import formatting
from engine.protocol.answering.token_choice import ChoiceOutcome, TokenChance, visible

MOST_BARS = 10
NAMES_SHARE = 0.32
"""Share of the width for the tokens' texts."""
FEWEST_KEPT = 3
"""Tokens with a chance that are shown, where so many have one, in the place of likelier ones that were cut."""
STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class TokenBars(TranslatedWidget):
    """A wide faint bar is the model's probability, a narrow strong one the chance with the settings.

    In the place of the chance of a token that was cut stands the setting that did it; an arrow marks what penalties changed.
    `chosen` carries the index of a token that was clicked, or chosen with Enter. The token with index `taken` is the one that
    stands in the text.
    """

    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: TranslatedWidget | None = None, *, can_choose: bool = True) -> None:
        super().__init__(parent)
        self._theme, self._can_choose = theme, can_choose
        self._outcome: ChoiceOutcome | None = None
        self._taken, self._current, self._most = -1, 0, MOST_BARS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        if can_choose:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.changed.connect(self.updateGeometry)
        self.retranslate()

    def show_outcome(self, outcome: ChoiceOutcome, taken: int = -1, most: int = MOST_BARS) -> None:
        """Show the likeliest tokens, at most so many; `taken` is always shown, in the last row where it is not among them."""
        self._outcome, self._taken, self._most = outcome, taken, most
        self._current = min(self._current, max(0, len(self._rows()) - 1))
        self.retranslate()
        self.updateGeometry()
        self.update()

    def describe(self, index: int) -> str:
        """Return a token with its figures as a sentence."""
        assert self._outcome is not None
        shown = self._outcome.chances[index]
        text = tr(
            "widgets",
            "{token}: the model's probability {probability}, chance with these settings {chance}",
            token=_name(shown),
            probability=_percent(shown.token.probability),
            chance=_percent(shown.chance),
        )
        taken = tr("widgets", "taken") if index == self._taken else ""
        return " · ".join(filter(None, (text, cut_sentence(shown), change_sentence(shown), taken)))

    def retranslate(self) -> None:
        rows = self._rows()
        self.setAccessibleName(self.describe(rows[self._current]) if rows else tr("widgets", "Next tokens"))
        self.setAccessibleDescription("\n".join(self.describe(index) for index in rows))

    def sizeHint(self) -> QSize:
        rows = len(self._rows()) + 1 if self._outcome else self._most + 1
        return QSize(Size.INSPECTOR_MIN, self._row_height() * rows)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._outcome is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font(Type.SMALL))
        rows = self._rows()
        for row, index in enumerate(rows):
            self._draw(painter, row, index)
        self._draw_rest(painter, len(rows))
        self._draw_cut(painter, rows)
        if self._can_choose and rows and (self.hasFocus() or self.underMouse()):
            painter.setPen(QPen(self._theme.colour("accent"), Space.HAIR))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self._row_rect(self._current), Radius.CONTROL, Radius.CONTROL)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._select(self._row_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event.position())
        if self._can_choose and 0 <= row < len(self._rows()):
            self._select(row)
            self.chosen.emit(self._rows()[row])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        rows = self._rows()
        if key in STEPS and rows:
            self._select(self._current + STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and rows and self._can_choose:
            self.chosen.emit(rows[self._current])
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(QPointF(event.pos()))
            if 0 <= row < len(self._rows()):
                QToolTip.showText(event.globalPos(), self.describe(self._rows()[row]), self)
            return True
        return super().event(event)

    def leaveEvent(self, event: QEvent) -> None:
        self.update()

    def _rows(self) -> list[int]:
        """The indices of the tokens shown."""
        if self._outcome is None:
            return []
        chances = self._outcome.chances
        first = list(range(min(len(chances), self._most)))
        kept = [index for index, chance in enumerate(chances) if not chance.cut]
        missing = [index for index in kept[:FEWEST_KEPT] if index not in first]
        missing += [self._taken] if self._taken >= len(first) and self._taken not in missing else []
        dropped = [index for index in reversed(first) if index not in kept[:FEWEST_KEPT]][: len(missing)]
        return sorted({*first, *missing} - set(dropped))

    def _select(self, row: int) -> None:
        rows = self._rows()
        if 0 <= row < len(rows):
            self._current = row
            self.setAccessibleName(self.describe(rows[row]))
        self.update()

    def _row_at(self, point: QPointF) -> int:
        return int(point.y() // self._row_height())

    def _row_rect(self, row: int) -> QRectF:
        return QRectF(0, row * self._row_height(), self.width(), self._row_height()).adjusted(0.5, 0.5, -0.5, -0.5)

    def _draw(self, painter: QPainter, row: int, index: int) -> None:
        assert self._outcome is not None
        shown = self._outcome.chances[index]
        is_taken = index == self._taken
        colour = "accent" if is_taken else "faint" if shown.cut else "text"
        name = f"● {_name(shown)}" if is_taken else _name(shown)
        self._draw_line(painter, row, name, _figure(shown), colour)
        self._draw_bars(painter, row, shown.token.probability, shown.chance)

    def _draw_rest(self, painter: QPainter, row: int) -> None:
        assert self._outcome is not None
        hidden = [chance for index, chance in enumerate(self._outcome.chances) if index not in self._rows()]
        count = self._outcome.rest + len(hidden)
        chance = self._outcome.rest_chance + sum(each.chance for each in hidden)
        name = tr("widgets", "%n other(s)", count)
        self._draw_line(painter, row, name, _percent(chance), "faint")
        listed = sum(c.token.probability for i, c in enumerate(self._outcome.chances) if i in self._rows())
        self._draw_bars(painter, row, max(0.0, 1 - listed), chance)

    def _draw_line(self, painter: QPainter, row: int, name: str, figure: str, colour: str) -> None:
        box = self._row_rect(row).adjusted(Space.XS, 0, -Space.XS, 0)
        names = round(self.width() * NAMES_SHARE)
        painter.setPen(self._theme.colour(colour))
        elided = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, names - Space.S)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, elided)
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)

    def _draw_bars(self, painter: QPainter, row: int, probability: float, chance: float) -> None:
        box, names = self._row_rect(row), round(self.width() * NAMES_SHARE)
        room = max(0.0, self.width() - names - self._figures_width(painter.fontMetrics()))
        painter.setPen(Qt.PenStyle.NoPen)
        for share, colour, height in (
            (1.0, "line", self._theme.px(Space.M)),
            (probability, "faint", self._theme.px(Space.M)),
            (chance, "accent", self._theme.px(Space.XS) + Space.HAIR),
        ):
            if share <= 0:
                continue
            bar = QRectF(names, box.center().y() - height / 2, max(2.0, room * min(share, 1.0)), height)
            painter.setBrush(self._theme.colour(colour))
            painter.setOpacity(0.45 if colour != "accent" else 1.0)
            painter.drawRoundedRect(bar, min(height / 2, Radius.CONTROL / 2), min(height / 2, Radius.CONTROL / 2))
        painter.setOpacity(1.0)

    def _draw_cut(self, painter: QPainter, rows: list[int]) -> None:
        """A dashed line above the first token that was cut, where only tokens that were cut come below it."""
        assert self._outcome is not None
        first = next((row for row, index in enumerate(rows) if self._outcome.chances[index].cut), len(rows))
        if any(not self._outcome.chances[index].cut for index in rows[first:]):
            return
        others = [chance for index, chance in enumerate(self._outcome.chances) if index not in rows]
        are_others_cut = self._outcome.rest_chance <= 0 and all(chance.cut for chance in others)
        if not first or (first == len(rows) and not are_others_cut):
            return
        y = first * self._row_height()
        painter.setPen(QPen(self._theme.colour("danger"), Space.HAIR, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(0, y), QPointF(self.width(), y))

    def _figures_width(self, metrics: QFontMetrics) -> int:
        assert self._outcome is not None
        figures = [_figure(self._outcome.chances[index]) for index in self._rows()]
        return max(metrics.horizontalAdvance(figure) for figure in (*figures, _percent(1.0))) + Space.M

    def _row_height(self) -> int:
        return QFontMetrics(self._theme.font(Type.SMALL)).height() + Space.S


def cut_sentence(shown: TokenChance) -> str:
    """Return why a token cannot be chosen; empty for one that can."""
    return {
        "": "",
        "format": tr("widgets", "left out: it does not fit the JSON schema"),
        "top_k": tr("widgets", "left out by top-k: others are likelier"),
        "typical": tr("widgets", "left out by typical: it is more or less surprising than expected"),
        "top_p": tr("widgets", "left out by top-p: likelier ones reach the probability"),
        "min_p": tr("widgets", "left out by min-p: too unlikely beside the likeliest one"),
        "temperature": tr("widgets", "left out: temperature 0 takes the likeliest one alone"),
    }[shown.cut]


def change_sentence(shown: TokenChance) -> str:
    """Return what the penalties did to a token; empty where nothing."""
    if not shown.change:
        return ""
    return (
        tr("widgets", "made less likely by the penalties: written %n time(s) before", shown.token.times)
        if shown.change < 0
        else tr("widgets", "made likelier by the penalties: written %n time(s) before", shown.token.times)
    )


def _figure(shown: TokenChance) -> str:
    """Return the chance of a token, with an arrow where penalties changed it, or the setting that cut it."""
    names = {
        "format": tr("widgets", "schema"),
        "top_k": tr("widgets", "top-k"),
        "typical": tr("widgets", "typical"),
        "top_p": tr("widgets", "top-p"),
        "min_p": tr("widgets", "min-p"),
    }
    arrow = "" if not shown.change else "↓ " if shown.change < 0 else "↑ "
    return f"{arrow}{names.get(shown.cut) or _percent(shown.chance)}"


def _name(chance: TokenChance) -> str:
    return tr("widgets", "(end)") if chance.token.ends else visible(chance.token.text)


def _percent(share: float) -> str:
    return formatting.percent(share, 1 if share < 0.1 else 0)
