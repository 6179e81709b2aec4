import io
import sys
from pathlib import Path

from installer.step import Step


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def run(out: io.StringIO, program: str, log: Path | None = None) -> Step:
    with Step("libraries", log, out) as step:
        step.run([sys.executable, "-c", program], read=lambda line: line if line.startswith("Collecting") else None)
    return step


def test_a_pipe_gets_plain_lines() -> None:
    out = io.StringIO()
    run(out, "print('Collecting numpy')")
    first, last = out.getvalue().splitlines()
    assert first == "· libraries …"
    assert last.startswith("✓ libraries: done (")
    assert "\r" not in out.getvalue() and "\x1b" not in out.getvalue()


def test_a_terminal_sees_what_is_being_done() -> None:
    out = Terminal()
    run(out, "import time; print('Collecting numpy', flush=True); time.sleep(0.1); print('more')")
    assert "Collecting numpy" in out.getvalue()
    assert out.getvalue().endswith(" s)\n")


def test_a_failed_step_says_so() -> None:
    out = io.StringIO()
    try:
        with Step("libraries", out=out):
            raise ValueError
    except ValueError:
        pass
    assert "✗ libraries: failed" in out.getvalue()


def test_output_that_is_no_utf8_and_ends_without_a_newline_is_kept(tmp_path: Path) -> None:
    step = Step("libraries", tmp_path / "deep" / "log", io.StringIO())
    done = step.run([sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'caf\\xe9\\nlast'); sys.exit(3)"])
    assert (done.code, done.output, done.last_line) == (3, "caf\ufffd\nlast", "last")
    assert "caf\ufffd" in (tmp_path / "deep" / "log").read_text("utf-8")


def test_a_program_is_ended_when_the_step_is_interrupted() -> None:
    def interrupt(line: str) -> str | None:
        raise KeyboardInterrupt

    step = Step("libraries", out=io.StringIO())
    try:
        step.run([sys.executable, "-c", "print('x', flush=True); input()"], read=interrupt)
    except KeyboardInterrupt:
        return
    raise AssertionError("not interrupted")
