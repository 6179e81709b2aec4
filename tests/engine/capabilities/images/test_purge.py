"""docs/faults.md 15: of pictures deleted for good neither words nor thumbnails are left; the person's files stay."""

from __future__ import annotations

from pathlib import Path

from engine.capabilities.images import api
from tests.support.damage import unchecked
from tests.support.harness import ImagesHarness


def thumbnails(home: Path) -> list[Path]:
    return sorted(path for path in (home / "thumbnails").rglob("*") if path.is_file())


def test_removed_pictures_go_with_their_thumbnails_at_once(engine: ImagesHarness, folder: Path, home: Path) -> None:
    engine.index(folder)
    first, second, *others = engine.pictures()
    engine.call(api.REMOVE, api.RemovePictures((first.id,)))
    assert len(thumbnails(home)) == 5
    assert engine.call(api.PURGE, api.PurgePictures()).count == 1
    assert not Path(first.thumbnail).exists() and Path(second.thumbnail).exists() and len(thumbnails(home)) == 4
    assert len(list(folder.iterdir())) == 5 and len(engine.pictures()) == 1 + len(others)
    assert engine.call(api.PURGE, api.PurgePictures()).count == 0


def test_a_picture_with_a_forged_thumbnail_takes_no_file_along(
    engine: ImagesHarness, folder: Path, tmp_path: Path
) -> None:
    """docs/faults.md 18."""
    victim = tmp_path / "letter.txt"
    victim.write_text("Dear Ada", "utf-8")
    engine.index(folder)
    first, second, *_ = engine.pictures()
    with unchecked(engine.store) as connection:
        for picture, name in ((first, str(victim)), (second, "../../letter.txt")):
            connection.execute("UPDATE images SET thumbnail = ? WHERE id = ?", (name, picture.id))
    assert [picture.thumbnail for picture in engine.pictures()[:2]] == ["", ""]
    engine.call(api.REMOVE, api.RemovePictures((first.id, second.id)))
    assert engine.call(api.PURGE, api.PurgePictures()).count == 2
    assert victim.read_text("utf-8") == "Dear Ada"
