"""What pytest's assertion rewriting made of a file serves its next version, where that says the same.

pytest rewrites and compiles a whole file again after each edit, and for a large one nothing that follows a
save takes longer. A function or class at the top of a module comes to the same code as long as its text is
the same, but for the line where it begins. So its body is left out of what pytest rewrites, and its code of
before is put in the place of what came of that: what comes out is what pytest would have made of the whole.

Where that is not sure (warnings, `global`, settings that put lines into code), pytest does it all.
"""

from __future__ import annotations

import ast
import importlib.util
import marshal
import mmap
import os
import struct
import sys
import time
import warnings
from binascii import crc32
from types import CodeType

from fastest_bridge.looks import sha256

# Of so many files at once, and so many bytes of each.
_SLOTS = 16
_SLOT = 1024 * 1024

# The file, when it was written, how long what follows is, and its checksum.
_HEAD = struct.Struct("<32sdII")

# What `_rewrite_test` of pytest 7.0 to 9.1 and of 9.2 does, by the names it uses. No other is known.
_STEPS = ("str", "ast", "parse", "rewrite_asserts", "compile")
_BY_TIME = ("os", "stat", "read_bytes", *_STEPS)
_BY_HASH = ("read_bytes", "importlib", "util", "source_hash", *_STEPS)

# What a broken text, or what is kept of one, may raise; not what a signal's handler of the person's does.
_NOT_OURS = (SyntaxError, ValueError, TypeError, LookupError, EOFError, RecursionError)

# Later versions compile annotations in another way.
_KNOWN_PYTHON = sys.implementation.name == "cpython" and sys.version_info < (3, 14)

# Texts that make a statement's code depend on more than itself, or a module's on more than its statements.
_ENTANGLED = (b"global", b"__firstlineno__")
_SPECIAL = (b"PYTEST_DONT_REWRITE", b":=")

_PARTS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class Store:
    """Memory that a process shares with all that are forked from it later: the last version of some files.

    Two processes may write at once: what is torn by that, its checksum tells.
    """

    def __init__(self) -> None:
        # Nothing of it takes room before it is written to.
        self._memory = mmap.mmap(-1, _SLOTS * _SLOT)

    def get(self, path: str) -> bytes | None:
        """Give what was kept of a file, or None."""
        key = _key(path)
        for start in range(0, len(self._memory), _SLOT):
            its, _, length, checksum = _HEAD.unpack_from(self._memory, start)
            if its == key and 0 < length <= _SLOT - _HEAD.size:
                data = self._memory[start + _HEAD.size : start + _HEAD.size + length]
                return data if crc32(data) == checksum else None
        return None

    def put(self, path: str, data: bytes) -> None:
        """Keep this of a file, in the place of what was kept longest ago; what is too long is not kept."""
        if len(data) > _SLOT - _HEAD.size:
            return
        key = _key(path)
        oldest, place = None, 0
        for start in range(0, len(self._memory), _SLOT):
            its, since, _, _ = _HEAD.unpack_from(self._memory, start)
            if its == key:
                place = start
                break
            if oldest is None or since < oldest:
                oldest, place = since, start
        self._memory[place + _HEAD.size : place + _HEAD.size + len(data)] = data
        _HEAD.pack_into(self._memory, place, key, time.monotonic(), len(data), crc32(data))


def _key(path: str) -> bytes:
    return sha256(os.fsencode(path)).digest()


# The one of this process and of those that were forked from it, if there is one.
_shared: list[Store] = []
_wrapped: list = []


def share() -> None:
    """Let the processes that are forked from this one from now on know of each other's files."""
    if not _shared and _KNOWN_PYTHON:
        _shared.append(Store())


def install(rewrite) -> None:
    """Take part in what `rewrite`, pytest's module, does in this process, if there is anything to share."""
    plain = rewrite._rewrite_test
    if not _shared or plain in _wrapped or plain.__code__.co_names not in (_BY_TIME, _BY_HASH):
        return
    (store,) = _shared

    def _rewrite_test(fn, config):
        try:
            made = of(rewrite, store, fn, config, plain.__code__.co_names == _BY_HASH)
        except _NOT_OURS:
            made = None  # Whatever it is, pytest says it in its own way.
        return plain(fn, config) if made is None else made

    _wrapped.append(_rewrite_test)
    rewrite._rewrite_test = _rewrite_test


