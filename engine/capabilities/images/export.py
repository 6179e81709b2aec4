"""Exports: lists as CSV, and copies of pictures sorted into folders. The person's own files are read, never moved."""

from __future__ import annotations

import csv
import os
import re
import shutil
from collections.abc import Generator, Iterable, Sequence
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
from engine.capabilities.images.duplicates.duplicate_finder import DuplicateFinder
from engine.capabilities.images.search.zero_shot import ZeroShotClassifier
from engine.files.atomic_file import write_text_atomically
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.protocol.cancellation import IsCancelled
from engine.protocol.progress import Progress

ALL = 10_000_000
"""As a page's limit: no page, everything."""
MAX_NAME = 80
"""Characters of a folder's name."""
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

CsvRows = Iterable[Sequence[object]]


class PictureExporter:
    """Writes lists and copies for a person to use elsewhere."""

    def __init__(self, classifier: ZeroShotClassifier, duplicates: DuplicateFinder) -> None:
        self._classifier, self._duplicates = classifier, duplicates

    def export_duplicates(self, request: ExportDuplicates) -> PictureExportReport:
        """Write a CSV file with a line for each picture of each group. Raises FileUnwritable, DiskFull."""
        whole: FindDuplicates = msgspec.structs.replace(request.request, limit=ALL, offset=0)
        header = ("group", "tier", "suggested", "path", "width", "height", "bytes", "sharpness")
        return _write(request.path, header, _duplicate_rows(self._duplicates.find(whole)))

    def export_labels(self, request: ExportPictureLabels) -> PictureExportReport:
        """Write a CSV file with a line for each picture; those with none of the labels come last, without a label.

        Raises FileUnwritable, DiskFull, ModelMissing.
        """
        labelled = self._classifier.label(_without_paging(request.request))
        return _write(request.path, ("path", "label", *labelled.labels), _label_rows(labelled))

    def copy_by_label(
        self, request: CopyByLabel, is_cancelled: IsCancelled
    ) -> Generator[Progress, None, PictureExportReport]:
        """Copy each picture that has a label into the folder of that label. Raises ModelMissing.

        A copy that fails is counted and skipped; a name that exists gets a number.
        """
        labelled = self._classifier.label(_without_paging(request.request))
        with_label = [result for result in labelled.results if result.has_label]
        total = len(with_label)
        written = failed = 0
        for number, result in enumerate(with_label):
            if is_cancelled():
                return PictureExportReport(request.folder, written, failed, cancelled=True)
            yield Progress(number, total, "picture", Path(result.picture.path).name)
            folder = named_path(request.folder) / folder_name(labelled.labels[_best(result.scores)])
            try:
                _copy(Path(result.picture.path), folder)
                written += 1
            except OSError:
                failed += 1
        yield Progress(total, total, "picture")
        return PictureExportReport(request.folder, written, failed)


def _without_paging(request: LabelPictures) -> LabelPictures:
    return msgspec.structs.replace(request, limit=ALL, offset=0)


def _best(scores: Sequence[float]) -> int:
    return max(range(len(scores)), key=lambda place: scores[place])


def _duplicate_rows(duplicates: Duplicates) -> CsvRows:
    for number, group in enumerate(duplicates.groups, 1):
        for place, copy in enumerate(group.copies):
            picture = copy.picture
            suggested = "yes" if place == 0 else ""
            size = picture.width, picture.height, copy.bytes, copy.sharpness
            yield number, group.level, suggested, picture.path, *size


def _label_rows(labelled: PictureLabels) -> CsvRows:
    for result in labelled.results:
        label = labelled.labels[_best(result.scores)] if result.has_label else ""
        yield result.picture.path, label, *result.scores


def _write(path: str, header: Sequence[str], lines: CsvRows) -> PictureExportReport:
    """Write a CSV file; a full disk leaves the old one. Raises FileUnwritable, DiskFull."""
    written = 0
    with write_text_atomically(path, "utf-8-sig", newline="") as file:  # a BOM, by which spreadsheets recognise UTF-8
        writer = csv.writer(file)
        writer.writerow([_plain_text(name) for name in header])
        for line in lines:
            writer.writerow([_plain_text(value) for value in line])
            written += 1
    return PictureExportReport(str(named_path(path)), written)


def _plain_text(value: object) -> object:
    """Return a value that no spreadsheet runs as a formula: text that looks like one is quoted."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def folder_name(label: str) -> str:
    """Return a label as a folder name that every system allows."""
    name = _FORBIDDEN.sub("_", label).strip(" .")[:MAX_NAME] or "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


def _copy(source: Path, folder: Path) -> None:
    """Copy a file into a folder under a name that is free; creating it exclusively makes sure. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, 10_000):
        name = source.name if number == 1 else f"{source.stem} ({number}){source.suffix}"
        try:
            descriptor = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        except FileExistsError:
            continue
        try:
            with os.fdopen(descriptor, "wb") as target, open_ordinary_file(source) as original:
                shutil.copyfileobj(original, target)
            shutil.copystat(source, folder / name)
        except OSError:
            (folder / name).unlink(missing_ok=True)
            raise
        return
    raise FileExistsError(source.name)
