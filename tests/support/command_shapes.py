"""Runs the README's commands with --json over one small library, and prints the shape of each output.

All commands run in this process and beside one engine, so that each model is loaded once; only `restore` needs the library
for itself.

`python -m tests.support.command_shapes FOLDER MODELS` prints one JSON object: command → shape. In a shape an object keeps
its keys, a list has the shape of its items, and any other value is its JSON type; items that differ are joined with "|".
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from engine.cli.main import main
from tests.support.conversation_commands import conversation_commands
from tests.support.engine_process import EngineProcess
from tests.support.tiny_classifiers import write_entailment, write_text_classifier
from tests.support.tiny_models import write_text_task

SAMPLES = Path(__file__).parents[2] / "resources" / "samples" / "pictures"
TEXT = (
    "The boiler in Calle Mayor 7 is serviced in October 2024 by Ana García. The service costs 120 €. "
    "Write to ana@example.com to change the date. The boiler heats the whole house in winter."
)
REVIEWS = [
    (text.format(word), label)
    for label, texts in {
        "weather": ("there is {} all day", "the {} stops tomorrow", "heavy {} is expected"),
        "music": ("play the {} again", "a song about {}", "the band sang of {}"),
    }.items()
    for text in texts
    for word in ("rain", "snow", "wind", "sun")
]


def shape_of(value: object) -> object:
    """Return the shape of a JSON value. "values" fill a sentence's braces, so their keys differ from sentence to sentence."""
    if isinstance(value, dict):
        return {key: "object" if key == "values" else shape_of(part) for key, part in value.items()}
    if isinstance(value, list):
        shapes = [shape_of(part) for part in value]
        return [_joined(shapes)] if shapes else []
    names = {str: "string", bool: "boolean", int: "number", float: "number"}
    return names.get(type(value), "null")


def _joined(shapes: Sequence[object]) -> object:
    """Return one shape for items: objects are joined key by key, a missing key counts as absent."""
    if all(isinstance(shape, dict) for shape in shapes):
        keys = sorted({key for shape in shapes for key in shape})  # type: ignore[attr-defined]
        return {key: _joined([shape.get(key, "absent") for shape in shapes]) for key in keys}  # type: ignore[attr-defined]
    if all(isinstance(shape, list) for shape in shapes):
        items = [item for shape in shapes for item in shape]  # type: ignore[attr-defined]
        return [_joined(items)] if items else []
    different = {shape if isinstance(shape, str) else json.dumps(shape, sort_keys=True): shape for shape in shapes}
    return shapes[0] if len(different) == 1 else "|".join(sorted(different))


def write_files(folder: Path) -> None:
    """Write what the commands read: a document, pictures, a table of labelled texts and tiny models."""
    folder.mkdir(parents=True)
    (folder / "boiler.txt").write_text(TEXT + "\n", "utf-8")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 not really")
    for part, rows in {"train": REVIEWS, "test": REVIEWS[::3]}.items():
        with (folder / f"{part}.csv").open("w", encoding="utf-8", newline="") as table:
            csv.writer(table).writerows([("text", "label"), *rows])
    (folder / "two.csv").write_text("text\nIt rains\nIt snows\n", "utf-8")
    pictures = folder / "pictures"
    pictures.mkdir()
    for name in ("muestra-01", "muestra-07", "muestra-07-copia"):
        shutil.copy(SAMPLES / f"{name}.jpg", pictures)
    (pictures / "damaged.jpg").write_bytes(b"no picture")
    for architecture in ("ForTokenClassification", "ForQuestionAnswering", "ForMaskedLM", "ForNextSentencePrediction"):
        write_text_task(folder / "models" / architecture, architecture)
    write_text_classifier(folder / "models" / "reviews")
    write_entailment(folder / "models" / "nli")


def folder_copy(models: Path, target: Path) -> Path:
    """Return a copy of the models, since the commands add some and remove one."""
    return Path(shutil.copytree(models, target, copy_function=_link_or_copy))


def _link_or_copy(source: str, target: str) -> None:
    """Networks become hard links where possible; small files, which may be rewritten, are copied."""
    if Path(source).stat().st_size > 1_000_000:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    shutil.copy2(source, target)


