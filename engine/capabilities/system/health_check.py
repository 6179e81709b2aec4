"""The check-up: what works here, what does not, and what to do about it. Each check is a function of the house."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Callable, Generator, Iterator

from engine.capabilities.system import process_usage
from engine.capabilities.system.api import HealthReport, CheckHealth, CheckResult
from engine.context import EngineContext
from engine.models import hardware
from engine.models.registry import InstalledModel
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import AteneoError, Cancelled
from engine.protocol.progress import Progress
from engine.store import backup
from engine.store.integrity import find_problems

LITTLE_MEMORY = 1_000_000_000
LITTLE_DISK, NO_DISK = 1_000_000_000, 64_000_000

Check = Callable[[], Iterator[CheckResult]]


def check_up(
    context: EngineContext, request: CheckHealth, is_cancelled: IsCancelled
) -> Generator[Progress, None, HealthReport]:
    """All checks, one after the other; a cancelled run returns what it found so far."""
    checks = _checks(context, request.deep, is_cancelled)
    findings: list[CheckResult] = []
    for number, (name, check) in enumerate(checks):
        if is_cancelled():
            break
        yield Progress(number, len(checks), "checks", name)
        findings += check()
    yield Progress(len(checks), len(checks), "checks")
    return HealthReport(tuple(findings))


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


def _cpu() -> Iterator[CheckResult]:
    values = {"cores": str(hardware.physical_cores()), "instructions": ", ".join(hardware.instructions()) or "?"}
    yield CheckResult("cpu", "good", "{cores} cores; instructions: {instructions}.", values=values)


def _gpu() -> Iterator[CheckResult]:
    """A GPU that is there and cannot be used is worth a word; none is nothing to complain of."""
    found = hardware.gpus()
    if not found:
        yield CheckResult("gpu", "good", "There is no GPU; the processor does all the work.")
        return
    import llama_cpp

    values = {"name": ", ".join(gpu.name for gpu in found)}
    if llama_cpp.llama_supports_gpu_offload():
        yield CheckResult("gpu", "good", "{name} is used.", values=values)
    else:
        text = "{name} is there, but this build of llama.cpp cannot use it."
        yield CheckResult("gpu", "warning", text, "See “GPU” in the README.", values)


def _memory() -> Iterator[CheckResult]:
    free = hardware.free_bytes()
    values = {"free": gigabytes(free), "total": gigabytes(hardware.total_bytes())}
    text = "{free} of {total} memory is free."
    if free < LITTLE_MEMORY:
        yield CheckResult("memory", "warning", text, "Close other programs before you load a large model.", values)
    else:
        yield CheckResult("memory", "good", text, values=values)


def _disk(context: EngineContext) -> Iterator[CheckResult]:
    free = shutil.disk_usage(context.home).free
    values, text = {"free": gigabytes(free)}, "{free} is free on the library's disk."
    if free >= LITTLE_DISK:
        yield CheckResult("disk", "good", text, values=values)
        return
    yield CheckResult("disk", "bad" if free < NO_DISK else "warning", text, "Free some space on this disk.", values)


def _packages() -> Iterator[CheckResult]:
    """The two share one import name: together, whichever was installed last wins, perhaps only in part."""
    found = {name for d in importlib.metadata.distributions() if (name := d.metadata["Name"]) and "onnxruntime" in name}
    values = {"packages": ", ".join(sorted(found))}
    if {"onnxruntime", "onnxruntime-gpu"} <= found:
        text = "onnxruntime and onnxruntime-gpu are both installed and overwrite each other."
        yield CheckResult("packages", "bad", text, "Run “python3 -m installer setup” again.", values)
    elif found:
        yield CheckResult("packages", "good", "ONNX Runtime is installed once: {packages}.", values=values)
    else:
        yield CheckResult("packages", "bad", "ONNX Runtime is not installed.", "Run “python3 -m installer setup” again.")


def _store(context: EngineContext, deep: bool) -> Iterator[CheckResult]:
    with context.store.read() as connection:
        counts = {
            name: str(connection.execute(f"SELECT count(*) FROM {name} WHERE deleted_at IS NULL").fetchall()[0][0])
            for name in ("conversations", "documents")
        }
    text = "The library is open: {conversations} conversations, {documents} documents."
    found = find_problems(context.store) if deep else []
    if found:
        text = "The library is damaged: {problem}."
        yield CheckResult("store", "bad", text, "Restore the newest good backup.", {"problem": found[0]})
    elif deep:
        text = "The library was read wholly and is sound: {conversations} conversations, {documents} documents."
        yield CheckResult("store", "good", text, values=counts)
    else:
        yield CheckResult("store", "good", text, values=counts)


def _backups(context: EngineContext) -> Iterator[CheckResult]:
    kept = backup.list_backups(context.home)
    if kept:
        values = {"count": str(len(kept)), "day": kept[-1].day}
        yield CheckResult("backups", "good", "{count} backups are kept, the newest of {day}.", values=values)
    else:
        yield CheckResult("backups", "good", "There is no backup yet.")


def _kinds(context: EngineContext) -> Iterator[CheckResult]:
    ready = {one.manifest.kind for one in context.registry.list() if one.record.state == "ready"}
    advice = "Run “ateneo setup”, or add one on the Models page."
    if "text" not in ready:
        yield CheckResult("models", "bad", "There is no model to chat with.", advice)
    if "embedding" not in ready:
        yield CheckResult("models", "bad", "There is no model to search documents by meaning.", advice)


def _model_check(context: EngineContext, one: InstalledModel, deep: bool, is_cancelled: IsCancelled) -> Check:
    return lambda: _model(context, one, deep, is_cancelled)


def _model(context: EngineContext, one: InstalledModel, deep: bool, is_cancelled: IsCancelled) -> Iterator[CheckResult]:
    what, values = f"model:{one.id}", {"name": one.manifest.name}
    if one.record.state == "quarantined":
        text = "{name} stopped the engine while loading and is set aside."
        yield CheckResult(what, "warning", text, "Choose another model, or try it again on the Models page.", values)
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
        yield CheckResult(what, "bad", error.sentence, "Copy it again from where it came.", {**values, **error.values})
        return
    yield CheckResult(what, "good", "{name} is whole." if deep else "{name} is ready.", values=values)


def _sockets() -> Iterator[CheckResult]:
    count = process_usage.internet_sockets()
    if count:
        text = "{count} internet sockets are open. There should be none."
        yield CheckResult("sockets", "bad", text, "Please report this.", {"count": str(count)})
    else:
        yield CheckResult("sockets", "good", "No internet socket is open.")


def gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"
