"""The engine put together: every capability has its parts, every method one route, and the start imports nothing native."""

from __future__ import annotations

import importlib.util
import json
import pkgutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.models import api as models
from engine.discovery import capability_names, load_part
from engine.protocol import pages, tables
from engine.protocol.answering import memories, scope
from engine.protocol.errors import LibraryInUse
from engine.protocol.method import Method

CAPABILITIES = capability_names()
SLOW_TO_IMPORT = (
    "psutil",
    "importlib.metadata",
    "dataclasses",
    "llama_cpp",
    "onnxruntime",
    "simsimd",
    "tokenizers",
    "kreuzberg",
    "pypdfium2",
    "PIL",
    "jinja2",
)
ROOT = Path(__file__).parents[2]


@pytest.fixture
def built(home: Path, tmp_path: Path) -> Iterator[Engine]:
    with bootstrap(home, tmp_path / "models") as made:
        yield made


MOST_PATTERN_CHARACTERS = 25_000
"""Of the regular expressions that the engine compiles before it is ready: 1,000 take about 3 ms."""


def methods_in(*modules: ModuleType) -> set[str]:
    return {value.name for module in modules for value in vars(module).values() if isinstance(value, Method)}


def api_modules(capability: str) -> list[ModuleType]:
    """Return the api of a capability, with its parts where it is a package."""
    api = load_part(capability, "api")
    parts = (part.name for part in pkgutil.iter_modules(getattr(api, "__path__", [])))
    return [api, *(importlib.import_module(f"{api.__name__}.{part}") for part in parts)]


@pytest.mark.parametrize("capability", CAPABILITIES)
@pytest.mark.parametrize("part", ["api", "handlers", "commands"])
def test_a_capability_has_all_its_parts(capability: str, part: str) -> None:
    assert importlib.util.find_spec(f"engine.capabilities.{capability}.{part}") is not None


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_every_method_is_named_after_its_capability_and_has_a_route(capability: str, built: Engine) -> None:
    """`pages` and `scope` are the protocol's, since several features use them; documents serves both."""
    routed = {name for name in built.routes if name.partition(".")[0] == capability}
    assert routed - methods_in(pages, scope) == methods_in(*api_modules(capability))


def test_every_method_that_features_share_has_a_route(built: Engine) -> None:
    assert methods_in(pages, scope, tables) <= built.routes.keys()


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_the_nouns_that_a_capability_changes_are_constants_of_its_api(capability: str, built: Engine) -> None:
    """A question may tell something to remember: the noun of memories is the protocol's."""
    modules = (*api_modules(capability), memories)
    constants = {value for module in modules for value in vars(module).values() if isinstance(value, str)}
    routes = [route for name, route in built.routes.items() if name.partition(".")[0] == capability]
    assert {noun for route in routes for noun in route.changes} <= constants


@pytest.mark.parametrize("capability", CAPABILITIES)
def test_a_capability_is_given_functions_only_of_capabilities_that_exist(capability: str) -> None:
    assert {*getattr(load_part(capability, "handlers"), "INJECTED", {}).values()} <= set(CAPABILITIES)


def test_a_handler_is_called_without_a_wire(built: Engine) -> None:
    assert built.call(models.LIST_MODELS, models.ListModels()) == models.ModelList(())


def test_a_library_is_free_again_after_the_engine_closed(home: Path, tmp_path: Path) -> None:
    for _ in range(2):
        with bootstrap(home, tmp_path / "models"), pytest.raises(LibraryInUse), bootstrap(home, tmp_path / "models"):
            pass


def test_nothing_slow_is_imported_before_ready(home: Path, tmp_path: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path; from engine.bootstrap import bootstrap\n"
        "with bootstrap(Path(sys.argv[1]), Path(sys.argv[2])): print(json.dumps(sorted(sys.modules)))"
    )
    child = subprocess.run(
        [sys.executable, "-c", script, str(home), str(tmp_path / "models")], capture_output=True, check=True, cwd=ROOT
    )
    assert sorted(set(SLOW_TO_IMPORT) & set(json.loads(child.stdout))) == []


def test_few_patterns_are_compiled_before_ready(home: Path, tmp_path: Path) -> None:
    """The rules for questions about a collection alone took 0.2 s: `LazyPattern` compiles them when they are used."""
    script = (
        "import re, sys; from pathlib import Path; compile, lengths = re.compile, []\n"
        "def count(pattern, flags=0):\n"
        "    if sys._getframe(1).f_globals.get('__name__', '').startswith('engine.'): lengths.append(len(pattern))\n"
        "    return compile(pattern, flags)\n"
        "re.compile = count\n"
        "from engine.bootstrap import bootstrap\n"
        "with bootstrap(Path(sys.argv[1]), Path(sys.argv[2])): print(sum(lengths))"
    )
    child = subprocess.run(
        [sys.executable, "-c", script, str(home), str(tmp_path / "models")], capture_output=True, check=True, cwd=ROOT
    )
    assert 0 < int(child.stdout) < MOST_PATTERN_CHARACTERS
