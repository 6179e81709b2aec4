"""The calculator: arithmetic of bounded size, with numbers as Spanish and English write them."""

from __future__ import annotations

import ast
import math
import operator
import re
from collections.abc import Callable
from typing import Annotated

import msgspec
from simpleeval import InvalidExpression, SimpleEval

from engine.capabilities.tools.computing.numbers import NUMBER, meant_text
from engine.capabilities.tools.tool import LONGEST_TEXT, Tool, ToolError
from engine.protocol.answering.tools import CallResult, ToolScope
from engine.protocol.cancellation import IsCancelled

Number = int | float
MOST_DIGITS = 300
"""Of a whole number. Beyond it a power takes ever longer, and nobody reads it."""
LARGEST_FACTORIAL = 160
TOO_LARGE = "The number is too large to be worked out."
NOT_ARITHMETIC = "“{expression}” is not arithmetic. Write numbers, + - * / ^ ( ) and functions such as sqrt(2)."
BY_ZERO = "A number cannot be divided by zero."
NO_RESULT = "This has no result among the real numbers."

_SIGNS = str.maketrans(
    {"×": "*", "·": "*", "÷": "/", "−": "-", "–": "-", "π": "pi", "²": "^2", "³": "^3", "√": " sqrt "}
)
_CALL = re.compile(r"[a-z]\w*\s*\($", re.IGNORECASE)
_PERCENT_OF = re.compile(r"%\s*(?:de|del|of)\s+", re.IGNORECASE)
_PERCENT = re.compile(r"%(?=\s*(?:[-+*/^),;]|$))")
_ROOT_OF_NUMBER = re.compile(r"\bsqrt\s+([\d.]+)")
_NODES = (
    ast.Expression, ast.BinOp, ast.UnaryOp, ast.Constant, ast.Call, ast.Name, ast.Load,
    ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.USub, ast.UAdd,
)  # fmt: skip


class Calculate(msgspec.Struct, frozen=True):
    """Arguments of the calculator."""

    expression: Annotated[
        str,
        msgspec.Meta(
            min_length=1, max_length=LONGEST_TEXT, description="for example (12.5 + 3) * 4, 15% of 80, sqrt(2)"
        ),
    ]


def calculate(expression: str, language: str = "en", question: str = "") -> Number:
    """Return the value of an expression that belongs to a question. Raises ToolError."""
    source = as_python(expression, language, question)
    try:
        tree = ast.parse(source.strip(), mode="eval")
        if not all(isinstance(node, _NODES) and _is_number(node) for node in ast.walk(tree)):
            raise ToolError(NOT_ARITHMETIC, expression=expression[:80])
        value = _evaluator().eval(source, previously_parsed=tree.body)
    except ZeroDivisionError:
        raise ToolError(BY_ZERO) from None
    except OverflowError:
        raise ToolError(TOO_LARGE) from None
    except (SyntaxError, InvalidExpression, TypeError, RecursionError, MemoryError):
        raise ToolError(NOT_ARITHMETIC, expression=expression[:80]) from None
    except ToolError:
        raise
    except ValueError:
        raise ToolError(NO_RESULT) from None
    if isinstance(value, complex) or not isinstance(value, int | float) or math.isnan(value):
        raise ToolError(NO_RESULT)
    if math.isinf(value):
        raise ToolError(TOO_LARGE)
    return value


