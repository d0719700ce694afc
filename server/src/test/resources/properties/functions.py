"""Calls functions of Python and pytest: one JSON list [name, argument…] a line in, one JSON answer a line out.

The answer is {"value": …} or, where the function refuses, {"error": …}.
"""

import fnmatch
import io
import json
import shlex
import sys
import tokenize

import iniconfig
from _pytest.compat import ascii_escaped
from _pytest.mark.expression import Expression
from _pytest.pathlib import fnmatch_ex


class Refused(Exception):
    pass


def expression(text, names):
    try:
        compiled = Expression.compile(text)
    except SyntaxError as wrong:
        raise Refused(f"at column {wrong.offset}: {wrong.msg}") from None
    return bool(compiled.evaluate(lambda name, **kwargs: name in names))


def ini(text):
    try:
        # As from a file: its line ends are translated before they are split.
        read = iniconfig.IniConfig("it.ini", data=io.StringIO(text, newline=None).read())
    except iniconfig.ParseError as wrong:
        raise Refused({"line": wrong.lineno, "message": wrong.msg}) from None
    return {section.name: dict(section.items()) for section in read}


def words(text):
    try:
        return shlex.split(text)
    except ValueError as wrong:
        raise Refused(str(wrong)) from None


def decoded(octets):
    """What a source file says, as the compiler reads it: None where it refuses."""
    data = bytes(octets)
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError) as wrong:
        raise Refused(str(wrong)) from None


FUNCTIONS = {
    "fnmatch": lambda pattern, name: fnmatch.fnmatchcase(name, pattern),
    "fnmatch_ex": fnmatch_ex,
    "expression": expression,
    "ini": ini,
    "words": words,
    "escaped": ascii_escaped,
    "escaped_bytes": lambda octets: ascii_escaped(bytes(octets)),
    "number": lambda source: str(eval(source)),
    "sorted": sorted,
    "decoded": decoded,
}


def main():
    for line in sys.stdin.buffer:
        name, *arguments = json.loads(line)
        try:
            answer = {"value": FUNCTIONS[name](*arguments)}
        except Refused as refused:
            answer = {"error": refused.args[0]}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


main()
