"""Settings of the answers with the real model: presets, their ranges, and answers that fit a JSON schema."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.capabilities.chat import api
from engine.capabilities.chat.api import Send
from engine.capabilities.chat.api import lab as lab_api
from engine.capabilities.chat.terminal.sampling_options import NUMBERS, read_schema
from engine.protocol.answering.presets import (
    PRESETS,
    RANGES,
    Preset,
    SettingOutOfRange,
    check_ranges,
    preset_of,
    with_preset,
)
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import FileNotOrdinary, FileVanished, SchemaInvalid
from engine.protocol.i18n import Translations
from tests.support.harness import EngineHarness

SCHEMA = json.dumps(
    {
        "type": "object",
        "properties": {"city": {"type": "string", "maxLength": 20}, "country": {"type": "string", "maxLength": 20}},
        "required": ["city", "country"],
        "additionalProperties": False,
    }
)


@pytest.mark.model
@pytest.mark.parametrize("question", ["Where is the Eiffel Tower?", "¿Dónde está la Torre Eiffel?"])
def test_an_answer_fits_its_schema(real: EngineHarness, question: str) -> None:
    settings = api.ConversationSettings(Sampling(temperature=0.0, max_tokens=80, schema=SCHEMA))
    reply = real.call(api.SEND, Send(question, settings=settings))
    assert set(json.loads(reply.message.text)) == {"city", "country"}
    assert "schema" in reply.message.remarks.notices and reply.finish == "stop"


@pytest.mark.model
def test_a_cut_answer_does_not_claim_to_fit(real: EngineHarness) -> None:
    settings = api.ConversationSettings(Sampling(temperature=0.0, max_tokens=4, schema=SCHEMA))
    reply = real.call(api.SEND, Send("Where is the Eiffel Tower?", settings=settings))
    assert reply.message.remarks.notices == ("length",)


@pytest.mark.parametrize("schema", ["{", "[1]", '{"type": "objec"}', '{"not": {"type": "string"}}', "x" * 100_000])
def test_a_schema_that_cannot_be_used_is_refused_with_the_reason(real: EngineHarness, schema: str) -> None:
    with pytest.raises(SchemaInvalid) as refused:
        real.call(lab_api.CHECK_SCHEMA, lab_api.CheckSchema(schema))
    assert refused.value.detail


def test_a_good_schema_is_accepted(real: EngineHarness) -> None:
    real.call(lab_api.CHECK_SCHEMA, lab_api.CheckSchema(SCHEMA))


def test_a_preset_is_known_again_and_keeps_what_is_not_its_own() -> None:
    own = Sampling(seed=4, max_tokens=9, stop=("x",), schema=SCHEMA)
    for name in PRESETS:
        changed = with_preset(own, name)
        assert preset_of(changed) == name
        assert (changed.seed, changed.max_tokens, changed.stop, changed.schema) == (4, 9, ("x",), SCHEMA)
    assert preset_of(Sampling(temperature=0.33)) is None
    default: Preset | None = preset_of(Sampling())
    assert default == "balanced"


@pytest.mark.parametrize("value", [-1.0, 2.1, float("nan"), float("inf")])
def test_a_number_out_of_its_range_is_refused(value: float) -> None:
    with pytest.raises(SettingOutOfRange):
        check_ranges(Sampling(temperature=value))


def test_a_question_with_a_setting_out_of_range_is_refused_before_anything_is_written(real: EngineHarness) -> None:
    settings = api.ConversationSettings(Sampling(top_p=1.5))
    with pytest.raises(SettingOutOfRange) as refused:
        real.call(api.SEND, Send("Hello", settings=settings))
    assert refused.value.values == {"name": "top_p", "least": "0", "most": "1"}
    assert real.rows("SELECT count(*) FROM conversations") == [(0,)]


def test_all_presets_are_in_range_and_every_number_has_one() -> None:
    for sampling in PRESETS.values():
        check_ranges(sampling)
    assert set(NUMBERS) == set(RANGES)


def test_every_option_is_explained_in_spanish() -> None:
    words = Translations("es")
    assert [about for _, about in NUMBERS.values() if words.translate("cli", about) == about] == []


def test_a_schema_is_read_from_a_file(tmp_path: Path) -> None:
    good = tmp_path / "schema.json"
    good.write_text(SCHEMA, "utf-8-sig")
    assert read_schema(good) == SCHEMA
    for name, text in (("broken.json", '{"a": '), ("list.json", "[]"), ("empty.json", "")):
        (tmp_path / name).write_text(text)
        with pytest.raises(SchemaInvalid):
            read_schema(tmp_path / name)
    with pytest.raises(FileVanished):
        read_schema(tmp_path / "none.json")
    with pytest.raises(FileNotOrdinary):
        read_schema(Path("/dev/zero"))
