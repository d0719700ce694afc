package org.fastest.discover;

import java.util.Set;
import org.fastest.syntax.Code;
import org.fastest.syntax.Stmt;

/** What classes of the text are as values, and whether their instances have an id of their own. */
final class Instances {
    private static final int DEPTH = 8;

    /** Decorators that hand back the class, or one just like it. */
    private static final Set<String> KEEPERS =
            Set.of(
                    "dataclasses.dataclass",
                    "attr.s",
                    "attr.attrs",
                    "attr.define",
                    "attr.frozen",
                    "attrs.define",
                    "attrs.frozen",
                    "attrs.mutable",
                    "functools.total_ordering",
                    "typing.final",
                    "typing.runtime_checkable");

    /** Bases that give instances neither a name nor a type that pytest makes ids of. */
    private static final Set<String> BASES =
            Set.of(
                    "object",
                    "abc.ABC",
                    "typing.Generic",
                    "typing.NamedTuple",
                    "typing.Protocol",
                    "typing.TypedDict");

    private Instances() {}

    /** A class as a value: an enum, one whose instances are plain, or one that has but a name. */
    static PyValue type(Stmt.ClassDef def, Values values) {
        if (!def.keywords().isEmpty()) {
            return new PyValue.Some();
        }
        PyValue members = Enums.read(def, values);
        if (members != null) {
            return members;
        }
        if (!keeps(def, values)) {
            return new PyValue.Some();
        }
        return arePlain(def, values, 0)
                ? new PyValue.PlainClass(def.name())
                : new PyValue.Named(def.name());
    }

    private static boolean keeps(Stmt.ClassDef def, Values values) {
        for (Code decorator : def.decorators()) {
            int open = decorator.text().indexOf('(');
            String written = open < 0 ? decorator.text() : decorator.text().substring(0, open);
            String name = values.names().dotted(written);
            if (name == null || !KEEPERS.contains(name)) {
                return false;
            }
        }
        return true;
    }

    private static boolean arePlain(Stmt.ClassDef def, Values values, int depth) {
        String text = values.text(def.headerEnd(), def.extent().end());
        if (depth > DEPTH
                || !def.keywords().isEmpty()
                || !keeps(def, values)
                || text.contains("__name__")
                || text.contains("__getattr")
                || text.contains("__new__")
                || text.contains("__class__")) {
            return false;
        }
        for (Code base : def.bases()) {
            String written = base.text();
            int bracket = written.indexOf('[');
            String root = bracket < 0 ? written : written.substring(0, bracket);
            Meaning meaning = values.names().meaning(root, StandardLibrary::has);
            if (meaning instanceof Meaning.Bound local
                    && local.binding() instanceof Binding.Definition definition) {
                Values there = values.at(local.names());
                if (local.conditional() || !arePlain(definition.def(), there, depth + 1)) {
                    return false;
                }
                continue;
            }
            String name = meaning instanceof Meaning.Named named ? named.dotted() : null;
            boolean error = name != null && Builtins.isException(name);
            if (name == null || (!BASES.contains(name) && !error)) {
                return false;
            }
        }
        return true;
    }
}