def commands(folder: Path) -> list[tuple[str, list[str]]]:
    """Return (name in the list of shapes, arguments), in the order they are run; `restore` is the last."""
    f = {
        name: str(folder / name)
        for name in ("boiler.txt", "damaged.pdf", "train.csv", "test.csv", "pictures", "out.csv")
    }
    picture = str(folder / "pictures" / "muestra-07.jpg")
    one_more = ["--labels", "weather,music"]
    evaluate = [
        "classify",
        "evaluate",
        "--train",
        f["train.csv"],
        "--test",
        f["test.csv"],
        "--shots",
        "2",
        "--seeds",
        "2",
    ]
    models = folder / "models"
    return [
        ("index", ["index", f["boiler.txt"], f["damaged.pdf"], "--collection", "casa"]),
        ("search", ["search", "boiler service", "--collection", "casa", "-k", "5", "--mode", "hybrid"]),
        ("search --mode keyword", ["search", "boiler", "--mode", "keyword"]),
        ("search --mode dense", ["search", "boiler", "--mode", "dense"]),
        ("ask", ["ask", "When is the boiler serviced?", "--collection", "casa", "--max-tokens", "4"]),
        ("chat", ["chat", "Write a haiku about rain", "--max-tokens", "4"]),
        ("documents list", ["documents", "list"]),
        ("documents retry", ["documents", "retry"]),
        ("documents remove", ["documents", "remove", "1"]),
        ("images index", ["images", "index", f["pictures"]]),
        ("images search", ["images", "search", "a cat", "-k", "20", "--weaker"]),
        ("images search --like", ["images", "search", "--like", picture]),
        ("images classify", ["images", "classify", "beach", "mountain", "cat"]),
        ("images classify --csv", ["images", "classify", "beach", "mountain", "--csv", str(folder / "labels.csv")]),
        ("images look", ["images", "look", picture]),
        ("images duplicates", ["images", "duplicates"]),
        ("images duplicates --csv", ["images", "duplicates", "--csv", str(folder / "duplicates.csv")]),
        *(
            (f"models add {name}", ["models", "add", str(models / name)])
            for name in sorted(p.name for p in models.iterdir())
        ),
        ("models list", ["models", "list"]),
        ("models verify", ["models", "verify", "nli"]),
        ("models use", ["models", "use", "nli"]),
        ("models retry", ["models", "retry", "nli"]),
        ("classify text", ["classify", "text", "it will rain", *one_more]),
        ("classify text --lines", ["classify", "text", "rain\nsong", "--lines", *one_more]),
        ("classify text --by entailment", ["classify", "text", "rain", *one_more, "--by", "entailment"]),
        ("classify text --by prompt", ["classify", "text", "rain", *one_more, "--by", "prompt"]),
        (
            "classify text --by ready-made",
            ["classify", "text", "a good film", "--by", "ready-made", "--model", "reviews"],
        ),
        ("classify ways", ["classify", "ways"]),
        ("classify train", ["classify", "train", "topics", f["train.csv"], "--method", "logistic"]),
        ("classify train --test", ["classify", "train", "more", f["train.csv"], "--test", f["test.csv"]]),
        ("classify use", ["classify", "use", f["test.csv"], "--classifier", "topics", "--output", f["out.csv"]]),
        ("classify text --classifier", ["classify", "text", "it will rain", "--classifier", "topics"]),
        ("classify test", ["classify", "test", "more"]),
        ("classify report", ["classify", "report", "more", "--output", str(folder / "report.html")]),
        ("classify list", ["classify", "list"]),
        ("classify remove", ["classify", "remove", "topics"]),
        ("chat --classifier", ["chat", "will it rain?", "--classifier", "more", "--max-tokens", "2"]),
        ("classify evaluate", [*evaluate, "--method", "head"]),
        ("classify evaluate --method zero-shot", [*evaluate, "--method", "zero-shot"]),
        ("text summarise", ["text", "summarise", "--file", f["boiler.txt"], "--sentences", "2", "--way", "extract"]),
        ("text keywords", ["text", "keywords", "--file", f["boiler.txt"]]),
        ("text language", ["text", "language", TEXT]),
        ("text entities", ["text", "entities", "--file", f["boiler.txt"]]),
        ("text ask", ["text", "ask", "--question", "who?", "Madrid is in Spain"]),
        ("text fill", ["text", "fill", "a [MASK] film"]),
        ("text likely", ["text", "likely", "Madrid is in Spain"]),
        ("text follows", ["text", "follows", "Madrid is in Spain", "Spain is sunny"]),
        ("text compare", ["text", "compare", "the boiler is old", "an old boiler", "music"]),
        ("text clusters", ["text", "clusters", f["train.csv"], "--clusters", "2"]),
        ("text column", ["text", "column", f["test.csv"], str(folder / "column.csv"), "--task", "language"]),
        ("text rewrite", ["text", "rewrite", "The boiler is old."]),
        ("text translate", ["text", "translate", "The boiler is old.", "--to", "es"]),
        *conversation_commands(folder),
        ("models remove", ["models", "remove", "nli"]),
        ("doctor", ["doctor"]),
        ("backup", ["backup"]),
        ("restore", ["restore"]),
    ]


def run(arguments: Sequence[str]) -> object:
    """Return the shape that a command prints, or its exit code and complaint."""
    output, complaint = _Stream(), _Stream()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(complaint):
        code: object = 2
        with contextlib.suppress(SystemExit):  # a wrong option
            code = main(arguments)
    printed = output.getvalue()
    if not printed:
        return f"exit {code}: {complaint.getvalue().strip()}"
    try:
        return shape_of(json.loads(printed))
    except json.JSONDecodeError:
        return "text"


class _Stream(io.StringIO):
    """Text that the command line may `reconfigure`, as it does standard output."""

    def reconfigure(self, **options: str) -> None: ...


def print_shapes() -> None:
    folder, models = Path(sys.argv[1]), folder_copy(Path(sys.argv[2]), Path(sys.argv[1]) / "models")
    write_files(folder / "files")
    home = folder / "home"
    common = ["--home", str(home), "--models", str(models), "--language", "en", "--json"]
    *beside, (last, arguments) = commands(folder / "files")
    with EngineProcess(home, models):
        shapes = {name: run([*options, *common]) for name, options in beside}
    shapes[last] = run([*arguments, *common])
    json.dump(shapes, sys.stdout, indent=1, ensure_ascii=False)


if __name__ == "__main__":
    print_shapes()
