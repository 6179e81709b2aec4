"""msgspec resolves a struct class at its first use, and a second thread that decodes it meanwhile reads NULL."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import pytest

from engine.capabilities.chat import api as chat
from engine.capabilities.classification import api as classification
from engine.capabilities.documents import api as documents
from engine.capabilities.images import api as images
from engine.capabilities.models import api as models_api
from engine.capabilities.system import api as system
from engine.protocol.messages import Incoming
from engine.protocol.struct_types import resolve_struct_types
from engine.rpc.server import Server
from tests.support import switching_engine
from tests.support.engine_process import EngineProcess

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

ROOT = Path(__file__).parents[3]
STARTS = 12


def test_every_type_of_every_method_is_resolved_before_the_engine_serves(home: Path, tmp_path: Path) -> None:
    """Decodes each after the start, in a process of its own, and counts the classes that msgspec reads only then."""
    code = """
        import sys
        from pathlib import Path
        import msgspec
        from engine.bootstrap import bootstrap
        from engine.protocol import messages
        from engine.rpc.server import Server

        def notice(frame, event, _):
            if event == "call" and frame.f_code.co_name == "get_class_annotations":
                late.append(frame.f_locals["obj"])

        late = []
        with bootstrap(Path(sys.argv[1]), Path(sys.argv[2])) as engine:
            methods = [route.method for route in engine.routes.values()]
            types = [part for method in methods for part in (method.request, method.event, method.result)]
            types += [value for value in vars(messages).values() if isinstance(value, msgspec.StructMeta)]
            server = Server(engine.routes)
            server.serve([], lambda line: None)
            sys.setprofile(notice)
            for wanted in types:
                msgspec.json.Decoder(wanted)
            sys.setprofile(None)
            server.close()
        print(len(types), late)
    """
    command = [sys.executable, "-c", textwrap.dedent(code), str(home), str(tmp_path / "models")]
    child = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    count, late = child.stdout.split(maxsplit=1)
    assert late.strip() == "[]"
    assert int(count) > 300


def test_lanes_begin_after_ready_is_said_and_before_the_first_request_is_read() -> None:
    moments = []

    def note(moment: str) -> None:
        moments.append((moment, any(thread.name.startswith("lane-") for thread in threading.enumerate())))

    def requests() -> Iterator[bytes]:
        note("requests are read")
        yield from ()

    server = Server({})
    server.serve(requests(), lambda line: note(msgspec.json.decode(line, type=Incoming).method))
    assert moments == [("ready", False), ("requests are read", True)]
    assert server.close()


@pytest.mark.slow
def test_an_engine_whose_threads_take_turns_all_the_time_starts_and_answers(home: Path, tmp_path: Path) -> None:
    """Without resolved types 11 of 152 such starts ended in SIGSEGV."""
    for number in range(STARTS):
        place = home.with_name(f"home-{number}")
        with EngineProcess(place, tmp_path / "models", entry=(switching_engine.__file__,)) as engine:
            calls = [
                engine.start_call(system.STATUS, system.GetStatus()),
                engine.start_call(chat.LIST, chat.ListConversations()),
                engine.start_call(models_api.LIST_MODELS, models_api.ListModels()),
                engine.start_call(documents.COLLECTIONS, documents.ListCollections()),
                engine.start_call(classification.LIST_CLASSIFIERS, classification.ListClassifiers()),
                engine.start_call(images.LIST, images.ListPictures()),
            ]
            for call in calls:
                call.result()
            assert engine.close() == 0


def test_a_struct_that_is_never_decoded_does_not_keep_the_engine_from_starting() -> None:
    class Undecodable(msgspec.Struct):
        table: npt.NDArray[np.float32]

    assert Undecodable in msgspec.Struct.__subclasses__()
    assert resolve_struct_types() > 0
