package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a module's expressions as far as the text alone decides them: literals, and what its
 * names stand for.
 */
final class Values {
    private static final int DEPTH = 32;

    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue PLAIN = new PyValue.Plain();

    private final Resolver names;
    private final boolean escapesIds;

    private final String text;

    /**
     * Values where names have these meanings.
     *
     * @param escapesIds whether ids of strings that are not ASCII are escaped
     */
    Values(Resolver names, boolean escapesIds) {
        this.names = names;
        this.escapesIds = escapesIds;
        this.text = names.home().text();
    }

    /** Values in the body of a class. */
    Values in(Namespace inner) {
        return at(names.in(inner));
    }

    /** Values at another place, maybe in another module. */
    Values at(Resolver other) {
        return new Values(other, escapesIds);
    }

    /** An expression with what names are worth where it stands. */
    record Placed(Expr expr, Values values) {}

    /** The expression itself, or the one that was assigned to the imported name it is. */
    Placed placed(Expr expr) {
        String written = dottedName(expr);
        if (written != null
                && names.get(Names.root(written)) instanceof Binding.Imported
                && !Mutations.isChanged(Names.root(written), text)
                && names.meaning(written, StandardLibrary::has) instanceof Meaning.Bound bound
                && !bound.conditional()
                && bound.binding() instanceof Binding.Value value) {
            Values there = at(bound.names());
            return there.isChanged(value)
                    ? new Placed(expr, this)
                    : new Placed(Expressions.parse(value.code()), there);
        }
        return new Placed(expr, this);
    }

    /** Whether something in its module may change what was assigned. */
    private boolean isChanged(Binding.Value value) {
        String name = text.substring(value.place().start(), value.place().end());
        return Mutations.isChanged(name, text);
    }

    Resolver names() {
        return names;
    }

    boolean escapesIds() {
        return escapesIds;
    }

    PyValue of(Expr expr) {
        return of(expr, 0);
    }

    /**
     * The element expressions of a list or tuple display, also behind a name; null for anything
     * else.
     */
    @Nullable List<Expr> elements(Expr expr) {
        Expr at = expr;
        for (int depth = 0; depth < DEPTH; depth++) {
            if (at instanceof Expr.Tuple tuple) {
                return withoutStars(tuple.elements());
            }
            if (at instanceof Expr.ListExpr list) {
                return withoutStars(list.elements());
            }
            Code code = at instanceof Expr.Name name ? known(name.id()) : null;
            if (code == null) {
                return null;
            }
            at = Expressions.parse(code);
        }
        return null;
    }

    /** What iterating over the expression gives, or null where that can't be known. */
    @Nullable List<PyValue> iterated(Expr expr) {
        if (expr instanceof Expr.DictExpr dict) {
            List<PyValue> keys = new ArrayList<>();
            for (Expr.Entry entry : dict.entries()) {
                PyValue key = entry.key() == null ? UNKNOWN : of(entry.key());
                if (!(key instanceof PyValue.Str) || keys.contains(key)) {
                    return null;
                }
                keys.add(key);
            }
            return keys;
        }
        Code code = expr instanceof Expr.Name name ? known(name.id()) : null;
        if (code != null && Expressions.parse(code) instanceof Expr.DictExpr dict) {
            return iterated(dict);
        }
        return listed(of(expr));
    }

    private static @Nullable List<PyValue> listed(PyValue value) {
        if (value instanceof PyValue.Sequence sequence) {
            return sequence.elements();
        }
        return value instanceof PyValue.Str str ? characters(str.text()) : null;
    }

