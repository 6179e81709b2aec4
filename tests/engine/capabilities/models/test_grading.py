"""Grading: the probe is asked once, gives way, goes on where it was, and says in which languages a model is weak."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Literal

import msgspec
import pytest

from engine.bootstrap import bootstrap
from engine.capabilities.chat import api as chat
from engine.capabilities.models import api as models
from engine.capabilities.models.grading.grade_store import GradeStore
from engine.capabilities.models.grading.probe import Judgement, Probe, ProbeQuestion, judge, read_probe
from engine.models.registry import ModelRegistry
from engine.protocol import errors
from engine.protocol.progress import Progress
from engine.store.database import Store
from tests.support.command_line import run_command
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer
from tests.support.installed_models import three_models
from tests.support.models import starter_models

SPANISH = ProbeQuestion("¿Cuánto cuesta?", "Cuesta 12 euros y no 15.", ("12", "doce"), ("15",))
ENGLISH = ProbeQuestion("What does it cost?", "It costs 12 pounds, not 15.", ("12", "twelve"), ("15",))
SHORT = Probe(1, 2, {"es": "{passage}\n{question}", "en": "{passage}\n{question}"}, (SPANISH,) * 2, (ENGLISH,) * 2)
SMOLLM2 = "smollm2-135m-instruct-q4_1"


def open_engine(home: Path, text_model: FakeTextModel, probe: Probe = SHORT) -> EngineHarness:
    registry = ModelRegistry([home / "models"])
    return EngineHarness(
        home,
        home / "models",
        "models",
        pool=FakeModelPool(text_model),
        registry=registry,
        indexer=NoIndexer(),
        probe=probe,
    )


@pytest.fixture
def text_model() -> FakeTextModel:
    return FakeTextModel("Cuesta 12 euros en la tienda de la plaza.")


@pytest.fixture
def engine(home: Path, text_model: FakeTextModel) -> Iterator[EngineHarness]:
    three_models(home / "models")
    engine = open_engine(home, text_model)
    yield engine
    engine.close()


def grade(engine: EngineHarness, model: str = "alfa", again: bool = False) -> models.ModelInfo:
    return engine.call(models.GRADE_MODEL, models.GradeModel(model, again))


def is_weak(engine: EngineHarness, language: Literal["es", "en"], model: str | None = "alfa") -> bool:
    return bool(engine.exports["is_weak"](model, language))


def listed(engine: EngineHarness, model: str = "alfa") -> models.ModelInfo:
    return next(m for m in engine.call(models.LIST_MODELS, models.ListModels(speeds=True)).models if m.id == model)


def set_languages(home: Path, model: str, *languages: str) -> None:
    path = home / "models" / model / "model.toml"
    path.write_text(path.read_text("utf-8").replace("kind =", f"languages = {json.dumps(languages)}\nkind ="), "utf-8")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("Cuesta 12 euros.", Judgement(True, True)),
        ("DOCE euros", Judgement(True, True)),
        ("Cuesta 12 euros y no 15.", Judgement(False, True)),
        ("Cuesta 120 euros.", Judgement(False, True)),
        ("It is 12 euros in the shop with the door.", Judgement(True, False)),
        ("", Judgement(False, False)),
    ],
)
def test_an_answer_is_right_with_an_accepted_word_and_no_other_figure_of_the_text(
    answer: str, expected: Judgement
) -> None:
    assert judge(answer, SPANISH, "es") == expected


def test_the_probe_asks_twelve_questions_in_each_language_whose_text_holds_the_answer() -> None:
    probe = read_probe()
    assert len(probe.es) == len(probe.en) == 12
    for question in (*probe.es, *probe.en):
        assert judge(question.right[0], question, "es").is_right
        assert not judge(question.passage, question, "es").is_right, "whoever copies the text is wrong"
        longest = msgspec.structs.replace(question, wrong=())
        assert judge(question.passage, longest, "es").is_right, "the answer stands in the text"


def test_a_model_that_was_not_graded_is_believed_its_languages_and_weak_without_any(
    home: Path, engine: EngineHarness
) -> None:
    set_languages(home, "beta", "es")
    assert [is_weak(engine, language, "beta") for language in ("es", "en")] == [False, True]
    assert is_weak(engine, "es") and is_weak(engine, "en")
    assert listed(engine).needs_grade and not listed(engine).grades
    assert not listed(engine, "gama").needs_grade


def test_the_grade_decides_whatever_the_languages_of_the_manifest(home: Path, engine: EngineHarness) -> None:
    set_languages(home, "alfa", "en")
    graded = grade(engine)
    assert graded.grades == (
        models.LanguageGrade("es", 2, 2, right=2, in_language=2, passed=True),
        models.LanguageGrade("en", 2, 2, right=2, in_language=0),
    )
    assert [is_weak(engine, language) for language in ("es", "en")] == [False, True]
    assert listed(engine) == graded and not graded.needs_grade


def test_a_graded_model_is_not_asked_again_unless_a_person_wants_it(
    engine: EngineHarness, text_model: FakeTextModel
) -> None:
    grade(engine)
    asked = len(text_model.received)
    grade(engine)
    assert len(text_model.received) == asked == 4
    grade(engine, again=True)
    assert len(text_model.received) == 8


def test_a_grade_that_gave_way_keeps_its_answers_and_goes_on_where_it_was(
    engine: EngineHarness, text_model: FakeTextModel
) -> None:
    checks = count()
    request = models.GradeModel("alfa")
    preempted = engine.call(
        models.GRADE_MODEL, request, is_cancelled=lambda: len(text_model.received) == 2 and bool(next(checks))
    )
    assert [g.asked for g in preempted.grades] == [1, 0]
    assert preempted.needs_grade and is_weak(engine, "es"), "not graded to the end"
    before = len(text_model.received)
    assert [g.asked for g in grade(engine).grades] == [2, 2]
    assert len(text_model.received) - before == 3
    assert engine.events[0] == Progress(1, 4, "questions")


def test_a_job_that_has_to_give_way_at_once_loads_no_model(engine: EngineHarness, text_model: FakeTextModel) -> None:
    told = engine.call(models.GRADE_MODEL, models.GradeModel("alfa"), is_cancelled=lambda: True)
    assert (told.grades, text_model.received) == ((), [])


def test_a_grade_belongs_to_the_file_and_outlives_a_removal(home: Path, engine: EngineHarness) -> None:
    grade(engine)
    manifest = home / "models" / "beta" / "model.toml"
    manifest.write_text((home / "models" / "alfa" / "model.toml").read_text("utf-8").replace("alfa", "beta"), "utf-8")
    assert listed(engine, "beta").grades == listed(engine).grades


def test_a_new_version_of_the_probe_grades_anew(home: Path, engine: EngineHarness, text_model: FakeTextModel) -> None:
    grade(engine)
    engine.close()
    newer = open_engine(home, text_model, msgspec.structs.replace(SHORT, version=2))
    assert listed(newer).needs_grade and not listed(newer).grades
    newer.close()


def test_other_models_are_refused_and_the_missing_named(engine: EngineHarness) -> None:
    with pytest.raises(errors.ModelKindMismatch):
        grade(engine, "gama")
    with pytest.raises(errors.ModelMissing):
        grade(engine, "omega")
    assert is_weak(engine, "es", "omega"), "a model that is not there is not trusted"


@pytest.mark.parametrize("text", ["", "version = 'one'", "version = 1\nright_to_pass = 2\nes = []"])
def test_a_probe_that_cannot_be_read_is_an_error(tmp_path: Path, text: str) -> None:
    (tmp_path / "probe.toml").write_text(text)
    with pytest.raises(msgspec.ValidationError):
        read_probe(tmp_path / "probe.toml")


def test_chat_knows_what_the_grade_says(home: Path) -> None:
    """Without a grade SmolLM2 is believed its English; with one it is not."""
    probe = read_probe()
    with bootstrap(home, starter_models()) as whole:
        describe = chat.DescribeModel(SMOLLM2)
        assert whole.call(chat.DESCRIBE_MODEL, describe).weak == ("es",)
        grades = GradeStore(whole.context.store, probe)
        for language in ("es", "en"):
            for number in range(12):
                sha256 = whole.context.registry.get(SMOLLM2).manifest.files[0].sha256
                grades.add(sha256, language, number, Judgement(language == "es", True))
        assert whole.call(chat.DESCRIBE_MODEL, describe).weak == ("en",)


@pytest.mark.model
def test_the_smallest_model_fails_in_spanish(home: Path) -> None:
    probe = read_probe()
    few = msgspec.structs.replace(probe, es=probe.es[:2], en=probe.en[8:9], right_to_pass=1)
    engine = EngineHarness(home, starter_models(), "models", indexer=NoIndexer(), probe=few)
    spanish, english = grade(engine, SMOLLM2).grades
    assert (spanish.right, spanish.passed) == (0, False)
    assert (english.right, english.passed) == (1, True)
    assert [is_weak(engine, language, SMOLLM2) for language in ("es", "en")] == [True, False]
    engine.close()


@pytest.fixture
def places(home: Path) -> list[str]:
    """A library in which alfa was graded: it fails in English."""
    registry = three_models(home / "models")
    probe, store = read_probe(), Store.open(home)
    grades = GradeStore(store, probe)
    for language in ("es", "en"):
        for number in range(12):
            judgement = Judgement(language == "es" or number < 4, True)
            grades.add(registry.get("alfa").manifest.files[0].sha256, language, number, judgement)
    store.close()
    return ["--home", str(home), "--models", str(home / "models"), "--language", "en"]


def test_the_command_line_tells_the_grade_and_what_it_means(places: list[str]) -> None:
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    told = run_command(("models", "grade", "alfa", *places), environment=environment)
    assert told.stdout.splitlines() == [
        "Spanish: 12 of 12 · English: 4 of 12",
        "Spanish: it answers from documents in its own words.",
        "English: answers from documents quote them first.",
    ]
    assert "Spanish: 12 of 12 · English: 4 of 12" in run_command(("models", *places), environment=environment).stdout
    (alfa,) = (
        model
        for model in json.loads(run_command(("models", "--json", *places), environment=environment).stdout)["models"]
        if model["id"] == "alfa"
    )
    assert alfa["grades"][1] == {
        "language": "en",
        "questions": 12,
        "asked": 12,
        "right": 4,
        "in_language": 12,
        "passed": False,
    }


def test_the_command_line_wants_to_know_which_model(places: list[str]) -> None:
    assert run_command(("models", "grade", *places)).returncode == 2
