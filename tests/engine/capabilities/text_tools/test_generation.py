from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.capabilities.text_tools import api as text_tools
from engine.protocol.errors import Cancelled, ModelMissing
from engine.protocol.progress import Progress
from tests.engine.capabilities.text_tools.test_tools import BOILER, LETTER
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness

LONG = "Esta frase tiene siete palabras en total. " * 400


class ModelPool(FakeModelPool):
    """Its manifest lists English alone."""

    def languages(self, model: str | None = None) -> tuple[str, ...]:
        return ("en",)


@pytest.fixture
def model() -> FakeTextModel:
    return FakeTextModel("Un resumen corto.", context=600)


@pytest.fixture
def scripted(home: Path, tmp_path: Path, model: FakeTextModel) -> Iterator[EngineHarness]:
    engine = EngineHarness(home, tmp_path / "models", "text_tools", pool=ModelPool(model))
    yield engine
    engine.close()


def generated_text(engine: EngineHarness) -> str:
    return "".join(event.text for event in engine.events if isinstance(event, text_tools.GeneratedText))


def test_an_extracted_summary_is_the_texts_own_sentences_in_their_order(real: EngineHarness) -> None:
    done = real.call(text_tools.SUMMARISE, text_tools.Summarise(BOILER, 2, "extract"))
    assert [BOILER[slice(*span)] in done.text for span in done.spans] == [True, True]
    assert list(done.spans) == sorted(done.spans)
    assert "carcasa" not in done.text
    assert (done.method, generated_text(real)) == ("extract", done.text)


def test_a_letter_is_summarised_by_what_it_says_and_not_by_how_it_opens_and_closes(real: EngineHarness) -> None:
    done = real.call(text_tools.SUMMARISE, text_tools.Summarise(LETTER, 2, "extract"))
    assert done.text.startswith("Le escribo por la reparación de la caldera")
    assert "Estimada" not in done.text and "Atentamente" not in done.text


def test_the_starter_summarises_by_extracting(real: EngineHarness) -> None:
    assert real.call(text_tools.SUMMARISE, text_tools.Summarise(BOILER, 1)).method == "extract"


def test_a_summary_needs_no_model_at_all(engine: EngineHarness) -> None:
    assert len(engine.call(text_tools.SUMMARISE, text_tools.Summarise(BOILER, 2)).spans) == 2


def test_a_book_is_extracted_in_rounds(engine: EngineHarness) -> None:
    book = " ".join(f"La frase {n} habla de la caldera y del agua número {n}." for n in range(2_000))
    assert len(engine.call(text_tools.SUMMARISE, text_tools.Summarise(book, 5, "extract")).spans) == 5


def test_extracting_is_stopped_between_two_rounds(engine: EngineHarness) -> None:
    book = " ".join(f"La frase {n} habla de la caldera y del agua." for n in range(2_000))
    with pytest.raises(Cancelled):
        engine.call(
            text_tools.SUMMARISE, text_tools.Summarise(book, 5, "extract"), is_cancelled=lambda: bool(engine.events)
        )


def test_a_short_text_is_summarised_in_one_go(scripted: EngineHarness, model: FakeTextModel) -> None:
    done = scripted.call(text_tools.SUMMARISE, text_tools.Summarise(BOILER, 2, "write"))
    assert (done.text, done.method, done.parts, done.unlisted_languages) == ("Un resumen corto.", "write", 1, ("es",))
    assert "en 2 frases" in model.received[0][-1].text
    assert generated_text(scripted).strip() == done.text


def test_a_text_longer_than_the_window_is_summarised_by_parts_and_those_again(
    scripted: EngineHarness, model: FakeTextModel
) -> None:
    done = scripted.call(text_tools.SUMMARISE, text_tools.Summarise(LONG, 2, "write"))
    assert done.parts > 5
    assert len(model.received) == done.parts + 1
    assert done.text == "Un resumen corto."
    assert generated_text(scripted).strip() == done.text
    assert any(isinstance(event, Progress) for event in scripted.events)


def test_a_long_text_is_rewritten_part_by_part(scripted: EngineHarness, model: FakeTextModel) -> None:
    done = scripted.call(text_tools.REWRITE, text_tools.Rewrite(LONG, "formal"))
    assert done.text.count("Un resumen corto.") == done.parts == len(model.received) > 5


def test_one_sentence_without_an_end_is_cut_rather_than_refused(scripted: EngineHarness) -> None:
    assert scripted.call(text_tools.REWRITE, text_tools.Rewrite("palabra " * 3_000, "simpler")).parts > 5


def test_languages_that_the_manifest_does_not_list_are_named(scripted: EngineHarness) -> None:
    assert scripted.call(
        text_tools.TRANSLATE, text_tools.Translate("La casa es blanca y grande.", "en")
    ).unlisted_languages == ("es",)
    assert (
        scripted.call(
            text_tools.REWRITE, text_tools.Rewrite("The house is white and big.", "formal")
        ).unlisted_languages
        == ()
    )


def test_braces_in_a_text_are_only_text(scripted: EngineHarness, model: FakeTextModel) -> None:
    scripted.call(text_tools.SUMMARISE, text_tools.Summarise("Una plantilla dice {text} y {sentences}.", 2, "write"))
    assert "{text} y {sentences}" in model.received[0][-1].text


def test_after_a_cancel_the_result_is_what_was_written(scripted: EngineHarness) -> None:
    done = scripted.call(
        text_tools.REWRITE,
        text_tools.Rewrite(BOILER, "formal"),
        is_cancelled=lambda: len(generated_text(scripted).split()) >= 2,
    )
    assert (done.text, done.cancelled) == ("Un resumen", True)


def test_without_a_chat_model_nothing_is_rewritten(engine: EngineHarness) -> None:
    with pytest.raises(ModelMissing):
        engine.call(text_tools.REWRITE, text_tools.Rewrite(BOILER, "formal"))


@pytest.mark.model
def test_the_real_model_translates_and_admits_its_languages(real: EngineHarness) -> None:
    done = real.call(text_tools.TRANSLATE, text_tools.Translate("La casa es blanca.", "en"))
    assert "house" in done.text
    assert done.unlisted_languages == ("es",)
