"""`ateneo documents chunking` as a script meets it."""

from __future__ import annotations

from pathlib import Path

from tests.engine.capabilities.documents.test_commands import Ateneo


def test_it_tells_changes_and_shows_how_documents_are_divided(
    home: Path, registry: Path, folder: Path, manual: Path
) -> None:
    ateneo = Ateneo(home, registry)
    assert ateneo.run("index", str(folder), "--collection", "casa").returncode == 0
    usual = {"collection": "casa", "method": "window", "size": 160, "overlap": 0, "documents": 6, "waiting": 0}
    assert ateneo.data("documents", "chunking", "casa") == usual
    shown = ateneo.data("documents", "chunking", "casa", "--method", "sentences", "--preview", str(manual))
    assert (shown["method"], shown["size"], shown["waiting"]) == ("sentences", 64, 0)
    pieces = shown["preview"]["pieces"]
    assert set(pieces[0]) == {"page", "start", "end", "tokens", "shared", "text"}
    assert pieces[0]["text"] == manual.read_text("utf-8")[pieces[0]["start"] : pieces[0]["end"]]
    assert ateneo.data("documents", "chunking", "casa") == usual
    changed = ateneo.data("documents", "chunking", "casa", "--method", "sentences", "--size", "40", "--overlap", "10")
    assert changed == {**usual, "method": "sentences", "size": 40, "overlap": 10}
    (listed,) = [d for d in ateneo.data("documents", "list")["documents"] if d["path"] == str(manual)]
    assert listed["chunks"] > len(pieces)


def test_wrong_sizes_and_names_are_told_in_a_sentence(home: Path, registry: Path, folder: Path) -> None:
    ateneo = Ateneo(home, registry)
    ateneo.run("index", str(folder))
    refused = ateneo.run("documents", "chunking", "default", "--size", "60", "--overlap", "50")
    assert refused.returncode == 1
    assert "16 to 8,192 tokens" in refused.stderr
    assert "no longer in the library" in ateneo.run("documents", "chunking", "nowhere").stderr
    assert ateneo.run("documents", "chunking", "default", "--method", "pages").returncode == 2
    assert "none.txt" in ateneo.run("documents", "chunking", "default", "--preview", str(folder / "none.txt")).stderr
