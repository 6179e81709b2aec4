"""Draws LaTeX formulas that need a layout of their own: fractions, roots, sums, matrices. The layout is ziamath's."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

MAX_SOURCE = 600
"""Characters; layout takes about half a millisecond for each."""
LAST_LETTER = 0x2FFF
"""The formula font has no letters beyond."""
MAX_SIDE = 4_000
"""Pixels at 100 %; no formula that can be read is larger."""
_MATRIX = re.compile(r"(\\begin\{(\w*matrix)\}.*?\\end\{\2\})(?=\s*[\^_])", re.S)
_VIEW_BOX = re.compile(rb'<svg[^>]*\bviewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')
_UNSAFE = re.compile(rb"<image|<script|<foreignObject|href=\"(?!#)|url\(|<!", re.IGNORECASE)
_LAYOUT = re.compile(
    r"\\(?:[dt]?frac|[dt]?binom|sqrt|sum|prod|coprod|bigcup|bigcap|i*int|oint|lim|begin|over|under|overline|underline"
    r"|overbrace|underbrace|hat|widehat|bar|vec|tilde|widetilde|dot|ddot|stackrel|overset|underset|substack|left"
    r"|mathbb|mathcal|mathfrak|mathscr)(?![A-Za-z])"
)
_NESTED = re.compile(r"[\^_]\{[^{}]*[\^_{]")
_BOTH_SCRIPTS = re.compile(r"(?:_(?:\{[^{}]*\}|.)\^)|(?:\^(?:\{[^{}]*\}|.)_)")


class FormulaImage(NamedTuple):
    """An SVG with its size in pixels; `up` is how far it reaches above the baseline."""

    svg: bytes
    width: float
    height: float
    up: float


def needs_layout(source: str) -> bool:
    """Return whether letters with superscripts and subscripts cannot show a formula."""
    return bool(_LAYOUT.search(source) or _NESTED.search(source) or _BOTH_SCRIPTS.search(source))


@lru_cache(maxsize=256)
def lay_out(source: str, pixels: float, colour: str, is_display: bool) -> FormulaImage | None:
    """Return a formula in letters of a size and colour ("#RRGGBB"); None for what is not LaTeX that can be laid out."""
    if len(source) > MAX_SOURCE or max(map(ord, source), default=0) > LAST_LETTER:
        return None
    import latex2mathml.converter  # slow to import, and most messages have no formula
    import latex2mathml.exceptions
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt draws no symbols that are used elsewhere in the SVG
    wrapped = _MATRIX.sub(r"{\1}", source)
    errors = tuple(error for error in vars(latex2mathml.exceptions).values() if _is_error(error))
    try:
        if "\\" in latex2mathml.converter.convert(wrapped):
            return None  # a command that it does not know
        formula = Latex(wrapped, size=pixels, color=colour, inline=not is_display)
        svg = formula.svg().encode()
    except (*errors, ParseError, AssertionError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError):
        return None  # the libraries check little: whatever breaks inside them means a formula that is not one
    except (RuntimeError, StopIteration):  # nested too deeply, or ended too early
        return None
    return _checked(svg)


def paint(formula: FormulaImage, above: float, below: float, scale: float) -> QImage:
    """Return the formula as a picture with so many empty pixels above and below it, all of it scaled."""
    from PySide6.QtSvg import QSvgRenderer  # only where a formula is drawn

    device_ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    ratio = device_ratio * scale
    width, height = formula.width * ratio, (above + formula.height + below) * ratio
    image = QImage(max(1, round(width)), max(1, round(height)), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(formula.svg).render(painter, QRectF(0, above * ratio, width, formula.height * ratio))
    painter.end()
    image.setDevicePixelRatio(device_ratio)
    return image


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Exception)


def _checked(svg: bytes) -> FormulaImage | None:
    """Return the SVG with its size; None when it is empty, huge, or names anything outside itself."""
    box = _VIEW_BOX.search(svg)
    if box is None or _UNSAFE.search(svg):
        return None
    _, top, width, height = (float(number) for number in box.groups())
    if not (0 < width < MAX_SIDE and 0 < height < MAX_SIDE):
        return None
    return FormulaImage(svg, width, height, -top)
