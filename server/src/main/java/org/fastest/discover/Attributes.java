package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Attributes of values. */
final class Attributes {
    private static final PyValue UNKNOWN = new PyValue.Unknown();

    private Attributes() {}

    static PyValue of(PyValue value, String name) {
        if (value instanceof PyValue.Member member) {
            return switch (name) {
                case "name", "_name_" -> new PyValue.Str(member.own());
                case "value", "_value_" -> member.value();
                default -> UNKNOWN;
            };
        }
        if (value instanceof PyValue.EnumClass type) {
            return ofEnum(type, name);
        }
        if (name.equals("__name__") || name.equals("__qualname__")) {
            String own = ownName(value);
            return own == null || (name.equals("__qualname__") && own.startsWith("<"))
                    ? UNKNOWN
                    : new PyValue.Str(own);
        }
        if (value instanceof PyValue.Pattern pattern && name.equals("pattern")) {
            return new PyValue.Str(pattern.pattern());
        }
        return Methods.named(value, name);
    }

    /** {@code __name__} of a class, function or module; null for anything else. */
    static @Nullable String ownName(PyValue value) {
        if (value instanceof PyValue.Named named) {
            return named.name();
        }
        if (value instanceof PyValue.Builtin builtin) {
            return builtin.name();
        }
        if (value instanceof PyValue.Function function) {
            return function.name();
        }
        if (value instanceof PyValue.Method method) {
            return method.name();
        }
        if (value instanceof PyValue.EnumClass type) {
            return type.name();
        }
        if (value instanceof PyValue.Sequence sequence) {
            return sequence.form() == PyValue.Form.GENERATOR ? "<genexpr>" : null;
        }
        return value instanceof PyValue.PlainClass type ? type.name() : null;
    }

    private static PyValue ofEnum(PyValue.EnumClass type, String name) {
        List<PyValue.Member> all = type.aliases();
        if (name.equals("__members__") && all != null) {
            List<PyValue> keys = new ArrayList<>();
            for (PyValue.Member member : all) {
                keys.add(new PyValue.Str(member.name()));
            }
            return new PyValue.Dict(keys, new ArrayList<>(all));
        }
        if (name.equals("__name__")) {
            return new PyValue.Str(type.name());
        }
        PyValue.Member member = Enums.member(type, name);
        return member == null ? UNKNOWN : member;
    }
}
