"""Faulty tables and labels: each is refused with a sentence, and the classifier stays as it was."""

from __future__ import annotations

import tracemalloc
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.api import NoTexts, TooFewExamples, TooFewLabels, TooManyLabels
from engine.protocol import errors, tables
from engine.tables.table_writer import ResumableTable
from engine.tables.tables import Table
from tests.support.harness import EngineHarness

GOOD = "the dog\tdog\nthe dog runs\tdog\na house\t🏠\nthe house\t🏠"


@pytest.fixture
def classifier(tiny: EngineHarness) -> int:
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=GOOD)))
    return id


@pytest.mark.parametrize(
    ("name", "content", "source", "error"),
    [
        ("a.csv", b"text,text\na,b\n", {}, errors.DuplicateColumn),
        ("a.csv", b"text,label\na,b\n", {"delimiter": ";"}, errors.WrongDelimiter),
        ("a.csv", b"text,label\na,b\n", {"delimiter": "--"}, errors.FileUnreadable),
        ("a.csv", "text,label\nqué,b\n".encode("cp1252"), {"encoding": "utf-8"}, errors.WrongEncoding),
        ("a.csv", b"text,label\na,b\n", {"encoding": "klingon"}, errors.WrongEncoding),
        ("a.csv", b"text,label\n\xff\xfe\0,b\n", {}, errors.FileUnreadable),
        ("a.csv", b"text,label\na,b\n", {"label_column": "class"}, errors.ColumnMissing),
        ("a.csv", b"", {}, errors.TableEmpty),
        ("a.csv", b'text,label\na,dog\n"b,dog\nc,house\n', {}, errors.UnterminatedRow),
        (
            "a.csv",
            b"text,label\n" + b"".join(b"text %d,label %d\n" % (n, n) for n in range(600)),
            {},
            TooManyLabels,
        ),
        ("a.csv", b"text,label\na,dog\nb," + b"long " * 50 + b"\n", {}, errors.LabelTooLong),
        ("a.csv", b"text,label\n", {}, NoTexts),
        ("a.csv", b"text,label\n,dog\n  ,house\n", {}, NoTexts),
        ("a.jsonl", b'{"text": "a"}\n{"text": ["nested"]}\n', {}, errors.InvalidJsonLine),
        ("a.jsonl", b'{"text": "a"}\n{"text"\n', {}, errors.InvalidJsonLine),
        ("a.ods", b"no archive", {}, errors.TableUnsupported),
        ("a.exe", b"MZ", {}, errors.TableUnsupported),
    ],
)
def test_a_faulty_table_is_refused_and_nothing_of_it_is_added(
    tiny: EngineHarness,
    classifier: int,
    tmp_path: Path,
    name: str,
    content: bytes,
    source: dict[str, str],
    error: type[Exception],
) -> None:
    (tmp_path / name).write_bytes(content)
    before = tiny.call(api.OPEN_CLASSIFIER, api.OpenClassifier(classifier))
    with pytest.raises(error):
        tiny.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(str(tmp_path / name), **source)))
    assert tiny.call(api.OPEN_CLASSIFIER, api.OpenClassifier(classifier)) == before


def test_missing_values_and_unquoted_commas_lose_no_text(tiny: EngineHarness, classifier: int, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("label,text,\ndog,well,yes,,\n,alone\nhouse\n", "utf-8")
    added = tiny.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(str(tmp_path / "a.csv"))))
    assert (added.added, added.unlabelled, added.empty) == (2, 1, 1)
    assert tiny.call(api.LIST_EXAMPLES, api.ListExamples(classifier, label="dog")).examples[-1].text == "well"
    (tmp_path / "b.csv").write_text("text\nwell, yes\n", "utf-8")
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(tmp_path / "b.csv"))))
    assert result.rows == (("well, yes",),)
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(tmp_path / "a.csv"))))
    assert result.columns == ("label", "text", "#3")


