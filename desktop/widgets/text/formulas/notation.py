"""LaTeX formulas as plain letters with superscripts and subscripts; commands beyond that stay as written."""

from __future__ import annotations

import re

_FORMULA = re.compile(
    r"\$\$(.{1,2000}?)\$\$|\\\[(.{1,2000}?)\\\]|\\\((.{1,2000}?)\\\)|\$(?=[^\s$])([^$\n]{1,300}?)(?<=[^\s$])\$(?![\w$])",
    re.S,
)
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_FRACTION = re.compile(r"\\d?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*\{([^{}]*)\}")
_WRAPPED = re.compile(r"\\(?:text|mathrm|mathbf|mathit|operatorname|left|right|boldsymbol)\b\s*(?:\{([^{}]*)\})?")
_SCRIPT = re.compile(r"([\^_])(\{[^{}]*\}|.)", re.S)
_MATHS = re.compile(r"[\\^_=+<>]|^[A-Za-z]$")

_SPACES_AND_BRACES = {"\\,": "\u2009", "\\;": "\u2005", "\\ ": " ", "\\{": "❴", "\\}": "❵"}

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "ne": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "propto": "∝", "infty": "∞", "sum": "∑",
    "prod": "∏", "int": "∫", "partial": "∂", "nabla": "∇", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆",
    "cup": "∪", "cap": "∩", "emptyset": "∅", "forall": "∀", "exists": "∃", "to": "→", "rightarrow": "→",
    "leftarrow": "←", "Rightarrow": "⇒", "Leftrightarrow": "⇔", "ldots": "…", "cdots": "⋯", "dots": "…", "circ": "∘",
    "log": "log", "ln": "ln", "exp": "exp", "sin": "sin", "cos": "cos", "tan": "tan", "lim": "lim", "max": "max",
    "min": "min", "quad": "\u2003", "qquad": "\u2003\u2003", "langle": "⟨", "rangle": "⟩", "mid": "|", "cong": "≅",
}  # fmt: skip


def formula_at(text: str, at: int) -> tuple[str, int] | None:
    """Return the formula that begins at index `at` and the index where it ends. "$5 and $10" holds no formula."""
    match = _FORMULA.match(text, at)
    if match is None:
        return None
    source = next(group for group in match.groups() if group is not None).strip()
    return (source, match.end()) if _MATHS.search(source) else None


def parse_formula(source: str) -> list[tuple[str, str]]:
    """Return the parts of a formula, each with its script: "", "up" or "down"."""
    for _ in range(4):
        source = _FRACTION.sub(lambda f: f"{_parenthesised(f[1])}/{_parenthesised(f[2])}", source)
        source = _ROOT.sub(lambda f: f"√{_parenthesised(f[1])}", source)
    source = _WRAPPED.sub(lambda f: f[1] or "", source)
    source = _COMMAND.sub(lambda f: SYMBOLS.get(f[1], f[0]), source)
    for command, character in _SPACES_AND_BRACES.items():
        source = source.replace(command, character)
    parts, position = [], 0
    for match in _SCRIPT.finditer(source):
        parts.append((_strip_braces(source[position : match.start()]), ""))
        parts.append((_strip_braces(match[2]), "up" if match[1] == "^" else "down"))
        position = match.end()
    return [*parts, (_strip_braces(source[position:]), "")]


def _parenthesised(part: str) -> str:
    return part if len(part) <= 2 or part.isalnum() else f"({part})"


def _strip_braces(part: str) -> str:
    return part.replace("{", "").replace("}", "").replace("❴", "{").replace("❵", "}")
