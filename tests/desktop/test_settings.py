"""Settings are saved, and one bad key does not lose the others (docs/faults.md 62)."""

from __future__ import annotations

import stat
import string
import tomllib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop.settings import SettingsStore, WindowSettings, load, save
from engine.protocol.answering.sampling import Sampling


def test_a_change_is_saved_for_the_next_window(qtbot: QtBot, tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "home" / "settings.toml")
    with qtbot.waitSignal(store.changed):
        store.change(theme="dark", sampling=Sampling(temperature=0.2, seed=7), system="Be brief.")
    store.flush()
    assert SettingsStore(tmp_path / "home" / "settings.toml").value == store.value


def test_the_file_is_readable_by_its_owner_only_and_written_atomically(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    save(WindowSettings(language="es"), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["settings.toml"]


def test_an_unchanged_value_announces_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    store = SettingsStore(tmp_path / "settings.toml")
    with qtbot.assertNotEmitted(store.changed):
        store.change(theme="system")


@pytest.mark.parametrize(
    "bad",
    ['theme = "pink"', "text_percent = 5000", 'text_percent = "big"', "unknown = 1", "[sampling]\ntemperature = []"],
)
def test_a_bad_key_gets_its_default_and_the_others_are_kept(tmp_path: Path, bad: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('language = "es"\n' + bad)
    store = SettingsStore(file)
    assert store.damaged
    assert store.value == WindowSettings(language="es")
    assert bad in (tmp_path / "settings.toml.bad").read_text()


def test_a_bad_sampling_key_keeps_the_other_sampling_keys(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[sampling]\ntemperature = 0.1\ntop_k = 'many'\n")
    assert SettingsStore(file).value.sampling == Sampling(temperature=0.1)


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"= = =", b'language = "es', b"a = [" * 10_000])
def test_a_damaged_file_is_kept_as_bad(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(content)
    store = SettingsStore(file)
    assert store.value == WindowSettings()
    assert store.damaged == bool(content)
    assert (tmp_path / "settings.toml.bad").exists() == bool(content)


def test_an_unwritable_folder_raises_nothing(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    store = SettingsStore(blocked / "settings.toml")
    store.change(theme="dark")
    store.flush()
    assert store.value.theme == "dark"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(string.printable, max_size=5), st.lists, max_leaves=5
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(raw=st.dictionaries(st.sampled_from([*WindowSettings.__struct_fields__, "x"]), values) | st.binary(max_size=60))
def test_any_file_gives_settings(tmp_path: Path, raw: dict[str, object] | bytes) -> None:
    file = tmp_path / "settings.toml"
    text = raw if isinstance(raw, bytes) else "\n".join(f"{k} = {toml(v)}" for k, v in raw.items()).encode()
    file.write_bytes(text)
    value, _ = load(file)
    save(value, file)
    assert load(file) == (value, False)
    assert tomllib.loads(file.read_text("utf-8")) is not None


def toml(value: object) -> str:
    import json

    return json.dumps(value).replace("null", "nan")
