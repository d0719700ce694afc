"""Prints expressions of standard library files as CPython's ast reads them: one JSON line [code, meaning] each.

Arguments: paths below the standard library.
"""

import ast
import json
import os
import sys
import sysconfig
import warnings

warnings.simplefilter("ignore")
OPERATORS = {
    "Add": "+", "Sub": "-", "Mult": "*", "Div": "/", "FloorDiv": "//", "Mod": "%", "Pow": "**", "LShift": "<<",
    "RShift": ">>", "BitOr": "|", "BitXor": "^", "BitAnd": "&", "MatMult": "@", "UAdd": "+", "USub": "-", "Invert": "~",
    "Not": "not", "And": "and", "Or": "or", "Eq": "==", "NotEq": "!=", "Lt": "<", "LtE": "<=", "Gt": ">", "GtE": ">=",
    "Is": "is", "IsNot": "is not", "In": "in", "NotIn": "not in",
}  # fmt: skip


def op(operator):
    return OPERATORS[type(operator).__name__]


def all_of(name, nodes):
    return f"({' '.join([name, *map(show, nodes)])})"


def comprehension(node, kind):
    element = f"{show(node.key)} {show(node.value)}" if kind == "dict" else show(node.elt)
    loops = "".join(
        f" {'async ' if g.is_async else ''}for {show(g.target)} {show(g.iter)}"
        + "".join(" if " + show(c) for c in g.ifs)
        for g in node.generators
    )
    return f"({kind}comp {element}{loops})"


def show(node):
    kind = type(node).__name__
    if kind == "Name":
        return node.id
    if kind == "Constant":
        value = node.value
        if isinstance(value, str):
            return "str" + "".join(f" {ord(c):x}" for c in value)
        if isinstance(value, bytes):
            return "bytes" + "".join(f" {c:x}" for c in value)
        if isinstance(value, (float, complex)):
            return type(value).__name__
        return str(value)
    if kind == "Attribute":
        return f"{show(node.value)}.{node.attr}"
    if kind == "Call":
        keywords = [f"{k.arg or '**'}={show(k.value)}" for k in node.keywords]
        return f"(call {' '.join([show(node.func), *map(show, node.args), *keywords])})"
    if kind in ("Tuple", "List", "Set"):
        return all_of(kind.lower(), node.elts)
    if kind == "Dict":
        pairs = zip(node.keys, node.values)
        return f"(dict {' '.join((show(k) if k else '**') + ':' + show(v) for k, v in pairs)})"
    if kind == "UnaryOp":
        return f"({op(node.op)} {show(node.operand)})"
    if kind == "BinOp":
        return f"({show(node.left)} {op(node.op)} {show(node.right)})"
    if kind == "Compare":
        return (
            f"(compare {show(node.left)} "
            + " ".join(f"{op(o)} {show(c)}" for o, c in zip(node.ops, node.comparators))
            + ")"
        )
    if kind == "BoolOp":
        result = show(node.values[0])
        for value in node.values[1:]:
            result = f"({result} {op(node.op)} {show(value)})"
        return result
    if kind == "IfExp":
        return f"(if {show(node.test)} {show(node.body)} {show(node.orelse)})"
    if kind == "Subscript":
        return f"(index {show(node.value)} {show(node.slice)})"
    if kind == "Starred":
        return f"(* {show(node.value)})"
    if kind == "NamedExpr":
        return f"({node.target.id} := {show(node.value)})"
    if kind == "Lambda":
        return f"(lambda {show(node.body)})"
    if kind == "JoinedStr":
        return "fstring"
    if kind.endswith("Comp") or kind == "GeneratorExp":
        return comprehension(node, kind.replace("Comp", "").replace("GeneratorExp", "generator").lower())
    return "?"


def segment(lines, node):
    """As ast.get_source_segment, which splits the whole file each time."""
    taken = lines[node.lineno - 1 : node.end_lineno]
    taken[-1] = taken[-1][: node.end_col_offset]
    taken[0] = taken[0][node.col_offset :]
    return b"".join(taken).decode()


for name in sys.argv[1:]:
    with open(os.path.join(sysconfig.get_path("stdlib"), name), encoding="utf-8") as file:
        source = file.read()
    lines = [line.encode() + b"\n" for line in source.split("\n")]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            for value in (getattr(node, "value", None), getattr(node, "test", None), getattr(node, "iter", None)):
                if isinstance(value, ast.expr):
                    print(json.dumps([segment(lines, value), show(value)]))
