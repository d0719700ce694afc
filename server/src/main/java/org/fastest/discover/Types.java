package org.fastest.discover;

import org.jspecify.annotations.Nullable;

/** Of which of Python's own types values are. */
final class Types {
    private Types() {}

    /** The name of a value's type, or null where it is none of these or not known. */
    static @Nullable String nameOf(PyValue value) {
        if (value instanceof PyValue.Str) {
            return "str";
        }
        if (value instanceof PyValue.Bytes) {
            return "bytes";
        }
        if (value instanceof PyValue.Dict) {
            return "dict";
        }
        if (value instanceof PyValue.Sequence sequence) {
            return switch (sequence.form()) {
                case LIST -> "list";
                case TUPLE -> "tuple";
                case VIEW, ITERATOR, GENERATOR -> null;
            };
        }
        if (!(value instanceof PyValue.Scalar scalar)) {
            return null;
        }
        String text = scalar.text();
        if (text.equals("True") || text.equals("False")) {
            return "bool";
        }
        if (text.equals("None")) {
            return "NoneType";
        }
        boolean complex = text.endsWith("j") || text.endsWith(")");
        return complex ? "complex" : Logic.isInteger(text) ? "int" : "float";
    }

    /** {@code isinstance(value, type)}, or null where that can't be known. */
    static @Nullable Boolean isInstance(PyValue value, PyValue type) {
        if (type instanceof PyValue.Sequence several && several.form() == PyValue.Form.TUPLE) {
            boolean open = false;
            for (PyValue each : several.elements()) {
                Boolean is = isInstance(value, each);
                if (is != null && is) {
                    return true;
                }
                open |= is == null;
            }
            return open ? null : Boolean.FALSE;
        }
        if (value instanceof PyValue.Member member) {
            boolean own =
                    type instanceof PyValue.EnumClass owner && owner.name().equals(member.owner());
            return own ? Boolean.TRUE : null;
        }
        String name = nameOf(value);
        if (name == null) {
            return null;
        }
        if (type instanceof PyValue.EnumClass || type instanceof PyValue.PlainClass) {
            return false;
        }
        if (!(type instanceof PyValue.Builtin builtin) || !isBasic(builtin.path())) {
            return null;
        }
        return builtin.path().equals(name)
                || builtin.path().equals("object")
                || (name.equals("bool") && builtin.path().equals("int"));
    }

    private static boolean isBasic(String path) {
        return switch (path) {
            case "str",
                    "bytes",
                    "int",
                    "float",
                    "bool",
                    "complex",
                    "list",
                    "tuple",
                    "dict",
                    "set",
                    "frozenset",
                    "object",
                    "bytearray",
                    "type" ->
                    true;
            default -> false;
        };
    }
}
