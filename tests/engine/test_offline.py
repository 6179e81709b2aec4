"""The network is refused in the environment, in Python and by the kernel; sockets of this machine are not."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from engine.offline import SWITCHES

on_linux = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"),
    reason="the kernel's filter is Linux only",
)
NATIVE = """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
"""


def after_going_offline(script: str, first: str = "go_offline()") -> list[str]:
    """The lines a child prints; it has gone offline first."""
    code = f"from engine.offline import go_offline\n{first}\n" + textwrap.dedent(script)
    child = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert child.returncode == 0, child.stderr
    return child.stdout.splitlines()


@on_linux
@pytest.mark.parametrize(
    ("may_connect", "open_calls"), [(True, ["socket 1", "socketpair 1"]), (False, ["socketpair 1"])]
)
def test_native_code_gets_sockets_of_one_family_only(may_connect: bool, open_calls: list[str]) -> None:
    """AF_UNIX; among the others are AF_INET, AF_NETLINK, AF_PACKET, AF_VSOCK, AF_XDP and AF_SMC."""
    script = (
        NATIVE
        + """
    for family in (*range(64), -1, 0x7fffffff):
        for call, more in (("socket", ()), ("socketpair", ((ctypes.c_int * 2)(),))):
            errors = set()
            for kind in (1, 2, 3, 5, 10):
                ctypes.set_errno(0)
                done = getattr(libc, call)(family, kind, 0, *more)
                errors.add(0 if done >= 0 else ctypes.get_errno())
            if errors != {1}:
                print(call, family)
    """
    )
    assert after_going_offline(script, f"go_offline(may_connect={may_connect})") == open_calls


@on_linux
@pytest.mark.parametrize("call", [425, 426, 427, 438], ids=["setup", "enter", "register", "pidfd_getfd"])
def test_io_uring_and_the_sockets_of_others_are_no_way_around(call: int) -> None:
    script = NATIVE + f"\n    print(libc.syscall({call}, 1, 0, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))"
    assert after_going_offline(script) == [f"-1 {os.strerror(1)}"]


@on_linux
@pytest.mark.skipif(platform.machine() != "x86_64", reason="x32 numbers exist on x86-64 only")
def test_the_numbers_of_another_calling_convention_are_no_way_around() -> None:
    script = NATIVE + "\n    print(libc.syscall(0x40000000 | 41, 2, 1, 0), os.strerror(ctypes.get_errno()))"
    assert after_going_offline(script) == [f"-1 {os.strerror(1)}"]


@on_linux
def test_a_child_of_ours_is_offline_too() -> None:
    script = """
        import subprocess, sys
        code = "import ctypes, os; l = ctypes.CDLL(None, use_errno=True); l.socket(2, 1, 0); print(ctypes.get_errno())"
        print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip())
    """
    assert after_going_offline(script) == ["1"]


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('127.0.0.1', 9), 1)",
        "socket.getaddrinfo('example.org', 80)",
        "socket.gethostbyname('example.org')",
        "socket.gethostbyaddr('127.0.0.1')",
        "urllib.request.urlopen('http://127.0.0.1:9/')",
        "socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 9))",
        "socket.socket().bind(('127.0.0.1', 0))",
    ],
)
def test_python_code_is_refused(attempt: str) -> None:
    script = f"""
        import socket, urllib.request
        try:
            {attempt}
        except PermissionError:
            print("refused")
    """
    assert after_going_offline(script) == ["refused"]


def test_the_hook_alone_refuses_where_the_kernel_has_no_filter() -> None:
    script = """
        import socket, sys
        from engine import offline
        sys.addaudithook(offline.refuse_internet)
        for attempt in (lambda: socket.getaddrinfo("localhost", 80), lambda: socket.socket().connect(("127.0.0.1", 9))):
            try:
                attempt()
            except PermissionError as error:
                print(error.strerror.partition(":")[0])
    """
    child = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert child.stdout.splitlines() == ["Ateneo works offline"] * 2


def test_processes_of_one_machine_may_still_talk() -> None:
    script = """
        import socket
        left, right = socket.socketpair()
        left.send(b"hello")
        print(right.recv(5).decode())
    """
    assert after_going_offline(script) == ["hello"]


def test_the_switches_are_set_for_libraries_that_ask_the_environment() -> None:
    script = f"import os\nprint([os.environ[name] for name in {list(SWITCHES)}])"
    assert after_going_offline(script) == [str(["1"] * len(SWITCHES))]


def test_going_offline_loads_nothing_that_could_have_phoned_before() -> None:
    script = "import sys\nprint([m for m in ('onnxruntime', 'llama_cpp', 'numpy', 'socket') if m in sys.modules])"
    assert after_going_offline(script) == ["[]"]


@pytest.mark.kill
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the end of the pipe ends the engine")
def test_the_engine_is_gone_when_its_window_is_killed() -> None:
    engine = "from engine.offline import die_with_parent; die_with_parent(); print('up', flush=True); input()"
    window = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {engine!r}])"
    read, write = os.pipe()  # its end of file is the death of the last process that holds it
    stdin_held_open, keep = os.pipe()
    with os.fdopen(read, "rb") as reader:
        parent = subprocess.Popen(
            [sys.executable, "-c", window], stdin=stdin_held_open, stdout=write, cwd=Path(__file__).parents[2]
        )
        os.close(write)
        assert reader.readline() == b"up\n"
        parent.kill()
        parent.wait()
        assert reader.read() == b""
    os.close(stdin_held_open)
    os.close(keep)
