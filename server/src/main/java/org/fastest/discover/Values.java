package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fastest.config.IdRules;
import org.fastest.syntax.Code;
import org.fastest.syntax.Expr;
import org.fastest.syntax.Expressions;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a module's expressions as far as the text alone decides them: literals, and what its
 * names stand for.
 */
final class Values {
    private static final int DEPTH = 32;

    private static final PyValue UNKNOWN = new PyValue.Unknown();
    private static final PyValue SOME = new PyValue.Some();
    private static final PyValue PLAIN = new PyValue.Plain();

    private final Resolver names;
    private final @Nullable Locals locals;
    private final boolean isWhole;

    /** Values where names have these meanings. */
    Values(Resolver names) {
        this(names, null, true);
    }

    private Values(Resolver names, @Nullable Locals locals, boolean isWhole) {
        this.names = names;
        this.locals = locals;
        this.isWhole = isWhole;
    }

    /** Values in the middle of a body, of which nothing is kept: names may be bound again. */
    static Values midway(Resolver names) {
        return new Values(names, null, false);
    }

    /** Values in the body of a class. */
    Values in(Namespace inner) {
        return at(names.in(inner));
    }

    /** Values at another place, maybe in another module. */
    Values at(Resolver other) {
        return new Values(other, null, isWhole);
    }

    /** Values where comprehensions or functions bind these names too. */
    Values with(Locals bound) {
        return new Values(names, bound, isWhole);
    }

    /** Values in a function, which does not see the names of the class around it. */
    Values inFunction() {
        return names.inner() == null ? this : new Values(names.inFunction(), locals, isWhole);
    }

    @Nullable Locals locals() {
        return locals;
    }

    /** Whether so much was worked out that the rest stays unknown. */
    boolean isSpent() {
        return names.world().isSpent();
    }

    /** A stretch of the module's text. */
    String text(int from, int to) {
        return names.home().stretch(from, to);
    }

    /** How ids are made of values. */
    IdRules ids() {
        return names.world().ids();
    }

    /**
     * The full name behind a dotted name as written; null where it is bound here to something else
     * than an import.
     */
    @Nullable String dotted(String written) {
        int dot = written.indexOf('.');
        String root = dot < 0 ? written : written.substring(0, dot);
        return Locals.find(locals, root) != null ? null : names.dotted(written);
    }

    /** An expression with what names are worth where it stands. */
    record Placed(Expr expr, Values values) {}

