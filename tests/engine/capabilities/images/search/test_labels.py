"""The person's own labels: a picture that no label fits has none of these."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.images import api
from tests.engine.capabilities.images.planted_library import PlantedLibrary

DOGS, BEACHES = {f"dog{n}.jpg" for n in range(4)}, {f"beach{n}.jpg" for n in range(3)}
OTHERS = {f"other{n}.jpg" for n in range(60)}
LABELS = ("dog", "beach")


@pytest.fixture
def library(home: Path) -> Iterator[PlantedLibrary]:
    library = PlantedLibrary(home)
    library.plant({name: name[: -len("0.jpg")] for name in DOGS | BEACHES} | {name: f"thing{name}" for name in OTHERS})
    yield library
    library.close()


def label(library: PlantedLibrary, labels: tuple[str, ...] = LABELS, **options: object) -> api.PictureLabels:
    return library.call(api.LABEL, api.LabelPictures(labels, limit=1000, **options))  # type: ignore[arg-type]


def names(page: api.PictureLabels, has_label: bool) -> set[str]:
    return {Path(result.picture.path).name for result in page.results if result.has_label is has_label}


def test_a_picture_that_no_label_fits_has_none_of_these(library: PlantedLibrary) -> None:
    page = label(library)
    assert names(page, has_label=True) >= DOGS | BEACHES
    assert len(names(page, has_label=False) & OTHERS) >= len(OTHERS) - 3
    assert (sum(page.counts), page.none) == (len(names(page, True)), len(names(page, False)))
    assert [result.has_label for result in page.results] == [True] * sum(page.counts) + [False] * page.none


def test_those_with_none_of_these_can_be_asked_for(library: PlantedLibrary) -> None:
    whole, rest = label(library), label(library, none_of_these=True)
    assert names(rest, has_label=False) == names(whole, has_label=False)
    assert (rest.total, rest.counts, rest.none) == (whole.none, whole.counts, whole.none)


def test_labels_of_things_that_no_picture_shows_are_given_to_almost_none(library: PlantedLibrary) -> None:
    page = label(library, ("submarine", "volcano", "violin"))
    assert sum(page.counts) <= 2 and page.total == len(DOGS | BEACHES | OTHERS)


def test_a_threshold_takes_labels_away_and_no_picture(library: PlantedLibrary) -> None:
    page = label(library, threshold=1.1)
    assert page.total == sum(page.counts) + page.none == len(DOGS | BEACHES | OTHERS)
    assert page.none > label(library).none


def test_an_unknown_label_is_on_no_picture(library: PlantedLibrary) -> None:
    assert label(library, label="cat").results == ()


def test_without_labels_or_pictures_nothing_is_labelled(library: PlantedLibrary, home: Path) -> None:
    assert label(library, ()).total == 0
    library.call(api.REMOVE, api.RemovePictures(tuple(picture.id for picture in library.pictures())))
    assert (label(library).total, label(library).none) == (0, 0)


def test_a_picture_with_none_of_these_is_exported_without_a_label_and_not_copied(
    library: PlantedLibrary, tmp_path: Path
) -> None:
    page = label(library)
    request = api.LabelPictures(LABELS)
    report = library.call(api.EXPORT_LABELS, api.ExportPictureLabels(str(tmp_path / "list.csv"), request))
    rows = [line.split(",") for line in (tmp_path / "list.csv").read_text("utf-8-sig").splitlines()[1:]]
    assert report.written == len(rows) == page.total
    assert sum(not row[1] for row in rows) == page.none
    copied = library.call(api.COPY_BY_LABEL, api.CopyByLabel(str(tmp_path / "sorted"), request))
    assert copied.written + copied.failed == sum(page.counts)
