"""Qt text formats for the parts of a message: paragraphs, code, tables, lists and links, in the theme's colours."""

from __future__ import annotations

from PySide6.QtGui import (
    QBrush,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QTextBlockFormat,
    QTextCharFormat,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextListFormat,
    QTextTableFormat,
)

from desktop.theme.theme import Theme
from desktop.theme.tokens import Size, Space, Type
from desktop.widgets.text.formulas.layout import lay_out, paint

QT_LINE_HEIGHT = 1.2
"""Line height of a font on its own, which Qt's proportional line height multiplies."""
CODE_LINE_PERCENT = 115
MAX_LIST_START = 999_999
SMALLEST_SCALE = 0.6
"""A formula wider than the column is made smaller down to this; then it is shown as it is written."""
QUOTE_DEPTH = QTextFormat.Property.UserProperty.value + 1
"""Property of a paragraph: in how many block quotes it stands. Absent outside of them."""
SOURCE_TEXT = QTextFormat.Property.UserProperty.value + 2
"""Property of an image: the text it stands for when it is copied or read aloud."""
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
_FIXED = QTextBlockFormat.LineHeightTypes.FixedHeight.value


class TextFormats:
    """Makes formats from the theme as it is now; a change of theme redraws the text."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme

    # paragraphs

    def paragraph(self, top: int = Space.NONE, bottom: int = Space.S, quotes: int = 0) -> QTextBlockFormat:
        """Reading text inside so many block quotes."""
        block = QTextBlockFormat()
        block.setLineHeight(Type.LINE_HEIGHT * 100 / QT_LINE_HEIGHT, _PROPORTIONAL)
        block.setTopMargin(top)
        block.setBottomMargin(bottom)
        block.setLeftMargin(Space.L * quotes)
        if quotes:
            block.setProperty(QUOTE_DEPTH, quotes)
        return block

    def rule(self, quotes: int = 0) -> QTextBlockFormat:
        block = self.paragraph(quotes=quotes)
        block.setProperty(
            QTextBlockFormat.Property.BlockTrailingHorizontalRulerWidth,
            QTextLength(QTextLength.Type.PercentageLength, 100),
        )
        return block

    def hairline(self) -> QTextBlockFormat:
        """Paragraph of almost no height: Qt puts an empty paragraph around every frame and table."""
        block = QTextBlockFormat()
        block.setLineHeight(Space.HAIR, _FIXED)
        return block

    def code_line(self) -> QTextBlockFormat:
        """Line of code; it never wraps, so that the text scrolls sideways where it is too long."""
        block = QTextBlockFormat()
        block.setNonBreakableLines(True)
        block.setLineHeight(CODE_LINE_PERCENT, _PROPORTIONAL)
        return block

    def list(self, level: int, start: int | None) -> QTextListFormat:
        """List at a nesting level from 1; numbered from `start`, or with bullets when `start` is None."""
        styles = QTextListFormat.Style
        list_format = QTextListFormat()
        list_format.setIndent(level)
        if start is None:
            list_format.setStyle(styles.ListDisc if level == 1 else styles.ListCircle)
        else:
            list_format.setStyle(styles.ListDecimal)
            list_format.setStart(min(start, MAX_LIST_START))
        return list_format

    # frames

    def code_frame(self) -> QTextFrameFormat:
        frame = QTextFrameFormat()
        frame.setBackground(self._brush("code"))
        frame.setBorder(Space.HAIR)
        frame.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        frame.setBorderBrush(self._brush("line"))
        frame.setPadding(Space.S)
        frame.setTopMargin(Space.XS)
        frame.setBottomMargin(Space.XS)
        return frame

    def table(self) -> QTextTableFormat:
        table = QTextTableFormat()
        table.setCellPadding(Space.XS + 2)
        table.setCellSpacing(0)
        table.setBorder(Space.HAIR)
        table.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        table.setBorderCollapse(True)
        table.setBorderBrush(self._brush("line"))
        table.setTopMargin(Space.XS)
        table.setBottomMargin(Space.S)
        return table

    # characters

    def characters(self, heading_size: int = 0, *, is_quote: bool = False) -> QTextCharFormat:
        """Reading text, or a heading of a size of the tokens."""
        text = QTextCharFormat()
        text.setFont(self._theme.font(heading_size or Type.READING, strong=bool(heading_size)))
        text.setForeground(self._brush("soft" if is_quote else "text"))
        return text

    def code(self) -> QTextCharFormat:
        text = QTextCharFormat()
        text.setFont(self._theme.font(Type.BODY, mono=True))
        return text

    def code_head(self) -> QTextCharFormat:
        """Name of the language above a code block."""
        text = QTextCharFormat()
        text.setFont(self._theme.font(Type.SMALL))
        text.setForeground(self._brush("faint"))
        return text

    def coloured(self, base: QTextCharFormat, colour: str) -> QTextCharFormat:
        text = QTextCharFormat(base)
        text.setForeground(self._brush(colour))
        return text

    def action_link(self, base: QTextCharFormat, href: str) -> QTextCharFormat:
        """Link of the program itself, such as Copy."""
        text = self.coloured(base, "accent")
        text.setAnchor(True)
        text.setAnchorHref(href)
        return text

    def inline_code(self, base: QTextCharFormat) -> QTextCharFormat:
        text = QTextCharFormat(base)
        text.setFont(self._theme.font(Type.BODY, mono=True))
        text.setBackground(self._brush("code"))
        return text

    def blocked_image(self, base: QTextCharFormat) -> QTextCharFormat:
        text = self.coloured(base, "faint")
        text.setFontItalic(True)
        return text

    def citation(self, number: int) -> QTextImageFormat:
        """Chip of a citation; its image is a resource of the document with the same name."""
        image = QTextImageFormat()
        image.setName(f"cite:{number}")
        image.setAnchor(True)
        image.setAnchorHref(f"cite:{number}")
        image.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        return image

    def formula(self, source: str, text: QTextCharFormat, is_display: bool) -> tuple[QImage, QTextImageFormat] | None:
        """Return a formula's picture and its format; None when it cannot be laid out or would not fit a reading column.

        Its middle is put where Qt puts that of an image beside text (half of the letters' height above the baseline, and
        that halved), so that the baselines of formula and text are the same.
        """
        font = text.font()
        colour = text.foreground().color().name()
        formula = lay_out(source, float(QFontInfo(font).pixelSize()), colour, is_display)
        if formula is None:
            return None
        width = min(formula.width, self._theme.px(Size.READING_COLUMN) - 2 * Space.XL)
        if width < SMALLEST_SCALE * formula.width:
            return None
        lift = QFontMetricsF(font).xHeight() / 2
        down = formula.height - formula.up
        above, below = max(0.0, down + lift - formula.up), max(0.0, formula.up - down - lift)
        if is_display:
            above = below = 0.0  # nothing stands beside it
        image = paint(formula, above, below, width / formula.width)
        image_format = QTextImageFormat()
        image_format.setName(f"formula:{hash((source, colour, image.width()))}")
        image_format.setWidth(image.width() / image.devicePixelRatio())
        image_format.setHeight(image.height() / image.devicePixelRatio())
        image_format.setFont(font)
        image_format.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignMiddle)
        image_format.setProperty(SOURCE_TEXT, f"${source}$")
        image_format.setToolTip(source)
        return image, image_format

    def _brush(self, colour: str) -> QBrush:
        return QBrush(self._theme.colour(colour))
