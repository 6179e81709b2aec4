"""Fine-tuned encoders: a tiny one trains in seconds, belongs to its classifier alone, and is deleted with it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec
import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.api import FineTunedModelMissing
from engine.capabilities.classification.classifier_store import ClassifierStore
from engine.capabilities.classification.heads.heads import fit
from engine.capabilities.classification.training.fine_tune import held_out_examples
from engine.capabilities.classification.training.fine_tune_folder import WORK_FOLDER
from engine.context import FINE_TUNED_FOLDER
from engine.models.encoders.onnx_embedder import OnnxEmbedder
from engine.models.manifest import read_manifest, write_manifest
from engine.models.training.fine_tuning import studio_is_installed
from engine.protocol import errors, tables
from engine.protocol.children.fine_tuning import EpochMetrics, FineTuneExamples, FineTuneMethod, Layers, parse_layers
from engine.protocol.progress import Progress
from engine.store.clock import DAY_MS, now_ms, record_start_days
from tests.support.harness import EngineHarness
from tests.support.tiny_bert import ID, seasons, tiny_encoder

PLANTED = "tuned-0123"
STUDIO = [
    pytest.mark.studio,
    pytest.mark.slow,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not studio_is_installed(), reason="torch and transformers are not installed"),
]


def add_classifier(engine: EngineHarness, models: Path, each: int = 16) -> int:
    """A classifier of the seasons over the tiny encoder."""
    tiny_encoder(models)
    id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("Seasons")).id
    examples, trial = seasons(each), seasons(10, seed=9)
    for split, rows in (("train", examples), ("test", trial)):
        lines = "\n".join(f"{text}\t{label}" for text, label in zip(rows.texts, rows.labels, strict=True))
        engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=lines), split))  # type: ignore[arg-type]
    return id


def ateneo(home: Path, models: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine.cli", "classify", *arguments, "--home", str(home), "--models", str(models)]
    return subprocess.run([*command, "--language", "en"], capture_output=True, text=True, timeout=500)


def written(path: Path, rows: FineTuneExamples) -> str:
    lines = [f"{text},{label}" for text, label in zip(rows.texts, rows.labels, strict=True)]
    path.write_text("\n".join(["text,label", *lines]), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("text", "layers"), [("all", "all"), ("last", "last"), ("0, 3-5", (0, 3, 4, 5)), ("11", (11,)), ("1-1", (1,))]
)
def test_layers_are_named_or_numbered(text: str, layers: Layers) -> None:
    assert parse_layers(text) == layers


@pytest.mark.parametrize("text", ["", "first", "-1", "3-", "5-3", "1;2"])
def test_other_words_are_no_layers(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_layers(text)


def test_few_examples_are_all_trained_on_and_of_many_some_are_held_out() -> None:
    assert held_out_examples(["a", "b"] * 49, 0) == []
    assert held_out_examples(["a"] * 100 + ["b"] * 6, 0) == []
    labels = ["a"] * 100 + ["b"] * 20
    held = held_out_examples(labels, 0)
    assert [sum(labels[at] == name for at in held) for name in "ab"] == [15, 3]
    assert held == held_out_examples(labels, 0) != held_out_examples(labels, 1)


@pytest.mark.skipif(studio_is_installed(), reason="the studio is installed")
def test_without_the_studio_the_present_head_stays(engine: EngineHarness, tmp_path: Path) -> None:
    id = add_classifier(engine, tmp_path / "models")
    before = engine.call(api.TRAIN, api.Train(id))
    with pytest.raises(errors.TrainingNeedsStudio):
        engine.call(api.TRAIN, api.Train(id, "contrastive"))
    assert engine.call(api.OPEN_CLASSIFIER, api.OpenClassifier(id)) == before
    assert engine.call(api.FINE_TUNE_STATE, api.GetFineTuneState()) == api.FineTuneState(False, ())


@pytest.mark.skipif(studio_is_installed(), reason="the studio is installed")
def test_the_command_line_says_how_to_install_the_studio(home: Path, tmp_path: Path) -> None:
    tiny_encoder(tmp_path / "models")
    table = written(tmp_path / "t.csv", seasons(4))
    failed = ateneo(home, tmp_path / "models", "train", "Seasons", table, "--method", "supervised")
    assert failed.returncode and "installer setup --studio" in failed.stderr
    refused = ateneo(home, tmp_path / "models", "train", "Seasons", table, "--layers", "some")
    assert refused.returncode == 2


def test_a_fine_tuned_encoder_predicts_few_texts_and_many(engine: EngineHarness, tmp_path: Path) -> None:
    id = add_classifier(engine, tmp_path / "models")
    add_fine_tuned_encoder(engine, id, tmp_path / "models")
    assert [model.id for model in engine.registry.list()] == [ID]
    texts = seasons(20, seed=5).texts
    few = engine.call(api.CLASSIFY, api.Classify(texts[:3], id))
    many = engine.call(api.CLASSIFY, api.Classify(texts, id))
    assert [prediction.label for prediction in few.predictions] == [
        prediction.label for prediction in many.predictions[:3]
    ]
    assert engine.call(api.EVALUATE, api.Evaluate(id)).method == "contrastive"
    cells = [
        engine.call(api.CONFUSION_EXAMPLES, api.ListConfusionExamples(id, "verano", guess)).total
        for guess in ("verano", "invierno")
    ]
    assert sum(cells) == 10
    ranked = engine.call(api.LIST_BY_UNCERTAINTY, api.ListExamples(id, order="uncertain")).examples
    assert ranked[0].margin <= ranked[-1].margin
    engine.call(api.EXPORT_REPORT, api.ExportReport(id, str(tmp_path / "r.html"), "es"))
    assert "Épocas y la mejor: 8, 8" in (tmp_path / "r.html").read_text("utf-8")
    with engine.store.read() as connection:
        known = {str(embedder) for (embedder,) in connection.execute("SELECT DISTINCT embedder FROM text_embeddings")}
    assert known == {PLANTED}


def test_a_missing_encoder_is_reported_and_an_unused_one_is_deleted(home: Path, tmp_path: Path) -> None:
    engine = EngineHarness(home, tmp_path / "models", "classification")
    id = add_classifier(engine, tmp_path / "models")
    add_fine_tuned_encoder(engine, id, tmp_path / "models")
    shutil.copytree(home / FINE_TUNED_FOLDER / PLANTED, home / FINE_TUNED_FOLDER / "tuned-stray")
    (home / WORK_FOLDER / "999").mkdir(parents=True)
    (home / WORK_FOLDER / str(id)).mkdir()
    engine.close()
    engine = EngineHarness(home, tmp_path / "models", "classification")
    assert fine_tuned_models(engine) == {PLANTED} and [path.name for path in (home / WORK_FOLDER).iterdir()] == [
        str(id)
    ]
    shutil.rmtree(home / FINE_TUNED_FOLDER)
    with pytest.raises(FineTunedModelMissing, match="Train it again"):
        engine.call(api.CLASSIFY, api.Classify(("sol y playa",), id))
    engine.call(api.TRAIN, api.Train(id))
    assert engine.call(api.CLASSIFY, api.Classify(("sol y playa",), id)).predictions[0].label
    engine.close()


def test_a_purged_classifier_takes_its_encoder_along(home: Path, tmp_path: Path) -> None:
    """docs/faults.md 15."""
    engine = EngineHarness(home, tmp_path / "models", "classification")
    id = add_classifier(engine, tmp_path / "models")
    add_fine_tuned_encoder(engine, id, tmp_path / "models")
    other = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("Other")).id
    (home / WORK_FOLDER / str(id)).mkdir(parents=True)
    engine.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(id))
    assert fine_tuned_models(engine) == {PLANTED}
    assert engine.call(api.PURGE_CLASSIFIERS, api.PurgeClassifiers()).count == 1
    assert fine_tuned_models(engine) == set() and list((home / WORK_FOLDER).iterdir()) == []
    assert [left.id for left in engine.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers] == [other]
    assert engine.call(api.PURGE_CLASSIFIERS, api.PurgeClassifiers((id, other, other))).count == 1
    with engine.store.read() as connection:
        tables = ("classifiers", "examples", "learned_texts", "text_embeddings")
        assert [connection.execute(f"SELECT count(*) FROM {table}").fetchall() for table in tables] == [[(0,)]] * 4
    engine.close()


@dataclass(frozen=True)
class TrainedProfile:
    """A profile and its models, with a classifier that a fine-tuning has trained; tests open copies of it."""

    folder: Path
    classifier: api.Classifier
    curves: tuple[EpochMetrics, ...]

    def open_copy(self, home: Path, models: Path) -> EngineHarness:
        shutil.copytree(self.folder / "home", home)
        shutil.copytree(self.folder / "models", models)
        return EngineHarness(home, models, "classification")


Train = Callable[[FineTuneMethod], TrainedProfile]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Train:
    """Trains once with each method."""

    @cache
    def train(method: FineTuneMethod) -> TrainedProfile:
        folder = tmp_path_factory.mktemp("trained")
        engine = EngineHarness(folder / "home", folder / "models", "classification")
        id = add_classifier(engine, folder / "models", 60)
        classifier = engine.call(api.TRAIN, quick(id, method))
        curves = tuple(event for event in engine.events if isinstance(event, EpochMetrics))
        engine.close()
        return TrainedProfile(folder, classifier, curves)

    return train


class TestWithTheStudio:
    pytestmark = STUDIO

    @pytest.mark.parametrize("method", api.FINE_TUNE_METHODS)
    def test_predictions_everywhere_use_the_fine_tuned_encoder(
        self,
        trained: Train,
        home: Path,
        tmp_path: Path,
        method: FineTuneMethod,
    ) -> None:
        profile = trained(method)
        curves, record, id = profile.curves, profile.classifier.training, profile.classifier.id
        engine = profile.open_copy(home, tmp_path / "models")
        assert (
            record is not None and record.fine_tuning is not None and (record.method, record.embedder) == (method, ID)
        )
        assert record.fine_tuning.curves == curves and record.fine_tuning.held_out == 18
        assert (
            1 <= record.fine_tuning.best_epoch <= record.fine_tuning.epochs == len(curves)
            and record.fine_tuning.agreement > 0.9
        )
        assert curves[-1].validation_accuracy is not None
        report = engine.call(api.EVALUATE, api.Evaluate(id))
        assert report.method == method and report.accuracy > 0.85
        texts = seasons(20, seed=5).texts
        few = engine.call(api.CLASSIFY, api.Classify(texts[:3], id))
        many = engine.call(api.CLASSIFY, api.Classify(texts, id))
        first = [prediction.label for prediction in few.predictions]
        assert first == [prediction.label for prediction in many.predictions[:3]] == ["verano"] * 3
        table, target = tmp_path / "t.csv", tmp_path / "o.csv"
        table.write_text("text\n" + "\n".join(texts), encoding="utf-8")
        engine.call(api.CLASSIFY_FILE, api.ClassifyFile(tables.Source(str(table)), str(target), id))
        assert target.read_text("utf-8").splitlines()[1].split(",")[1] == "verano"
        ranked = engine.call(api.LIST_BY_UNCERTAINTY, api.ListExamples(id, order="uncertain")).examples
        assert ranked[0].margin < ranked[-1].margin
        engine.close()

    def test_an_encoder_is_not_listed_and_is_deleted_when_another_is_trained(
        self, trained: Train, home: Path, tmp_path: Path
    ) -> None:
        profile = trained("contrastive")
        id = profile.classifier.id
        engine = profile.open_copy(home, tmp_path / "models")
        assert [model.id for model in engine.registry.list()] == [ID]
        first = fine_tuned_models(engine)
        assert len(first) == 1
        engine.call(api.TRAIN, quick(id, "contrastive", seed=1, epochs=3))
        second = fine_tuned_models(engine)
        assert len(second) == 1 and second != first
        engine.call(api.TRAIN, api.Train(id))
        assert fine_tuned_models(engine) == set() and fine_tuned_embeddings(engine) == 0
        engine.close()

    def test_an_encoder_is_deleted_when_its_classifier_is_purged(
        self, trained: Train, home: Path, tmp_path: Path
    ) -> None:
        profile = trained("contrastive")
        engine = profile.open_copy(home, tmp_path / "models")
        assert fine_tuned_embeddings(engine) > 0
        engine.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(profile.classifier.id))
        engine.close()
        engine = EngineHarness(home, tmp_path / "models", "classification")
        assert len(fine_tuned_models(engine)) == 1
        with engine.store.write() as connection:
            connection.execute("UPDATE classifiers SET deleted_at = deleted_at - ?", (40 * DAY_MS,))
        today = now_ms() // DAY_MS
        record_start_days(engine.store, [today - 2, today - 1])
        engine.close()
        engine = EngineHarness(home, tmp_path / "models", "classification")
        assert fine_tuned_models(engine) == set() and fine_tuned_embeddings(engine) == 0
        engine.close()

    def test_a_library_brought_back_without_its_encoder_says_what_to_do(
        self, trained: Train, home: Path, tmp_path: Path
    ) -> None:
        profile = trained("supervised")
        engine = profile.open_copy(home, tmp_path / "models")
        for place in (engine.home / FINE_TUNED_FOLDER).iterdir():
            place.rename(tmp_path / place.name)
        with pytest.raises(FineTunedModelMissing, match="Train it again"):
            engine.call(api.CLASSIFY, api.Classify(("sol y playa",), profile.classifier.id))
        engine.close()

    @pytest.mark.parametrize("layers", ["last", (0,)])
    def test_only_the_layers_asked_for_are_changed(self, engine: EngineHarness, tmp_path: Path, layers: Layers) -> None:
        id = add_classifier(engine, tmp_path / "models")
        record = engine.call(api.TRAIN, quick(id, "supervised", layers=layers, epochs=2)).training
        assert record is not None and record.fine_tuning is not None and record.fine_tuning.layers == layers

    def test_layers_that_are_not_there_are_refused_and_the_present_encoder_stays(
        self, trained: Train, home: Path, tmp_path: Path
    ) -> None:
        profile = trained("supervised")
        id = profile.classifier.id
        engine = profile.open_copy(home, tmp_path / "models")
        before = fine_tuned_models(engine)
        with pytest.raises(errors.LayersMissing, match="0 to 1"):
            engine.call(api.TRAIN, quick(id, "supervised", layers=(2,)))
        assert engine.call(api.OPEN_CLASSIFIER, api.OpenClassifier(id)) == profile.classifier
        assert fine_tuned_models(engine) == before != set()
        engine.close()

    def test_the_command_line_trains_prints_each_epoch_and_evaluates(self, home: Path, tmp_path: Path) -> None:
        tiny_encoder(tmp_path / "models")
        table, tests = written(tmp_path / "t.csv", seasons(60)), written(tmp_path / "e.csv", seasons(10, seed=9))
        options = ("--method", "contrastive", "--layers", "0-1", "--epochs", "4", "--learning-rate", "0.002")
        trained = ateneo(home, tmp_path / "models", "train", "Seasons", table, *options)
        assert trained.returncode == 0 and "4 epochs" in trained.stdout
        assert "epoch 4: loss" in trained.stderr and "held out: loss" in trained.stderr
        files = ("--train", table, "--test", tests, "--shots", "8", "--seeds", "1", "--json")
        compared = ateneo(home, tmp_path / "models", "evaluate", "--method", "supervised", *files)
        result = msgspec.json.decode(compared.stdout)
        assert result["method"] == "supervised" and 0 <= result["accuracy"]["mean"] <= 1

    @pytest.mark.kill
    def test_training_of_a_killed_engine_is_resumed(self, home: Path, tmp_path: Path) -> None:
        engine = EngineHarness(home, tmp_path / "models", "classification")
        id = add_classifier(engine, tmp_path / "models")
        engine.close()
        asked = quick(id, "contrastive", epochs=60)
        command = [sys.executable, "-m", "engine", "--home", str(home), "--models", str(tmp_path / "models")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
            assert child.stdin is not None and child.stdout is not None
            request = {"jsonrpc": "2.0", "id": 1, "method": api.TRAIN.name, "params": asked}
            child.stdin.write(msgspec.json.encode(request) + b"\n")
            child.stdin.flush()
            epochs_seen = sum(b'"curve"' in line for line, _ in zip(child.stdout, range(12), strict=False))
            os.kill(child.pid, signal.SIGKILL)
        assert 3 <= epochs_seen < 60 and list((home / WORK_FOLDER).iterdir())
        engine = EngineHarness(home, tmp_path / "models", "classification")
        trained = engine.call(api.TRAIN, asked)
        assert trained.training is not None and trained.training.fine_tuning is not None
        assert trained.training.fine_tuning.resumed_from_epoch >= 2 and trained.training.fine_tuning.epochs == 60
        assert [epoch.epoch for epoch in trained.training.fine_tuning.curves] == list(range(1, 61))
        assert not list((home / WORK_FOLDER).iterdir())
        engine.close()

    def test_a_cancel_keeps_the_present_head_and_the_checkpoint(self, engine: EngineHarness, tmp_path: Path) -> None:
        id = add_classifier(engine, tmp_path / "models")
        before = engine.call(api.TRAIN, api.Train(id))
        events: list[object] = []
        asked = quick(id, "contrastive", epochs=100)
        with pytest.raises(errors.Cancelled):
            engine.call(api.TRAIN, asked, events.append, lambda: len(events) > 8)
        assert engine.call(api.OPEN_CLASSIFIER, api.OpenClassifier(id)) == before
        assert engine.call(api.FINE_TUNE_STATE, api.GetFineTuneState()) == api.FineTuneState(True, (asked,))
        assert any(isinstance(event, Progress) for event in events)
        trained = engine.call(api.TRAIN, asked)
        assert (
            trained.training is not None
            and trained.training.fine_tuning is not None
            and trained.training.fine_tuning.resumed_from_epoch >= 3
        )
        assert engine.call(api.FINE_TUNE_STATE, api.GetFineTuneState()).resumable == ()


def add_fine_tuned_encoder(engine: EngineHarness, id: int, models: Path) -> None:
    """As if the encoder had been tuned for this classifier: the same one under another id, with a head on it."""
    place = engine.home / FINE_TUNED_FOLDER / PLANTED
    shutil.copytree(models / ID, place)
    write_manifest(msgspec.structs.replace(read_manifest(place), id=PLANTED), place)
    tuning = api.FineTuneRecord(PLANTED, "all", 8, 8, 0, 1.0, True, 60.0, 0, ())
    record = api.TrainingRecord("contrastive", "", 32, 0, 0, ID, 0, (), tuning)
    examples = seasons(16)
    embedder = OnnxEmbedder(read_manifest(place), place, 1)
    head = fit("logistic", embedder.embed_passages(examples.texts), examples.labels)
    embedder.close()
    projects = ClassifierStore(engine.store)
    projects.save_head(id, head.to_bytes(), record, projects.revision(id))


def quick(id: int, method: FineTuneMethod, **changed: object) -> api.Train:
    default: dict[str, object] = {"epochs": 30, "learning_rate": 2e-3, "patience": 100, "checkpoint_seconds": 0.0}
    return api.Train(id, method, **(default | changed))  # type: ignore[arg-type]


def fine_tuned_models(engine: EngineHarness) -> set[str]:
    folder = engine.home / FINE_TUNED_FOLDER
    return {path.name for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()


def fine_tuned_embeddings(engine: EngineHarness) -> int:
    with engine.store.read() as connection:
        return int(next(iter(connection.execute("SELECT count(*) FROM text_embeddings WHERE embedder <> ?", (ID,))))[0])
