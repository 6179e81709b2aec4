"""Text is readable on every surface, and no module outside the theme has a colour, size or font."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from desktop.theme.tokens import DARK, LIGHT, SERIES_COLOURS, Palette, contrast

DESKTOP = Path(__file__).parents[3] / "desktop"
READ = ("text", "soft", "faint", "accent", "warning", "danger")
SYNTAX = ("syntax_keyword", "syntax_string", "syntax_number", "syntax_comment", "syntax_name")
LOOKS = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b|\b\d+(px|pt|em)\b|font-(family|size|weight)|rgba?\(")
SIZING = {
    "setFixedSize", "setFixedWidth", "setFixedHeight", "setMinimumSize", "setMinimumWidth", "setMinimumHeight",
    "setMaximumSize", "setMaximumWidth", "setMaximumHeight", "setContentsMargins", "setSpacing", "setPointSize",
    "setPixelSize", "setIconSize", "setIndent", "setMargin", "setTopMargin", "setBottomMargin", "setDocumentMargin",
    "QSize", "QColor", "QFont", "setStyleSheet", "resize",
}  # fmt: skip
OUTSIDE = sorted(file for file in DESKTOP.rglob("*.py") if "theme" not in file.relative_to(DESKTOP).parts)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", READ)
def test_text_is_readable_on_every_surface(palette: Palette, name: str) -> None:
    worst = min(contrast(palette.colours[name], surface) for surface in palette.surfaces)
    assert worst >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_code_buttons_marks_and_errors_are_readable(palette: Palette) -> None:
    pairs = [(palette.colours[name], palette.code) for name in SYNTAX]
    pairs += [(palette.on_accent, palette.accent), (palette.on_accent, palette.accent_hover)]
    pairs += [(palette.danger, palette.danger_tint), (palette.text, palette.danger_tint), (palette.text, palette.mark)]
    assert min(contrast(*pair) for pair in pairs) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_no_surface_is_pure_black_or_white(palette: Palette) -> None:
    assert not {"#FFFFFF", "#000000"} & set(palette.surfaces)


@pytest.mark.parametrize("file", OUTSIDE, ids=lambda file: str(file.relative_to(DESKTOP)))
def test_no_colour_size_or_font_outside_the_theme(file: Path) -> None:
    tree = ast.parse(file.read_text("utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            assert not LOOKS.search(node.value), f"{file.name}:{node.lineno}: {node.value!r}"
        if isinstance(node, ast.Call) and _name(node) in SIZING:
            literal = [a.value for a in node.args if isinstance(a, ast.Constant) and not isinstance(a.value, str)]
            assert not any(literal), f"{file.name}:{node.lineno}: {_name(node)}({literal})"


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(1, SERIES_COLOURS + 1))
def test_names_are_readable_on_every_series_colour(palette: Palette, number: int) -> None:
    assert contrast(palette.on_accent, palette.colours[f"series_{number}"]) >= 4.5
