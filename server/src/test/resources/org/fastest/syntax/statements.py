"""Prints what CPython's ast says of the statements that Fastest's parser keeps: one JSON line a file.

Arguments: the path prefixes to take below the standard library; none takes all.
"""

import ast
import json
import os
import sys
import sysconfig
import warnings

warnings.simplefilter("ignore")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def is_generator(function):
    todo = list(function.body)
    while todo:
        node = todo.pop()
        if isinstance(node, (ast.Yield, ast.YieldFrom)):
            return True
        if isinstance(node, FUNCTIONS):
            todo += node.decorator_list + node.args.defaults + [d for d in node.args.kw_defaults if d]
        elif isinstance(node, ast.Lambda):
            todo += node.args.defaults + [d for d in node.args.kw_defaults if d]
        else:
            todo += ast.iter_child_nodes(node)
    return False


def place(node):
    return f"{node.lineno}:{node.col_offset}-{node.end_lineno}:{node.end_col_offset}"


def names(aliases):
    return ",".join(a.name + (f" as {a.asname}" if a.asname else "") for a in aliases)


def details(node):
    if isinstance(node, FUNCTIONS):
        flags = ("async " if isinstance(node, ast.AsyncFunctionDef) else "") + ("yields " if is_generator(node) else "")
        return f"def {flags}{node.name} @{len(node.decorator_list)}"
    if isinstance(node, ast.ClassDef):
        keywords = ",".join(k.arg or "**" for k in node.keywords)
        return f"class {node.name} @{len(node.decorator_list)} ({len(node.bases)}) {keywords}"
    if isinstance(node, ast.Assign):
        return f"assign {len(node.targets)}"
    if isinstance(node, ast.AnnAssign):
        return f"annotate {node.value is not None}"
    if isinstance(node, ast.AugAssign):
        return "augment"
    if isinstance(node, ast.Import):
        return f"import {names(node.names)}"
    if isinstance(node, ast.ImportFrom):
        return f"from {'.' * node.level}{node.module or ''} {names(node.names)}"
    if isinstance(node, ast.Delete):
        return f"del {len(node.targets)}"
    if isinstance(node, ast.Expr):
        return "expression"
    return {"TypeAlias": "type", "AsyncFor": "for", "AsyncWith": "with", "TryStar": "try"}.get(
        type(node).__name__, type(node).__name__.lower()
    )


def walk(body, depth, lines, out):
    for node in body:
        where = place(node)
        if getattr(node, "decorator_list", None):
            # An own line for each; the statement's start is the first @, of which ast says nothing.
            for decorator in node.decorator_list:
                out.append(f"{depth} @{decorator.end_lineno}")
            where = where.split("-")[1]
        out.append(f"{depth} {details(node)} {where}")
        if not isinstance(node, FUNCTIONS):
            nested(node, depth + 1, lines, out)


def nested(node, depth, lines, out):
    walk(getattr(node, "body", []), depth, lines, out)
    for part in [*getattr(node, "handlers", []), *getattr(node, "cases", [])]:
        walk(part.body, depth, lines, out)
    otherwise = getattr(node, "orelse", [])
    if isinstance(node, ast.If) and len(otherwise) == 1 and isinstance(otherwise[0], ast.If):
        inner = otherwise[0]
        if lines[inner.lineno - 1][inner.col_offset :].startswith(b"elif"):
            nested(inner, depth, lines, out)
            otherwise = []
    walk(otherwise, depth, lines, out)
    walk(getattr(node, "finalbody", []), depth, lines, out)


def files(root, prefixes):
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - {"site-packages", "__pycache__"})
        for name in sorted(names):
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.relpath(path, root).startswith(prefixes):
                yield path


def main():
    for path in files(sysconfig.get_path("stdlib"), tuple(sys.argv[1:]) or ("",)):
        with open(path, "rb") as file:
            source = file.read()
        try:
            tree = ast.parse(source)
            compile(tree, path, "exec")
        except (SyntaxError, ValueError, RecursionError) as error:
            print(json.dumps({"path": path, "error": str(error)}))
            continue
        out = []
        walk(tree.body, 0, source.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"), out)
        print(json.dumps({"path": path, "statements": out}))


main()
