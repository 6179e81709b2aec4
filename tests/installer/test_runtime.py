import io
import shlex
from pathlib import Path

import pytest

from installer.messages import SetUpFailed
from installer.pip import Pip
from installer.runtime import EXCLUDED, Runtime, cmake_arguments, cmake_flags, compile_failed, compilers_at_once
from installer.step import Step, StepResult

MODERN = {"avx", "avx2", "fma", "f16c", "bmi2", "sse4_2"}
REQUIREMENT = "llama-cpp-python==0.3.36"


def test_a_portable_build_has_what_every_processor_of_ten_years_has() -> None:
    assert cmake_flags(MODERN) == "-DGGML_NATIVE=OFF"


def test_a_processor_without_avx2_gets_none() -> None:
    flags = cmake_flags({"avx", "f16c", "sse4_2"}).split()
    assert flags == ["-DGGML_NATIVE=OFF", "-DGGML_AVX2=OFF", "-DGGML_FMA=OFF", "-DGGML_BMI2=OFF"]


def test_nothing_is_taken_from_a_processor_that_cannot_be_asked() -> None:
    assert cmake_flags(None) == "-DGGML_NATIVE=OFF"


def test_a_project_may_lie_in_a_folder_with_any_name() -> None:
    arguments = shlex.split(cmake_arguments("-DGGML_NATIVE=OFF", Path("/home/Öl 中文/it's/excluded.cmake")))
    assert arguments == ["-DGGML_NATIVE=OFF", "-DCMAKE_PROJECT_llama.cpp_INCLUDE=/home/Öl 中文/it's/excluded.cmake"]
    assert "set(LLAMA_BUILD_COMMON OFF)" in EXCLUDED.read_text("utf-8")


def test_a_wheel_is_kept_for_its_version_and_flags(tmp_path: Path) -> None:
    folders = {
        Runtime(REQUIREMENT).folder(tmp_path),
        Runtime(REQUIREMENT).folder(tmp_path),
        Runtime("llama-cpp-python==0.4.0").folder(tmp_path),
    }
    assert len(folders) == 2


def test_without_a_compiler_there_is_a_line_to_paste(
    pip: Pip, step: Step, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SetUpFailed, match=r"^No C\+\+ compiler works here. .* apt-get install -y g\+\+$"):
        Runtime(REQUIREMENT).wheel(step, pip, tmp_path / "cache")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("CMake Error: CMAKE_CXX_COMPILER not set, after EnableLanguage", "No C++ compiler works here"),
        ("c++: fatal error: Killed signal terminated program cc1plus", "Memory ran out while"),
        ("fatal error: error writing to /tmp/x.s: No space left on device", "The disk became full"),
        ("ninja: build stopped: subcommand failed.", "log tells more"),
    ],
)
def test_a_failed_compilation_says_why(output: str, sentence: str, tmp_path: Path) -> None:
    step = Step("language model runtime", tmp_path / "log", io.StringIO())
    assert sentence in str(compile_failed(step, StepResult(1, output), "https://pypi.org/simple"))


def test_there_is_always_one_compiler() -> None:
    assert compilers_at_once() >= 1