def of(
    rewrite, store: Store, file, config, by_hash: bool
) -> tuple[os.stat_result | bytes, CodeType] | None:
    """Do what pytest's `_rewrite_test` does; None where it is better done by that.

    Its bytecode is stamped by the file's hash, or else by its time and size.
    """
    if config.getini("enable_assertion_pass_hook"):
        return None
    if not _is_own(rewrite):
        return None
    path = str(file)
    known = _read(store, path)
    if known is not None and known["warns"]:
        return None
    stamp = None if by_hash else os.stat(file)
    source = file.read_bytes()
    if by_hash:
        stamp = importlib.util.source_hash(source)
    if any(text in source for text in _SPECIAL) or b"coding" in b"".join(source.splitlines()[:2]):
        return None
    # What warns is to do so in pytest's hands, each time.
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        tree = ast.parse(source, filename=path)
        context = _context(tree)
        parts = _parts(tree, source)
        codes = {} if known is None or known["context"] != context else _codes(known)
        taken = _leave_out(parts, codes)
        rewrite.rewrite_asserts(tree, source, path, config)
        code = compile(tree, path, "exec", dont_inherit=True)
    if warned:
        _write(store, path, warns=True)
        return None
    if taken:
        code = _put_in(code, taken)
        if code is None:
            return None
    table = [(digest, line, name) for digest, (line, name, _) in parts]
    _write(store, path, context=context, table=table, code=code)
    return stamp, code


def _is_own(rewrite) -> bool:
    """Whether nobody has changed how pytest rewrites: what came of it before might be another's."""
    parts = [rewrite.rewrite_asserts]
    for part in vars(rewrite.AssertionRewriter).values():
        function = getattr(part, "__func__", part)
        if callable(function):
            parts.append(function)
    return all(part.__module__ == rewrite.__name__ for part in parts)


def _read(store: Store, path: str) -> dict | None:
    data = store.get(path)
    known = None if data is None else marshal.loads(data)
    return known if known is not None and known["path"] == path else None


def _write(store: Store, path: str, **what: object) -> None:
    store.put(path, marshal.dumps({"path": path, "warns": False, **what}))


def _context(tree: ast.Module) -> list[str]:
    """Give what decides, outside of a statement, what it comes to.

    These are the module's `__future__` imports, and the names that it imports anywhere outside of functions
    and classes: a method of such a name is called in another way.
    """
    names = []
    nodes: list[ast.AST] = list(tree.body)
    while nodes:
        node = nodes.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            module = getattr(node, "module", None) or ""
            names += [f"{alias.asname or alias.name} {module}" for alias in node.names]
        elif not isinstance(node, (*_PARTS, ast.expr)):
            nodes += ast.iter_child_nodes(node)
    return sorted(names)


def _parts(tree: ast.Module, source: bytes) -> list[tuple[bytes, tuple[int, str, ast.AST]]]:
    """Give the functions and classes that stand for themselves: hash of the text, line, name, node."""
    lines = source.splitlines(keepends=True)
    starts = [_line(node) for node in tree.body]
    found = []
    before = 0
    for at, node in enumerate(tree.body):
        after = starts[at + 1] if at + 1 < len(starts) else len(lines) + 1
        alone = before < starts[at] and node.end_lineno < after
        before = node.end_lineno
        if alone and isinstance(node, _PARTS) and not getattr(node, "type_params", None):
            text = b"".join(lines[starts[at] - 1 : node.end_lineno])
            if not any(word in text for word in _ENTANGLED):
                found.append((sha256(text).digest(), (starts[at], node.name, node)))
    return found


def _line(node: ast.AST) -> int:
    """Give the line at which the code of a statement begins."""
    decorators = getattr(node, "decorator_list", None)
    return decorators[0].lineno if decorators else node.lineno


def _codes(known: dict) -> dict[bytes, CodeType]:
    codes = {(code.co_firstlineno, code.co_name): code for code in _inner(known["code"])}
    return {
        digest: codes[line, name] for digest, line, name in known["table"] if (line, name) in codes
    }


def _leave_out(parts: list, codes: dict[bytes, CodeType]) -> dict[tuple[int, str], CodeType]:
    """Empty the statements of which there is code; give that, by line and name."""
    taken = {}
    for digest, (line, name, node) in parts:
        code = codes.get(digest)
        moved = None if code is None else _moved(code, line - code.co_firstlineno)
        if moved is not None:
            node.body = [ast.copy_location(ast.Pass(), node.body[0])]
            taken[line, name] = moved
    return taken


def _moved(code: CodeType, by: int) -> CodeType | None:
    """Give code as it is so many lines further down; None where its own lines are a value in it."""
    if by == 0:
        return code
    if "__firstlineno__" in code.co_names:
        return None
    constants = []
    for constant in code.co_consts:
        moved = _moved(constant, by) if isinstance(constant, CodeType) else constant
        if moved is None and constant is not None:
            return None
        constants.append(moved)
    return code.replace(co_firstlineno=code.co_firstlineno + by, co_consts=tuple(constants))


def _put_in(module: CodeType, taken: dict[tuple[int, str], CodeType]) -> CodeType | None:
    """Put code in the place of what emptied statements came to; None where they are not all found once."""
    left = dict(taken)
    constants = []
    for constant in module.co_consts:
        is_code = isinstance(constant, CodeType)
        key = (constant.co_firstlineno, constant.co_name) if is_code else None
        constants.append(left.pop(key, constant))
    return None if left else module.replace(co_consts=tuple(constants))


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]
