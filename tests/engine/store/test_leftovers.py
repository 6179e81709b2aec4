"""Files that killed processes left in the profile are gone after the next start; nothing else is."""

from __future__ import annotations

from pathlib import Path

from engine.store.database import Store


def test_half_written_files_go_at_the_next_start_and_others_stay(home: Path, store: Store, tmp_path: Path) -> None:
    store.close()
    left = [
        "backups/000007-2026-11-29-223951.part/library.db",
        "library.arriving",
        "library.arriving-wal",
        "vectors-1.part",
        "attachments/0123.part",
        "thumbnails/0123.5.part",
        "tuned/.staging-x/model.onnx",
        "tuning-x/work/examples.json",
    ]
    kept = ["settings.toml", "attachments/ab/cd.png", "thumbnails/ab/cd.jpg", "tuned/tuned-1/model.onnx", "mine.txt"]
    for name in (*left, *kept):
        path = home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, "utf-8")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "mine.txt").touch()
    (home / "tuning-link").symlink_to(elsewhere)
    Store.open(home).close()
    assert [name for name in left if (home / name).exists()] == []
    assert [name for name in kept if not (home / name).exists()] == []
    assert (elsewhere / "mine.txt").exists() and not (home / "tuning-link").is_symlink()
