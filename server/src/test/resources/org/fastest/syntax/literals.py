"""Evaluates literals: a JSON list of codes comes in, a line for each goes out, in the words of LiteralsTest."""

import ast
import json
import sys
import warnings

warnings.simplefilter("ignore")


def units(text):
    """UTF-16 units in hexadecimal, for what no encoding of the output can spoil."""
    data = text.encode("utf-16-be", "surrogatepass")
    return " ".join(data[i : i + 2].hex() for i in range(0, len(data), 2))


def show(value):
    if value is None or value is True or value is False or value is Ellipsis:
        return repr(value)
    if isinstance(value, str):
        return "str " + units(value)
    if isinstance(value, bytes):
        return "bytes " + units(value.decode("latin-1"))
    if isinstance(value, float):
        return "float " + value.hex()
    if isinstance(value, complex):
        return "imaginary " + value.imag.hex()
    if isinstance(value, (list, tuple)):
        return type(value).__name__ + "(" + ", ".join(map(show, value)) + ")"
    if isinstance(value, dict):
        return "dict(" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + ")"
    return f"int {value:x}"


for code in json.load(sys.stdin):
    try:
        print(show(ast.literal_eval(code)))
    except (SyntaxError, ValueError):
        print("refused")