    /** A string's characters, as iterating over it gives them. */
    static List<PyValue> characters(String text) {
        List<PyValue> characters = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            int size = Character.charCount(text.codePointAt(i));
            characters.add(new PyValue.Str(text.substring(i, i + size)));
            i += size;
        }
        return characters;
    }

    /** The call if the expression is {@code pytest.param(…)}, also behind a name. */
    Expr.@Nullable Call pytestParam(Expr expr) {
        if (expr instanceof Expr.Call call) {
            String written = dottedName(call.function());
            return written != null && "pytest.param".equals(names.dotted(written)) ? call : null;
        }
        Code code = expr instanceof Expr.Name name ? known(name.id()) : null;
        return code != null && Expressions.parse(code) instanceof Expr.Call call
                ? pytestParam(call)
                : null;
    }

    /** What a name was assigned, if that is sure and nothing in the module changes it. */
    private @Nullable Code known(String name) {
        if (!(names.get(name) instanceof Binding.Value value) || value.conditional()) {
            return null;
        }
        return Mutations.isChanged(name, text) ? null : value.code();
    }

    /** A name with its attributes as written, or null for anything else. */
    static @Nullable String dottedName(Expr expr) {
        if (expr instanceof Expr.Name name) {
            return name.id();
        }
        if (expr instanceof Expr.Attribute attribute) {
            String value = dottedName(attribute.value());
            return value == null ? null : value + "." + attribute.name();
        }
        return null;
    }

    private static @Nullable List<Expr> withoutStars(List<Expr> elements) {
        for (Expr element : elements) {
            if (element instanceof Expr.Starred) {
                return null;
            }
        }
        return elements;
    }

    /**
     * The same within another expression.
     *
     * @param depth how many expressions it is in, so that none goes on for ever
     */
    PyValue of(Expr expr, int depth) {
        if (depth > DEPTH) {
            return UNKNOWN;
        }
        // Not a pattern switch: its bootstrap costs 20 ms at the start.
        if (expr instanceof Expr.Str str) {
            return new PyValue.Str(str.value());
        }
        if (expr instanceof Expr.Bytes bytes) {
            return new PyValue.Bytes(bytes.value());
        }
        if (expr instanceof Expr.Int number) {
            return new PyValue.Scalar(number.value().toString());
        }
        if (expr instanceof Expr.Constant constant) {
            return constant(constant);
        }
        if (expr instanceof Expr.Tuple tuple) {
            return sequence(tuple.elements(), depth);
        }
        if (expr instanceof Expr.ListExpr list) {
            return sequence(list.elements(), depth);
        }
        if (expr instanceof Expr.Name name) {
            return name(name.id(), depth);
        }
        if (expr instanceof Expr.Attribute attribute) {
            return attribute(attribute, depth);
        }
        if (expr instanceof Expr.Call call) {
            return Builtins.call(call, this, depth);
        }
        return ofRarer(expr, depth);
    }

    private PyValue ofRarer(Expr expr, int depth) {
        if (expr instanceof Expr.Real number) {
            return new PyValue.Scalar(Numbers.text(number.value()));
        }
        if (expr instanceof Expr.Imaginary number) {
            return new PyValue.Scalar(Numbers.imaginary(number.value()));
        }
        if (expr instanceof Expr.SetExpr || expr instanceof Expr.DictExpr) {
            return PLAIN;
        }
        if (expr instanceof Expr.Lambda) {
            return new PyValue.Named("<lambda>");
        }
        if (expr instanceof Expr.Unary unary) {
            return Operators.unary(unary.operator(), of(unary.operand(), depth + 1));
        }
        if (expr instanceof Expr.Binary binary) {
            PyValue left = of(binary.left(), depth + 1);
            PyValue right = of(binary.right(), depth + 1);
            return Operators.binary(left, binary.operator(), right);
        }
        return UNKNOWN;
    }

    private static PyValue constant(Expr.Constant constant) {
        return switch (constant.kind()) {
            case TRUE -> new PyValue.Scalar("True");
            case FALSE -> new PyValue.Scalar("False");
            case NONE -> new PyValue.Scalar("None");
            case ELLIPSIS -> PLAIN;
        };
    }

    private PyValue sequence(List<Expr> elements, int depth) {
        List<PyValue> values = new ArrayList<>(elements.size());
        for (Expr element : elements) {
            if (element instanceof Expr.Starred starred) {
                if (!(of(starred.value(), depth + 1)
                        instanceof PyValue.Sequence(List<PyValue> inner))) {
                    return UNKNOWN;
                }
                values.addAll(inner);
            } else {
                values.add(of(element, depth + 1));
            }
        }
        return new PyValue.Sequence(values);
    }

    private PyValue name(String name, int depth) {
        Binding binding = names.get(name);
        if (binding == null) {
            return Builtins.named(name);
        }
        if (binding instanceof Binding.Imported) {
            return foreign(name, depth);
        }
        if (binding instanceof Binding.Value) {
            Code code = known(name);
            return code == null ? UNKNOWN : of(Expressions.parse(code), depth + 1);
        }
        return defined(binding);
    }

    /** A class or function that stands as it was written. */
    private static PyValue defined(Binding binding) {
        if (binding instanceof Binding.Definition definition) {
            Stmt.ClassDef def = definition.def();
            boolean plain =
                    !definition.conditional()
                            && def.decorators().isEmpty()
                            && def.keywords().isEmpty();
            return plain ? new PyValue.Named(def.name()) : UNKNOWN;
        }
        return binding instanceof Binding.Function function
                        && !function.conditional()
                        && function.def().decorators().isEmpty()
                ? new PyValue.Named(function.def().name())
                : UNKNOWN;
    }

    /** What another module, or a class of this one, binds. */
    private PyValue foreign(String written, int depth) {
        if (depth > DEPTH
                || Mutations.isChanged(Names.root(written), text)
                || !(names.meaning(written, StandardLibrary::has) instanceof Meaning.Bound bound)
                || bound.conditional()) {
            return UNKNOWN;
        }
        if (bound.binding() instanceof Binding.Value value) {
            Values there = at(bound.names());
            return there.isChanged(value)
                    ? UNKNOWN
                    : there.of(Expressions.parse(value.code()), depth + 1);
        }
        return defined(bound.binding());
    }

    private PyValue attribute(Expr.Attribute attribute, int depth) {
        String owner = dottedName(attribute.value());
        if (owner == null || names.get(Names.root(owner)) == null) {
            return UNKNOWN;
        }
        if (names.meaning(owner, StandardLibrary::has) instanceof Meaning.Bound bound
                && !bound.conditional()
                && bound.binding() instanceof Binding.Definition definition) {
            return definition.def().bases().isEmpty() && definition.def().keywords().isEmpty()
                    ? foreign(owner + "." + attribute.name(), depth)
                    : at(bound.names()).member(definition, attribute);
        }
        return foreign(owner + "." + attribute.name(), depth);
    }

    /**
     * Members of an enum, whose {@code str()} is {@code Class.MEMBER} where nothing else is mixed
     * in.
     */
    private PyValue member(Binding.Definition definition, Expr.Attribute attribute) {
        if (!definition.conditional()
                && definition.def().bases().size() == 1
                && definition.def().decorators().isEmpty()
                && "enum.Enum".equals(names.dotted(definition.def().bases().getFirst().text()))) {
            Namespace members = Namespace.of(definition.def().body(), names.world(), names.home());
            boolean own = members.get("__str__") != null || members.get("__format__") != null;
            if (!own
                    && members.get(attribute.name()) instanceof Binding.Value value
                    && isOnlyOne(members, value)) {
                return new PyValue.Named(definition.def().name() + "." + attribute.name());
            }
        }
        return UNKNOWN;
    }

    /**
     * Whether no other member may have the same value, which would make one an alias of the other.
     */
    private static boolean isOnlyOne(Namespace members, Binding.Value value) {
        String text = value.code().text();
        boolean literal = !value.code().isDottedName() && text.indexOf('(') < 0;
        int same = 0;
        for (Binding other : members.bindings().values()) {
            if (other instanceof Binding.Value each) {
                same += each.code().text().equals(text) ? 1 : 0;
                literal &=
                        !each.code().isDottedName()
                                || text.startsWith("\"")
                                || text.startsWith("'");
            }
        }
        return text.endsWith("auto()") || (literal && same == 1);
    }
}
