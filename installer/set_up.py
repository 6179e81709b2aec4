"""The commands run, setup, test and check: from a bare machine to a working environment."""

from __future__ import annotations

import argparse
import errno
import os
import subprocess
import sys
from pathlib import Path

from installer import chat_model, checks, starter, system
from installer.environment import ROOT, Environment
from installer.lockfile import Lock
from installer.messages import SetUpFailed, say
from installer.pip import no_room
from installer.runtime import COMPILED, Runtime

NEEDED_GB = 3.0
"""For the environment, pip's temporary files and the compiler."""
MORE_GB = {"studio": 12.0, "cuda": 5.0}
FULL = (errno.EFBIG, errno.ENOSPC, errno.EDQUOT)
INTERRUPTED = 130
STANDARD, SMALL = "standard", "small"
"""Chat models: the standard one where the computer has room for it, beside the small one; or the small one alone."""


def main() -> int:
    options, rest = _parser().parse_known_args()
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal without our marks
    try:
        return _act(options, rest)
    except SetUpFailed as failed:
        print(failed, file=sys.stderr)
    except OSError as failed:  # of our own files: pip's are explained where it fails
        print(no_room("Ateneo", str(failed)) if failed.errno in FULL else not_writable(failed), file=sys.stderr)
    except KeyboardInterrupt:
        print(say("Stopped. Run it again to continue."), file=sys.stderr)
        return INTERRUPTED
    return 1


def cache_folder() -> Path:
    """Return the folder of downloads and compiled wheels, kept between runs (`ATENEO_CACHE` overrides it)."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("ATENEO_CACHE") or Path(base) / "ateneo")


def _act(options: argparse.Namespace, rest: list[str]) -> int:
    environment = Environment(ROOT / ".venv", cache_folder())
    options.cuda = options.cuda or environment.has("cuda")
    if options.action == "check":
        return check(environment)
    if options.action == "test":
        return run_tests(environment, options, rest)
    set_up(environment, options, None)
    if options.action == "run":
        return subprocess.run([str(environment.python), "-m", "desktop", *rest], cwd=ROOT, check=False).returncode
    return 0


def run_tests(environment: Environment, options: argparse.Namespace, pytest_arguments: list[str]) -> int:
    """Set up what the tests need and run them; `--quick` needs neither models nor the training libraries.

    Raises SetUpFailed.
    """
    models = None if options.quick else environment.cache / "models"
    options.test = True
    options.studio = options.studio or (not options.quick and has_room_for_studio(environment))
    set_up(environment, options, models)
    return checks.run(environment, models, pytest_arguments)


def has_room_for_studio(environment: Environment) -> bool:
    """Return whether the training libraries fit; else say that the tests that need them are skipped."""
    needed = needed_gb(environment, argparse.Namespace(studio=True, cuda=False))
    if system.free_gb(environment.folder) >= needed:
        return True
    print(say("The training libraries need {needed} GB free: the tests that use them are skipped.", needed=needed))
    return False


def set_up(environment: Environment, options: argparse.Namespace, models: Path | None) -> None:
    """Raises SetUpFailed."""
    with environment.step("system packages") as step:
        missing = _missing(environment, options)
        system.install(missing, step)
        if not missing:
            step.already()
    system.check_disk(environment.folder, needed_gb(environment, options))
    environment.make()
    environment.install([part for part in ("test", "studio", "cuda") if getattr(options, part)])
    if not options.quick:
        shelf = starter.build(environment, models)
        if wants_chat_model(options, models):
            chat_model.add(environment, shelf, asked_for=options.models == STANDARD)
        elif options.models == SMALL:
            chat_model.delete_parts(shelf)
    if system.nvidia_gpu() and not Runtime("", cuda=True).with_cuda:
        print(say("An NVIDIA GPU is here but no CUDA compiler (nvcc): the language model will run on the processor."))


def wants_chat_model(options: argparse.Namespace, models: Path | None) -> bool:
    """Return whether the standard chat model is to be fetched: by default for a person, and never for the tests."""
    if models is not None:
        return False
    return bool(options.models == STANDARD) or (options.models is None and not options.test)


def needed_gb(environment: Environment, options: argparse.Namespace) -> float:
    """Return the disk space, in GB, needed by the parts that are not installed yet."""
    base = 0.0 if environment.has("core") else NEEDED_GB
    return base + sum(more for part, more in MORE_GB.items() if getattr(options, part) and not environment.has(part))


def not_writable(failed: OSError) -> SetUpFailed:
    return SetUpFailed(
        "{folder} cannot be written to. Use a folder of your own, then try again. ({detail})",
        folder=failed.filename or ROOT,
        detail=failed.strerror or failed,
    )


def check(environment: Environment) -> int:
    """Name what is missing without changing anything, then run the engine's health check."""
    options = argparse.Namespace(action="run", test=False, cuda=False)
    missing = _missing(environment, options)
    if missing:
        print(
            SetUpFailed(
                "These system packages are missing. Paste this line, then try again: {line}",
                line=system.apt_line(missing),
            ),
            flush=True,
        )
    if not environment.python.exists():
        print(f"✗ {say('virtual environment')}: {say('missing')}")
        return 1
    doctor = subprocess.run([str(environment.ateneo), "doctor"], cwd=ROOT, check=False)
    return 1 if missing else doctor.returncode


def _missing(environment: Environment, options: argparse.Namespace) -> list[str]:
    runtime = Runtime(Lock(environment.lock / "core.txt").only(COMPILED), options.cuda)
    compiling = runtime.compiled(environment.cache) is None
    return system.missing_packages(screen=options.action == "run", tests=options.test, compiling=compiling)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 -m installer",
        description="From a bare Python to an open window (run), a ready environment (setup) or a finished test run (test).",
        epilog="What follows is handed on: to the window after `run`, to pytest after `test`.",
    )
    parser.add_argument("action", choices=("run", "setup", "test", "check"))
    parser.add_argument("--test", action="store_true", help="also what the tests need")
    parser.add_argument("--studio", action="store_true", help="also PyTorch and the training libraries (large)")
    parser.add_argument("--quick", action="store_true", help="with test: without models and training libraries")
    parser.add_argument(
        "--models",
        choices=(STANDARD, SMALL),
        help="chat models: the standard one (1.1 GB) where memory and disk allow, which is the default; or the small one",
    )
    parser.add_argument("--cuda", action="store_true", help="also the CUDA libraries (large), and compile for the GPU")
    return parser
