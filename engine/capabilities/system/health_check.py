"""The check-up: what works here, what does not, and what to do about it. Each check is a function of the house."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Callable, Generator, Iterator

from engine.capabilities.system import process_usage
from engine.capabilities.system.api import CheckedUp, CheckUp, Finding
from engine.context import EngineContext
from engine.models import hardware
from engine.models.registry import InstalledModel
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, Cancelled
from engine.protocol.progress import Progress
from engine.store import backup
from engine.store.integrity import problems

LITTLE_MEMORY = 1_000_000_000
LITTLE_DISK, NO_DISK = 1_000_000_000, 64_000_000

Check = Callable[[], Iterator[Finding]]


def check_up(
    context: EngineContext, request: CheckUp, is_cancelled: IsCancelled
) -> Generator[Progress, None, CheckedUp]:
    """All checks, one after the other; a cancelled run returns what it found so far."""
    checks = _checks(context, request.deep, is_cancelled)
    findings: list[Finding] = []
    for number, (name, check) in enumerate(checks):
        if is_cancelled():
            break
        yield Progress(number, len(checks), "checks", name)
        findings += check()
    yield Progress(len(checks), len(checks), "checks")
    return CheckedUp(tuple(findings))


def _checks(context: EngineContext, deep: bool, is_cancelled: IsCancelled) -> list[tuple[str, Check]]:
    return [
        ("cpu", _cpu),
        ("memory", _memory),
        ("gpu", _gpu),
        ("disk", lambda: _disk(context)),
        ("packages", _packages),
        ("store", lambda: _store(context, deep)),
        ("backups", lambda: _backups(context)),
        ("kinds", lambda: _kinds(context)),
        *((f"model:{one.id}", _model_check(context, one, deep, is_cancelled)) for one in context.registry.list()),
        ("sockets", _sockets),
    ]


def _cpu() -> Iterator[Finding]:
    values = {"cores": str(hardware.physical_cores()), "instructions": ", ".join(hardware.instructions()) or "?"}
    yield Finding("cpu", "good", "{cores} cores; instructions: {instructions}.", values=values)


def _gpu() -> Iterator[Finding]:
    """A GPU that is there and cannot be used is worth a word; none is nothing to complain of."""
    found = hardware.gpus()
    if not found:
        yield Finding("gpu", "good", "There is no GPU; the processor does all the work.")
        return
    import llama_cpp

    values = {"name": ", ".join(gpu.name for gpu in found)}
    if llama_cpp.llama_supports_gpu_offload():
        yield Finding("gpu", "good", "{name} is used.", values=values)
    else:
        text = "{name} is there, but this build of llama.cpp cannot use it."
        yield Finding("gpu", "warning", text, "See “GPU” in the README.", values)


def _memory() -> Iterator[Finding]:
    free = hardware.free_bytes()
    values = {"free": gigabytes(free), "total": gigabytes(hardware.total_bytes())}
    text = "{free} of {total} memory is free."
    if free < LITTLE_MEMORY:
        yield Finding("memory", "warning", text, "Close other programs before you load a large model.", values)
    else:
        yield Finding("memory", "good", text, values=values)


def _disk(context: EngineContext) -> Iterator[Finding]:
    free = shutil.disk_usage(context.home).free
    values, text = {"free": gigabytes(free)}, "{free} is free on the library's disk."
    if free >= LITTLE_DISK:
        yield Finding("disk", "good", text, values=values)
        return
    yield Finding("disk", "bad" if free < NO_DISK else "warning", text, "Free some space on this disk.", values)


def _packages() -> Iterator[Finding]:
    """The two share one import name: together, whichever was installed last wins, perhaps only in part."""
    found = {name for d in importlib.metadata.distributions() if (name := d.metadata["Name"]) and "onnxruntime" in name}
    values = {"packages": ", ".join(sorted(found))}
    if {"onnxruntime", "onnxruntime-gpu"} <= found:
        text = "onnxruntime and onnxruntime-gpu are both installed and overwrite each other."
        yield Finding("packages", "bad", text, "Run “python3 -m installer setup” again.", values)
    elif found:
        yield Finding("packages", "good", "ONNX Runtime is installed once: {packages}.", values=values)
    else:
        yield Finding("packages", "bad", "ONNX Runtime is not installed.", "Run “python3 -m installer setup” again.")


def _store(context: EngineContext, deep: bool) -> Iterator[Finding]:
    with context.store.read() as connection:
        counts = {
            name: str(connection.execute(f"SELECT count(*) FROM {name} WHERE deleted_at IS NULL").fetchall()[0][0])
            for name in ("conversations", "documents")
        }
    text = "The library is open: {conversations} conversations, {documents} documents."
    found = problems(context.store) if deep else []
    if found:
        text = "The library is damaged: {problem}."
        yield Finding("store", "bad", text, "Restore the newest good backup.", {"problem": found[0]})
    elif deep:
        text = "The library was read wholly and is sound: {conversations} conversations, {documents} documents."
        yield Finding("store", "good", text, values=counts)
    else:
        yield Finding("store", "good", text, values=counts)


def _backups(context: EngineContext) -> Iterator[Finding]:
    kept = backup.found(context.home)
    if kept:
        values = {"count": str(len(kept)), "day": kept[-1].day}
        yield Finding("backups", "good", "{count} backups are kept, the newest of {day}.", values=values)
    else:
        yield Finding("backups", "good", "There is no backup yet.")


def _kinds(context: EngineContext) -> Iterator[Finding]:
    ready = {one.manifest.kind for one in context.registry.list() if one.record.state == "ready"}
    advice = "Run “ateneo setup”, or add one on the Models page."
    if "text" not in ready:
        yield Finding("models", "bad", "There is no model to chat with.", advice)
    if "embedding" not in ready:
        yield Finding("models", "bad", "There is no model to search documents by meaning.", advice)


def _model_check(context: EngineContext, one: InstalledModel, deep: bool, is_cancelled: IsCancelled) -> Check:
    return lambda: _model(context, one, deep, is_cancelled)


def _model(context: EngineContext, one: InstalledModel, deep: bool, is_cancelled: IsCancelled) -> Iterator[Finding]:
    what, values = f"model:{one.id}", {"name": one.manifest.name}
    if one.record.state == "set_aside":
        text = "{name} stopped the engine while loading and is set aside."
        yield Finding(what, "warning", text, "Choose another model, or try it again on the Models page.", values)
        return
    try:
        if deep:
            for _ in context.registry.verify(one.id, is_cancelled):
                pass
        else:
            context.registry.check(one.id, is_cancelled)
    except Cancelled:
        return
    except AteneoError as error:
        yield Finding(what, "bad", error.sentence, "Copy it again from where it came.", {**values, **error.values})
        return
    yield Finding(what, "good", "{name} is whole." if deep else "{name} is ready.", values=values)


def _sockets() -> Iterator[Finding]:
    count = process_usage.internet_sockets()
    if count:
        text = "{count} internet sockets are open. There should be none."
        yield Finding("sockets", "bad", text, "Please report this.", {"count": str(count)})
    else:
        yield Finding("sockets", "good", "No internet socket is open.")


def gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