def test_labels_with_emoji_are_trained_and_written(tiny: EngineHarness, classifier: int, tmp_path: Path) -> None:
    tiny.call(api.TRAIN, api.Train(classifier))
    (tmp_path / "in.csv").write_text("text\na house\n", "utf-8")
    source = tables.Source(str(tmp_path / "in.csv"))
    tiny.call(api.CLASSIFY_FILE, api.ClassifyFile(source, str(tmp_path / "out.csv"), classifier))
    heading, row = (tmp_path / "out.csv").read_text("utf-8-sig").splitlines()
    assert heading == "text,predicted,score dog,score 🏠"
    assert row.startswith("a house,🏠,")


def test_one_label_and_a_single_example_are_refused_until_there_are_more(tiny: EngineHarness) -> None:
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    for lines, error in (
        ("the dog\tdog\ndog runs\tdog", TooFewLabels),
        ("a house\thouse", TooFewExamples),
        ("the house\thouse", None),
    ):
        tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=lines)))
        if error:
            with pytest.raises(error):
                tiny.call(api.TRAIN, api.Train(id))
    assert tiny.call(api.TRAIN, api.Train(id)).training is not None


def test_a_million_rows_are_previewed_from_their_beginning(tiny: EngineHarness, tmp_path: Path) -> None:
    with (tmp_path / "a.csv").open("w") as file:
        file.write("text,label\n" + "the dog,dog\n" * 1_000_000)
    tracemalloc.start()
    result = tiny.call(tables.PREVIEW_TABLE, tables.PreviewTable(tables.Source(str(tmp_path / "a.csv"))))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(result.rows) == 20
    assert peak < 4_000_000


def test_a_long_table_is_copied_in_little_memory(tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_text("text\n" + "the dog runs\n" * 20_000, "utf-8")
    peaks = []
    tracemalloc.start()
    for batch_size in (20_000, 500):
        tracemalloc.reset_peak()
        table = Table(tables.Source(str(tmp_path / "in.csv")))
        with ResumableTable[tuple[str, ...]](
            table, str(tmp_path / "out.csv"), "job", tuple[str, ...], batch_size
        ) as copy:
            rows = copy.remaining_rows()
            while lot := list(islice(rows, batch_size)):
                copy.add([("x",)] * len(lot))
            copy.finish(["new"], list)
        peaks.append(tracemalloc.get_traced_memory()[1])
    tracemalloc.stop()
    assert len((tmp_path / "out.csv").read_text("utf-8").splitlines()) == 20_001
    assert peaks[1] < min(1_500_000, peaks[0] / 4)


@pytest.mark.parametrize("method", ["words", "head"])
def test_a_benchmark_is_cancelled_between_two_seeds(
    tiny: EngineHarness, tmp_path: Path, method: api.EvaluationMethod
) -> None:
    (tmp_path / "a.csv").write_text("text,label\n" + GOOD.replace("\t", ","), "utf-8")
    source = tables.Source(str(tmp_path / "a.csv"))
    draws: list[int] = []

    def second() -> bool:
        draws[:] = [event.done for event in tiny.events if event.unit == "draw"]
        return 1 in draws

    with pytest.raises(errors.Cancelled):
        tiny.call(api.BENCHMARK, api.Benchmark(source, source, method, shots=2, seeds=500), is_cancelled=second)
    assert draws == [0, 1]


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        (api.SplitExamples, b'{"classifier":1,"test_fraction":1e308}'),
        (api.SplitExamples, b'{"classifier":1,"test_fraction":-0.1}'),
        (api.SplitExamples, b'{"classifier":1,"seed":-1}'),
        (api.Evaluate, b'{"classifier":1,"seed":4294967296}'),
        (api.Train, b'{"classifier":1,"seed":-1}'),
        (api.Benchmark, b'{"train":{},"test":{},"method":"head","shots":-1}'),
        (api.Benchmark, b'{"train":{},"test":{},"method":"head","seeds":1000000000}'),
    ],
)
def test_a_share_or_a_seed_that_no_library_takes_is_refused_before_a_handler_sees_it(kind: type, line: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(line, type=kind)
