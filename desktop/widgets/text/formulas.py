"""LaTeX formulas in a text, drawn with letters, raised and lowered ones; what is beyond that stays as it was written."""

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
    """The formula that begins at a character, and where it ends. Sums of money ("$5 and $10") are none."""
    found = _FORMULA.match(text, at)
    if found is None:
        return None
    source = next(group for group in found.groups() if group is not None).strip()
    return (source, found.end()) if _MATHS.search(source) else None


def drawn(source: str) -> list[tuple[str, str]]:
    """Pieces of a formula with where they stand: "", "up" or "down"."""
    for _ in range(4):
        source = _FRACTION.sub(lambda f: f"{_grouped(f[1])}/{_grouped(f[2])}", source)
        source = _ROOT.sub(lambda f: f"√{_grouped(f[1])}", source)
    source = _WRAPPED.sub(lambda f: f[1] or "", source)
    source = _COMMAND.sub(lambda f: SYMBOLS.get(f[1], f[0]), source)
    for written, read in _SPACES_AND_BRACES.items():
        source = source.replace(written, read)
    pieces, at = [], 0
    for found in _SCRIPT.finditer(source):
        pieces.append((_bare(source[at : found.start()]), ""))
        pieces.append((_bare(found[2]), "up" if found[1] == "^" else "down"))
        at = found.end()
    return [*pieces, (_bare(source[at:]), "")]


def _grouped(part: str) -> str:
    return part if len(part) <= 2 or part.isalnum() else f"({part})"


def _bare(part: str) -> str:
    return part.replace("{", "").replace("}", "").replace("❴", "{").replace("❵", "}")
