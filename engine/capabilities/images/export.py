"""What leaves the library: lists as CSV, and copies sorted into folders. The user's own files are read, never moved."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Callable, Generator, Iterable, Sequence
from pathlib import Path

import msgspec

from engine.capabilities.images.api import (
    CopyByLabel,
    Duplicates,
    ExportDuplicates,
    ExportPictureLabels,
    FindDuplicates,
    LabelPictures,
    PictureExportReport,
    PictureLabels,
)
from engine.capabilities.images.duplicates import Copies
from engine.capabilities.images.zero_shot import Classifier
from engine.protocol.errors import FileVanished
from engine.protocol.progress import Progress

EVERYTHING = 10_000_000
LONGEST_NAME = 80
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

Lines = Iterable[Sequence[object]]


class Exports:
    def __init__(self, classifier: Classifier, copies: Copies) -> None:
        self._classifier, self._copies = classifier, copies

    def duplicates(self, request: ExportDuplicates) -> PictureExportReport:
        every: FindDuplicates = msgspec.structs.replace(request.request, limit=EVERYTHING, offset=0)
        header = ("group", "tier", "suggested", "path", "width", "height", "bytes", "sharpness")
        return _write(request.path, header, _copies(self._copies.find(every)))

    def classes(self, request: ExportPictureLabels) -> PictureExportReport:
        found = self._classifier.classify(_all(request.request))
        return _write(request.path, ("path", "label", *found.labels), _classes(found))

    def copy_sorted(self, request: CopyByLabel, is_cancelled: Callable[[], bool]) -> Generator[Progress, None, PictureExportReport]:
        """What fails is counted and passed over; a name that is taken gets a number."""
        found = self._classifier.classify(_all(request.request))
        written = failed = 0
        for number, one in enumerate(found.results):
            if is_cancelled():
                return PictureExportReport(request.folder, written, failed, cancelled=True)
            yield Progress(number, len(found.results), "picture", Path(one.picture.path).name)
            folder = Path(request.folder).expanduser() / _folder_name(found.labels[_best(one.scores)])
            try:
                _copy(Path(one.picture.path), folder)
                written += 1
            except OSError:
                failed += 1
        yield Progress(len(found.results), len(found.results), "picture")
        return PictureExportReport(request.folder, written, failed)


def _all(request: LabelPictures) -> LabelPictures:
    return msgspec.structs.replace(request, limit=EVERYTHING, offset=0)


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda place: scores[place])


def _copies(found: Duplicates) -> Lines:
    for number, group in enumerate(found.groups, 1):
        for place, copy in enumerate(group.copies):
            one = copy.picture
            suggested = "yes" if place == 0 else ""
            yield number, group.tier, suggested, one.path, one.width, one.height, copy.bytes, copy.sharpness


def _classes(found: PictureLabels) -> Lines:
    for one in found.results:
        yield one.picture.path, found.labels[_best(one.scores)], *one.scores


def _write(path: str, header: Sequence[str], lines: Lines) -> PictureExportReport:
    """Written beside and moved over, so that a full disk leaves what was there. Raises FileVanished."""
    target = Path(path).expanduser()
    part = target.with_name(target.name + ".part")
    written = 0
    try:
        with part.open("w", encoding="utf-8-sig", newline="") as file:  # with a mark, by which spreadsheets know UTF-8
            writer = csv.writer(file)
            writer.writerow([_plain(name) for name in header])
            for line in lines:
                writer.writerow([_plain(value) for value in line])
                written += 1
        part.replace(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise FileVanished(error.strerror or "", name=target.name) from error
    return PictureExportReport(str(target), written)


def _plain(value: object) -> object:
    """A name that a spreadsheet would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _folder_name(label: str) -> str:
    """A label as a folder may be called on every system."""
    name = _FORBIDDEN.sub("_", label).strip(" .")[:LONGEST_NAME] or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _copy(source: Path, folder: Path) -> None:
    """Raises OSError. Nothing that is there is written over: the name is made by opening it for ourselves alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        name = source.name if number == 1 else f"{source.stem} ({number}){source.suffix}"
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        try:
            with os.fdopen(descriptor, "wb") as target, source.open("rb") as original:
                shutil.copyfileobj(original, target)
            shutil.copystat(source, folder / name)
        except OSError:
            (folder / name).unlink(missing_ok=True)
            raise
        return
    raise FileExistsError(source.name)
