from __future__ import annotations

from pathlib import PurePath

import pytest

from engine.files.patterns import FilePatterns

ROOTS = ["/casa", "/obra/2024"]


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("*.tmp", ["/casa/a.tmp", "/casa/x/y/b.tmp"], ["/casa/a.tmp.pdf", "/casa/tmp/a.pdf"]),
        ("drafts", ["/casa/drafts/a.pdf", "/casa/x/drafts/y/b.pdf", "/casa/x/drafts"], ["/casa/drafts2/a.pdf"]),
        ("drafts/", ["/casa/x/drafts/y/b.pdf"], ["/casa/x/drafts"]),
        ("/viejo", ["/casa/viejo/a.pdf", "/obra/2024/viejo/a.pdf"], ["/casa/x/viejo/a.pdf"]),
        ("cartas/*.pdf", ["/casa/cartas/a.pdf"], ["/casa/cartas/x/a.pdf", "/casa/x/cartas/a.pdf"]),
        ("cartas/**/*.pdf", ["/casa/cartas/a.pdf", "/casa/cartas/x/y/a.pdf"], ["/casa/a.pdf"]),
        ("**/2023", ["/casa/2023/a.pdf", "/casa/x/2023/a.pdf"], ["/casa/20234/a.pdf"]),
        ("factura-?.pdf", ["/casa/factura-1.pdf"], ["/casa/factura-10.pdf"]),
        ("[ab].pdf", ["/casa/a.pdf"], ["/casa/c.pdf"]),
        ("[", [], ["/casa/a.pdf"]),
        ("ñandú*", ["/casa/ñandú 1.pdf"], ["/casa/nandu.pdf"]),
    ],
)
def test_a_pattern_fits_as_in_gitignore(pattern: str, fitting: list[str], others: list[str]) -> None:
    without, alone = FilePatterns(exclude=[pattern]), FilePatterns(include=[pattern])
    for path in fitting:
        assert not without.accepts(PurePath(path), ROOTS)
        assert alone.accepts(PurePath(path), ROOTS)
    for path in others:
        assert without.accepts(PurePath(path), ROOTS)
        assert not alone.accepts(PurePath(path), ROOTS)


def test_a_file_named_outright_and_one_elsewhere_are_taken() -> None:
    patterns = FilePatterns(exclude=["*.pdf"])
    assert patterns.accepts(PurePath("/casa/a.pdf"), ["/casa/a.pdf"])
    assert patterns.accepts(PurePath("/otro/a.pdf"), ROOTS)


def test_empty_patterns_mean_nothing_and_many_stars_take_no_time() -> None:
    assert FilePatterns(["", "/", "  "], ["", "//"]).accepts(PurePath("/casa/a.pdf"), ROOTS)
    nasty = FilePatterns(exclude=["*a" * 60 + "b", "**/" * 60 + "x"])
    assert nasty.accepts(PurePath("/casa/" + "/".join(["a" * 200] * 20)), ROOTS)