def written(value: Number, language: str) -> str:
    """Return a number with twelve significant digits, with the language's decimal mark and no marks of thousands."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    text = str(value) if isinstance(value, int) else f"{value:.12g}"
    return text.replace(".", ",") if language == "es" else text


def as_python(expression: str, language: str = "en", question: str = "") -> str:
    """Return an expression as Python writes it: decimal points, `**`, and percentages as fractions."""
    text = expression.translate(_SIGNS).strip().rstrip("=").strip()
    text = re.sub(r"[€$£\s]+", " ", text)
    text = _with_points(text, language, question)
    text = _PERCENT.sub("/100", _PERCENT_OF.sub("/100*", text))
    return _ROOT_OF_NUMBER.sub(r"sqrt(\1)", text).replace("^", "**").replace(";", ",")


def _with_points(text: str, language: str, question: str) -> str:
    """Write every number with a decimal point. Between the arguments of a function a comma separates them, unless `;` does."""
    parts, end, separates = [], 0, ";" not in text
    for match in NUMBER.finditer(text):
        parts.append(text[end : match.start()])
        written_number, end = match.group(), match.end()
        if separates and "," in written_number and _is_in_call(text[: match.start()]):
            parts.append(written_number)
        else:
            parts.append(meant_text(written_number, language, question))
    return "".join(parts) + text[end:]


def _is_in_call(before: str) -> bool:
    depth = 0
    for at in range(len(before) - 1, -1, -1):
        depth += (before[at] == ")") - (before[at] == "(")
        if depth < 0:
            if _CALL.search(before[: at + 1]):
                return True
            depth = 0
    return False


def _is_number(node: ast.AST) -> bool:
    return not isinstance(node, ast.Constant) or type(node.value) in (int, float)


def _bounded(value: Number) -> Number:
    if isinstance(value, int) and abs(value) > 10**MOST_DIGITS:
        raise ToolError(TOO_LARGE)
    return value


def _power(base: Number, exponent: Number) -> Number:
    if base and abs(exponent) * abs(math.log10(abs(base))) > MOST_DIGITS:
        if (abs(base) < 1 and exponent > 0) or (abs(base) > 1 and exponent < 0):
            return 0.0
        raise ToolError(TOO_LARGE)
    if abs(base) == 1 and isinstance(exponent, int):
        return base if exponent % 2 else 1
    result = base**exponent
    if isinstance(result, complex):
        raise ToolError(NO_RESULT)
    return _bounded(result)


def _factorial(number: Number) -> Number:
    if number != int(number) or not 0 <= number <= LARGEST_FACTORIAL:
        raise ToolError(TOO_LARGE)
    return math.factorial(int(number))


def _round(number: Number, digits: Number = 0) -> Number:
    """Round halves away from zero, as people do."""
    scale = 10 ** max(-15, min(15, int(digits)))
    rounded: float = math.copysign(math.floor(abs(number) * scale + 0.5 + 1e-9), number) / scale
    return rounded


def _mean(*numbers: Number) -> Number:
    return math.fsum(numbers) / len(numbers)


_OPERATORS: dict[type[ast.AST], Callable[..., Number]] = {
    ast.Add: lambda a, b: _bounded(operator.add(a, b)),
    ast.Sub: lambda a, b: _bounded(operator.sub(a, b)),
    ast.Mult: lambda a, b: _bounded(operator.mul(a, b)),
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}
_FUNCTIONS: dict[str, Callable[..., Number]] = {
    "sqrt": math.sqrt, "abs": abs, "round": _round, "floor": math.floor, "ceil": math.ceil, "min": min, "max": max,
    "sum": lambda *numbers: math.fsum(numbers), "mean": _mean, "ln": math.log, "log": math.log10, "log10": math.log10,
    "log2": math.log2, "exp": math.exp, "sin": math.sin, "cos": math.cos, "tan": math.tan, "asin": math.asin,
    "acos": math.acos, "atan": math.atan, "radians": math.radians, "degrees": math.degrees, "factorial": _factorial,
    "gcd": math.gcd, "lcm": math.lcm,
}  # fmt: skip
_FUNCTIONS |= {"raiz": math.sqrt, "raíz": math.sqrt, "media": _mean, "suma": _FUNCTIONS["sum"], "sen": math.sin}


def _evaluator() -> SimpleEval:
    return SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names={"pi": math.pi, "e": math.e})


def _run(arguments: Calculate, scope: ToolScope, _: IsCancelled) -> CallResult:
    value = written(calculate(arguments.expression, scope.language, scope.question), scope.language)
    read = as_python(arguments.expression, scope.language, scope.question).replace("**", "^")
    return CallResult(f"{' '.join(read.split())} = {value}")


DESCRIPTION = "Work out arithmetic exactly: sums, products, percentages, powers, roots."
CALCULATOR = Tool("calculator", "Calculator", DESCRIPTION, Calculate, _run)