    /** The expression itself, or the one that was assigned to the imported name it is. */
    Placed placed(Expr expr) {
        String written = dottedName(expr);
        if (written != null
                && names.get(Names.root(written)) instanceof Binding.Imported
                && !names.home().isChanged(Names.root(written))
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
        String name = text(value.place().start(), value.place().end());
        return names.home().isChanged(name);
    }

    Resolver names() {
        return names;
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

    /** What a name was assigned, if that is sure and nothing in the module changes it. */
    private @Nullable Code known(String name) {
        if (!(names.get(name) instanceof Binding.Value value) || value.conditional()) {
            return null;
        }
        return names.home().isChanged(name) ? null : value.code();
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
        if (depth > DEPTH || !names.world().spends()) {
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
            return sequence(tuple.elements(), PyValue.Form.TUPLE, depth);
        }
        if (expr instanceof Expr.ListExpr list) {
            return sequence(list.elements(), PyValue.Form.LIST, depth);
        }
        if (expr instanceof Expr.Name name) {
            return name(name.id(), depth);
        }
        if (expr instanceof Expr.Attribute attribute) {
            return attribute(attribute, depth);
        }
        if (expr instanceof Expr.Call call) {
            return Application.call(call, this, depth);
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
        if (expr instanceof Expr.DictExpr dict) {
            return Comprehensions.display(dict, this, depth);
        }
        if (expr instanceof Expr.SetExpr set) {
            return sequence(set.elements(), PyValue.Form.LIST, depth)
                            instanceof PyValue.Sequence all
                    ? Comprehensions.set(all.elements())
                    : PLAIN;
        }
        if (expr instanceof Expr.Comprehension comprehension) {
            return Comprehensions.of(comprehension, this, depth);
        }
        if (expr instanceof Expr.Lambda lambda) {
            // What it takes from around it is only looked up when it is called.
            return locals == null
                    ? new PyValue.Function(
                            "<lambda>", lambda.parameters(), null, lambda.body(), this)
                    : new PyValue.Named("<lambda>");
        }
        if (expr instanceof Expr.FString string) {
            String value = FStrings.value(string, this, depth);
            return value == null ? UNKNOWN : new PyValue.Str(value);
        }
        if (expr instanceof Expr.Subscript subscript) {
            return Indexing.of(subscript, this, depth);
        }
        if (expr instanceof Expr.Compare compare) {
            return Logic.of(Logic.compare(compare, this, depth));
        }
        if (expr instanceof Expr.BoolOp choice) {
            PyValue left = of(choice.left(), depth + 1);
            Boolean truth = Logic.truth(left);
            return truth == null
                    ? UNKNOWN
                    : truth == choice.operator().equals("or")
                            ? left
                            : of(choice.right(), depth + 1);
        }
        if (expr instanceof Expr.IfExp choice) {
            Boolean test = Logic.truth(of(choice.test(), depth + 1));
            return test == null
                    ? UNKNOWN
                    : of(test ? choice.then() : choice.otherwise(), depth + 1);
        }
        if (expr instanceof Expr.Unary unary) {
            PyValue operand = of(unary.operand(), depth + 1);
            return unary.operator().equals("not")
                    ? Logic.of(Logic.not(Logic.truth(operand)))
                    : Operators.unary(unary.operator(), operand);
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

    private PyValue sequence(List<Expr> elements, PyValue.Form form, int depth) {
        List<PyValue> values = new ArrayList<>(elements.size());
        for (Expr element : elements) {
            if (element instanceof Expr.Starred starred) {
                List<PyValue> inner = Iteration.of(of(starred.value(), depth + 1));
                if (inner == null) {
                    return UNKNOWN;
                }
                values.addAll(inner);
            } else {
                values.add(of(element, depth + 1));
            }
        }
        return new PyValue.Sequence(values, form);
    }

    private PyValue name(String name, int depth) {
        PyValue local = Locals.find(locals, name);
        if (local != null) {
            return local;
        }
        Binding binding = names.get(name);
        if (binding == null) {
            return Builtins.named(name);
        }
        Namespace inner = names.inner();
        if (!isWhole || (inner != null && inner.get(name) != null)) {
            return bound(name, binding, depth);
        }
        Map<String, PyValue> all = names.world().known(names.home());
        PyValue known = all.get(name);
        if (known == null) {
            known = bound(name, binding, depth);
            if (!(known instanceof PyValue.Unknown)) {
                all.put(name, known);
            }
        }
        return known;
    }

    /** What a name is worth; worked out where it is bound, so without what is bound around here. */
    private PyValue bound(String name, Binding binding, int depth) {
        if (binding instanceof Binding.Imported imported) {
            PyValue known =
                    imported.conditional()
                            ? UNKNOWN
                            : Builtins.imported(imported, names.world().facts());
            return known instanceof PyValue.Unknown ? foreign(name, depth) : known;
        }
        Values outside = locals == null ? this : at(names);
        if (binding instanceof Binding.Value) {
            Code code = known(name);
            return code == null ? UNKNOWN : outside.assigned(code, depth);
        }
        return outside.defined(binding);
    }

    private PyValue assigned(Code code, int depth) {
        PyValue value = of(Expressions.parse(code), depth + 1);
        // What an iterator gives depends on who has gone through it before.
        boolean spent = value instanceof PyValue.Sequence sequence && sequence.form().isSpent();
        return spent ? UNKNOWN : value;
    }

    /** A class or function that stands as it was written. */
    private PyValue defined(Binding binding) {
        if (binding instanceof Binding.Definition definition) {
            return definition.conditional() ? SOME : Instances.type(definition.def(), this);
        }
        if (!(binding instanceof Binding.Function function)) {
            return UNKNOWN;
        }
        boolean plain = !function.conditional() && function.def().decorators().isEmpty();
        return plain ? Application.of(function.def(), this) : SOME;
    }

    /** What another module, or a class of this one, binds. */
    private PyValue foreign(String written, int depth) {
        PyModule home = names.home();
        if (depth > DEPTH || home.isChanged(Names.root(written)) || home.isChanged(written)) {
            return UNKNOWN;
        }
        Meaning meaning = names.meaning(written, StandardLibrary::has);
        if (meaning instanceof Meaning.Whole) {
            return module(written);
        }
        if (!(meaning instanceof Meaning.Bound bound) || bound.conditional()) {
            return UNKNOWN;
        }
        Values there = at(bound.names());
        if (bound.binding() instanceof Binding.Value value) {
            return there.isChanged(value) ? UNKNOWN : there.assigned(value.code(), depth);
        }
        return there.defined(bound.binding());
    }

    /** A module, whose name is sure where it was imported by that. */
    private PyValue module(String written) {
        return names.get(written) instanceof Binding.Imported imported
                        && !imported.isFrom()
                        && !imported.path().startsWith(".")
                ? new PyValue.Named(imported.path())
                : SOME;
    }

    private PyValue attribute(Expr.Attribute attribute, int depth) {
        String written = dottedName(attribute);
        String dotted = written == null ? null : dotted(written);
        PyValue imported =
                dotted == null ? UNKNOWN : Builtins.imported(dotted, names.world().facts());
        if (!(imported instanceof PyValue.Unknown)) {
            boolean changed = written != null && names.home().isAssigned(written);
            return changed ? UNKNOWN : imported;
        }
        PyValue known = Attributes.of(of(attribute.value(), depth + 1), attribute.name());
        if (!(known instanceof PyValue.Unknown) || written == null) {
            return known;
        }
        String root = Names.root(written);
        boolean here = Locals.find(locals, root) == null && names.get(root) != null;
        return here ? foreign(written, depth) : UNKNOWN;
    }
}
