"""The child reads several images at once: bad ones, huge ones and a kill cost no other image."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PIL import Image

from engine.files.limits import MIB
from engine.indexer.client import IndexerClient
from engine.protocol.children.indexing import FileResult, ReadFile, ReadImage
from tests.support import image_files
from tests.support.image_files import RED, scene


def never() -> bool:
    return False


def test_images_and_documents_are_read_in_one_run(indexer: IndexerClient, tmp_path: Path) -> None:
    requests: list[ReadImage | ReadFile] = []
    for number in range(6):
        scene(number).save(tmp_path / f"{number}.jpg")
        (tmp_path / f"{number}.txt").write_text(f"La caldera número {number}.", "utf-8")
        requests += [ReadImage(str(tmp_path / f"{number}.jpg")), ReadFile(str(tmp_path / f"{number}.txt"))]
    results = [event for event in indexer.read(requests, never) if isinstance(event, FileResult)]
    assert {Path(result.path).name for result in results if result.image} == {f"{n}.jpg" for n in range(6)}
    assert {Path(result.path).name for result in results if result.contents} == {f"{n}.txt" for n in range(6)}


def test_bad_images_do_not_harm_good_ones(indexer: IndexerClient, tmp_path: Path) -> None:
    for name, (_, make) in image_files.BAD_IMAGES.items():
        make(tmp_path / name)
    for number in range(12):
        scene(number).save(tmp_path / f"good{number}.jpg")
    requests = [ReadImage(str(path)) for path in sorted(tmp_path.iterdir()) if path.is_file()]
    results = {
        Path(result.path).name: result for result in indexer.read(requests, never) if isinstance(result, FileResult)
    }
    assert {name: result.error.kind for name, result in results.items() if result.error} == {
        n: k for n, (k, _) in image_files.BAD_IMAGES.items()
    }
    assert len([result for result in results.values() if result.image]) == 12


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs /proc")
@pytest.mark.slow
def test_huge_images_stay_within_a_gigabyte(indexer: IndexerClient, tmp_path: Path) -> None:
    Image.new("RGB", (13_000, 13_000), RED).save(tmp_path / "a.png", compress_level=1)
    Image.new("L", (13_000, 13_000), 9).save(tmp_path / "b.png", compress_level=1)
    Image.new("L", (16_500, 16_500), 9).convert("P").save(tmp_path / "c.png", compress_level=1)
    requests = [ReadImage(str(tmp_path / name)) for name in ("a.png", "b.png", "c.png")]
    results = [result for result in indexer.read(requests, never) if isinstance(result, FileResult)]
    assert [result.error.kind if result.error else "" for result in results] == ["", "", "picture_too_large"]
    status = Path(f"/proc/{indexer.pid}/status").read_text()
    peak = next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmHWM"))
    assert peak < 1024 * MIB


def test_an_image_that_is_alone_when_the_child_ends_for_time_or_memory_fails(
    indexer: IndexerClient, tmp_path: Path
) -> None:
    """Of several the culprit is not known: they are sent again one at a time, until one is alone."""
    Image.new("RGB", (12_000, 12_000), RED).save(tmp_path / "slow.png", compress_level=1)
    results = []
    for event in indexer.read([ReadImage(str(tmp_path / "slow.png"))], never):
        if isinstance(event, FileResult):
            results.append(event.error.kind if event.error else "")
        elif indexer.pid is not None:
            os.kill(indexer.pid, 9)
    assert results == ["file_timed_out"]


def test_a_kill_while_several_images_are_read_costs_none_of_them(indexer: IndexerClient, tmp_path: Path) -> None:
    for number in range(30):
        scene(number).save(tmp_path / f"{number}.jpg")
    requests = [ReadImage(str(path)) for path in sorted(tmp_path.glob("*.jpg"))]
    results: list[FileResult] = []
    for event in indexer.read(requests, never):
        if isinstance(event, FileResult):
            results.append(event)
            if len(results) == 5 and indexer.pid is not None:
                os.kill(indexer.pid, 9)
    assert sorted(result.path for result in results) == sorted(request.path for request in requests)
    assert all(result.image for result in results)
