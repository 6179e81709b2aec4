"""The scripted child with a library of 100,000 pictures, or as many as its argument says; three more could not be read."""

from __future__ import annotations

import sys
from typing import Any

from engine.capabilities.images import api as images
from engine.protocol.done import Done
from engine.protocol.file_run import FileOutcome
from engine.protocol.messages import EventParams, Notification, Result
from engine.protocol.progress import Progress
from tests.support import scripted_engine
from tests.support.scripted_engine import HANDLERS, send

TOTAL, FEW, FAILED, FOUND, IN_ALBUM = 100_000, 2_000, 3, 450, 300
SIZE = int(sys.argv[1]) if __name__ == "__main__" and sys.argv[1:] else TOTAL
ASPECTS = (150, 75, 100, 178)
MODEL = images.SearchModel("starter", "EfficientNet Lite0", starter=True)
FOLDER = images.PictureFolder("/library/Viajes", True, SIZE, FAILED, 0, exists=True)
ALBUM = images.Album(1, "Perros", images.AlbumRule("perro"), 40, "")
RUNNING: dict[int, int] = {}


def picture(number: int, score: float = 0.0) -> images.Picture:
    width = ASPECTS[number % len(ASPECTS)] * 10
    return images.Picture(number + 1, f"/library/Viajes/foto-{number:06}.jpg", "", width, 1000, score=score)


def broken(number: int) -> images.Picture:
    path = f"/library/Viajes/rota-{number}.jpg"
    return images.Picture(
        SIZE + number, path, "", 0, 0, "failed", reason="picture_empty", values={"name": f"rota-{number}.jpg"}
    )


def list_pictures(id: int, params: Any) -> None:
    if params["filters"].get("state") == "failed":
        send(Result(id, images.Pictures(tuple(broken(n) for n in range(FAILED)), FAILED)))
        return
    shown = range(SIZE)[params["offset"] : params["offset"] + params["limit"]]
    send(Result(id, images.Pictures(tuple(picture(n) for n in shown), SIZE)))


def grid_layout(id: int, params: Any) -> None:
    total = 20 if params["filters"].get("colours") else SIZE
    part = range(total)[params["offset"] : params["offset"] + min(params["limit"], images.LAYOUT_LIMIT)]
    aspects = tuple(ASPECTS[n % len(ASPECTS)] for n in part)
    send(Result(id, images.GridLayout(tuple(n + 1 for n in part), aspects, total)))


def search(id: int, params: Any) -> None:
    """ "nada" finds nothing convincing and 12 weaker ones, "velero" two, five less sure and 13 others, any other search FOUND."""
    convincing, less_sure, weaker = {"nada": (0, 0, 12), "velero": (2, 5, 18)}.get(
        params.get("query", ""), (FOUND, 0, 0)
    )
    first = params.get("offset", 0)
    matches = range(convincing + (weaker if params.get("include_weaker") else less_sure))
    results = tuple(picture(n, 0.5) for n in matches[first : first + params.get("k", 100)])
    terms = (images.QueryTerm("caballo", 1.0), images.QueryTerm("rayas", 0.5)) if "+" in params.get("query", "") else ()
    query = images.ParsedQuery(terms, (), images.PictureFilters())
    found = images.PictureSearchResults(results, query, 0.3, convincing, less_sure, weaker, MODEL, {"all": 4.0})
    send(Result(id, found))


def details(id: int, params: Any) -> None:
    number = params["picture"] - 1
    send(
        Result(
            id,
            images.PictureDetails(
                picture(number), 204_800, "JPEG", 0, 0, False, "Canon EOS R5", 36.5292, -6.2925, "FACTURA 2024",
                (images.PictureLabel("dog", 0.7), images.PictureLabel("cat", 0.2)), ("brown",), 0.5,
                vision_tasks=("classification", "detection") if number % 2 else (),
            ),
        )
    )  # fmt: skip


