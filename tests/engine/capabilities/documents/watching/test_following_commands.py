"""`ateneo documents watch|patterns|relink` as a script meets them."""

from __future__ import annotations

from pathlib import Path

from tests.engine.capabilities.documents.test_commands import Ateneo


def test_watching_patterns_and_a_moved_folder(home: Path, tmp_path: Path, folder: Path) -> None:
    ateneo = Ateneo(home, tmp_path / "no-models")
    assert ateneo.run("index", str(folder)).returncode == 0
    known = ateneo.data("documents", "watch", "default")
    assert known == {
        "collection": "default",
        "folders": [{"path": str(folder), "documents": 5, "exists": True}],
        "is_followed": True,
        "on_battery": True,
        "include": [],
        "exclude": [],
    }
    changed = ateneo.data("documents", "watch", "default", "--off", "--battery", "off")
    assert (changed["is_followed"], changed["on_battery"]) == (False, False)
    taken = ateneo.data("documents", "patterns", "default", "--exclude", "[01].txt", "--exclude", "*.tmp")
    assert (taken["exclude"], taken["folders"][0]["documents"]) == (["[01].txt", "*.tmp"], 3)
    assert ateneo.data("documents", "patterns", "default", "--clear")["folders"][0]["documents"] == 5
    new = folder.rename(tmp_path / "moved")
    assert "not there now" in ateneo.run("documents", "watch", "default").stdout
    moved = ateneo.data("documents", "relink", "default", str(folder), str(new))
    assert moved == {"collection": "default", "old": str(folder), "new": str(new), "documents": 5, "missing": 0}
    refused = ateneo.run("documents", "relink", "default", str(new), str(tmp_path / "none"))
    assert (refused.returncode, "none" in refused.stderr) == (1, True)
