package org.fastest.syntax;

import java.util.List;
import org.fastest.text.Extent;
import org.jspecify.annotations.Nullable;

/**
 * A statement of a module or a class, or of an {@code if}, {@code try} and the like there.
 * Statements in functions are not kept. Extents are offsets in the file, without the line end.
 */
public sealed interface Stmt {
    /**
     * From the first token, of a decorated definition from the first {@code @}, to after the last
     * token.
     */
    Extent extent();

    /**
     * A {@code def}.
     *
     * @param nameExtent where the name stands
     * @param headerEnd the offset after the header's colon; the body goes from here to the extent's
     *     end
     * @param isGenerator whether the function's own body yields
     * @param decorators without their {@code @}, in their order
     * @param parameters what stands between the parentheses
     */
    record FunctionDef(
            Extent extent,
            String name,
            Extent nameExtent,
            int headerEnd,
            boolean isAsync,
            boolean isGenerator,
            List<Code> decorators,
            Code parameters)
            implements Stmt {
        public FunctionDef {
            decorators = List.copyOf(decorators);
        }
    }

    /**
     * A {@code class}.
     *
     * @param nameExtent where the name stands
     * @param headerEnd the offset after the header's colon
     * @param decorators without their {@code @}, in their order
     * @param bases positional arguments; {@code *names} keeps its star
     * @param keywords {@code metaclass=…} and the like
     */
    record ClassDef(
            Extent extent,
            String name,
            Extent nameExtent,
            int headerEnd,
            List<Code> decorators,
            List<Code> bases,
            List<Keyword> keywords,
            List<Stmt> body)
            implements Stmt {
        public ClassDef {
            decorators = List.copyOf(decorators);
            bases = List.copyOf(bases);
            keywords = List.copyOf(keywords);
            body = List.copyOf(body);
        }
    }

    /**
     * A keyword argument of a class.
     *
     * @param name or null for {@code **value}
     */
    record Keyword(@Nullable String name, Code value) {}

    /**
     * {@code a = b = value}.
     *
     * @param targets each may be a name, {@code a, b}, {@code a.b}, {@code a[0]}
     */
    record Assign(Extent extent, List<Code> targets, Code value) implements Stmt {
        public Assign {
            targets = List.copyOf(targets);
        }
    }

    /** {@code target: annotation = value}. */
    record AnnAssign(Extent extent, Code target, Code annotation, @Nullable Code value)
            implements Stmt {}

    /**
     * {@code target += value}.
     *
     * @param operator without the {@code =}
     */
    record AugAssign(Extent extent, Code target, String operator, Code value) implements Stmt {}

    /** {@code import a.b as c, d}. */
    record Import(Extent extent, List<Alias> names) implements Stmt {
        public Import {
            names = List.copyOf(names);
        }
    }

    /**
     * {@code from ..module import a as b}.
     *
     * @param module empty in {@code from . import a}
     * @param level the number of dots before the module
     * @param star whether all names are imported; then names is empty
     */
    record ImportFrom(Extent extent, String module, int level, List<Alias> names, boolean star)
            implements Stmt {
        public ImportFrom {
            names = List.copyOf(names);
        }
    }

    /**
     * A name that an import binds.
     *
     * @param name as imported; in {@code import a.b} with its dots
     * @param asName what it is called here, where that was said
     * @param extent of the name and its {@code as}
     */
    record Alias(String name, @Nullable String asName, Extent extent) {
        /** What the import binds: {@code import a.b} binds {@code a}. */
        public String bound() {
            int dot = name.indexOf('.');
            return asName != null ? asName : dot < 0 ? name : name.substring(0, dot);
        }
    }

    /** {@code del a, b}; brackets around targets stay. */
    record Delete(Extent extent, List<Code> targets) implements Stmt {
        public Delete {
            targets = List.copyOf(targets);
        }
    }

    /** An expression for its effect, or a docstring. */
    record ExprStmt(Extent extent, Code value) implements Stmt {}

    /**
     * What starts with a keyword and binds nothing that matters to tests: {@code pass}, {@code
     * return}, {@code raise}, {@code assert}, {@code global}, {@code nonlocal}, {@code break},
     * {@code continue}, {@code type}.
     *
     * @param rest what follows the keyword; may be empty
     */
    record KeywordStmt(Extent extent, String keyword, Code rest) implements Stmt {}

    /**
     * One of {@code if}, {@code for}, {@code while}, {@code try}, {@code with}, {@code match} with
     * all its parts.
     */
    record Compound(Extent extent, List<Clause> clauses) implements Stmt {
        public Compound {
            clauses = List.copyOf(clauses);
        }
    }

    /**
     * A header with its suite.
     *
     * @param isAsync in {@code async for} and {@code async with}
     * @param head the condition, the exceptions, the iterable, the subject, the pattern with its
     *     guard, or what a with enters, with its targets; empty where the header has none
     * @param targets what the header binds: after {@code for} and each {@code as} of {@code with}
     *     and {@code except}
     */
    record Clause(
            Extent extent,
            ClauseKind kind,
            boolean isAsync,
            Code head,
            List<Code> targets,
            List<Stmt> body) {
        public Clause {
            targets = List.copyOf(targets);
            body = List.copyOf(body);
        }
    }

    /** What a clause starts with. */
    enum ClauseKind {
        IF,
        ELIF,
        ELSE,
        FOR,
        WHILE,
        TRY,
        EXCEPT,
        FINALLY,
        WITH,
        MATCH,
        CASE
    }
}