def analyse(id: int, params: Any) -> None:
    """Two dogs and a ball in the left half; nothing at all in the last picture."""
    objects = (
        images.DetectedObject("dog", 0.9, 0.1, 0.1, 0.4, 0.9),
        images.DetectedObject("dog", 0.7, 0.1, 0.5, 0.2, 0.9),
        images.DetectedObject("ball", 0.6, 0.3, 0.7, 0.45, 0.8),
    )
    results = objects if params["picture"] != SIZE else ()
    send(Result(id, images.PictureAnalysis("", 1280, 960, ("detection",), objects=results)))


def two_copies(number: int) -> tuple[images.DuplicatePicture, ...]:
    return images.DuplicatePicture(picture(number), 2000, 1.0), images.DuplicatePicture(picture(number + 1), 1000, 0.5)


def find_copies(id: int, params: Any) -> None:
    number = params["picture"] - 1
    send(Result(id, images.PictureCopies(two_copies(number) if number % 2 else ())))


def open_album(id: int, params: Any) -> None:
    shown = range(IN_ALBUM)[params["offset"] : params["offset"] + params["limit"]]
    send(Result(id, images.Pictures(tuple(picture(n) for n in shown), IN_ALBUM)))


def label_pictures(id: int, params: Any) -> None:
    """Thirty pictures have the first label, ten none of them; above 0.9 all have none."""
    labels, none_only = tuple(params["labels"]), params.get("none_of_these", False)
    count = 0 if params.get("threshold", 0.0) > 0.9 else 30
    scores = (0.8, *[0.2 / (len(labels) - 1)] * (len(labels) - 1))
    first, last = (count, 40) if none_only else (0, count if params.get("label") else 40)
    results = tuple(images.LabelledPicture(picture(n), scores, has_label=n < count) for n in range(first, last))
    counts = (count, *[0] * (len(labels) - 1))
    send(Result(id, images.PictureLabels(labels, results, counts, 40 - count, len(results), MODEL)))


def find_duplicates(id: int, params: Any) -> None:
    total = 60
    groups = tuple(
        images.DuplicateGroup("same", two_copies(n))
        for n in range(params.get("offset", 0), min(total, params.get("offset", 0) + params.get("limit", 100)))
    )
    send(Result(id, images.Duplicates(groups, total, 60_000)))


def list_folders(id: int, params: Any) -> None:
    """While a run is at work, one more picture is there for it."""
    send(Result(id, images.PictureFolders((FOLDER,), SIZE + len(RUNNING), FAILED, 0, MODEL)))


def index(id: int, params: Any) -> None:
    """Reads one, fails at another, and then is at work until it is cancelled."""
    for event in (
        FileOutcome("/library/Viajes/a.jpg", "added"),
        FileOutcome("/library/Viajes/b.jpg", "failed", "picture_empty", {"name": "b.jpg"}),
        Progress(2, 10, "files", "c.jpg", 1.5, 6.0),
    ):
        send(Notification("event", EventParams(id, event)))
    RUNNING[id] = 1


def stop(id: int) -> None:
    """A run that is stopped returns what it finished; anything else was answered already."""
    if RUNNING.pop(id, 0):
        send(Result(id, images.PictureIndexReport(1, 0, 0, 1, 0, 1.0, cancelled=True)))


def changed(id: int, params: Any) -> None:
    send(Result(id, Done()))
    send(Notification("changed", {"pictures": True, "by": id}))


if __name__ == "__main__":
    HANDLERS.update(
        {
            "images.folders": list_folders,
            "images.albums": lambda id, params: send(Result(id, images.Albums((ALBUM,)))),
            "images.open_album": open_album,
            "images.analyse": analyse,
            "images.copies": find_copies,
            "images.list": list_pictures,
            "images.grid_layout": grid_layout,
            "images.search": search,
            "images.details": details,
            "images.label": label_pictures,
            "images.duplicates": find_duplicates,
            "images.index": index,
            "images.remove": changed,
            "images.restore": changed,
            "images.rename_album": changed,
        }
    )
    scripted_engine.main(cancel=stop)
