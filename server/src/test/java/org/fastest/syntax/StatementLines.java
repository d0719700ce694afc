package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.fastest.text.SourceText;

/** Writes statements as the oracle {@code statements.py} does. */
final class StatementLines {
    private final SourceText text;
    private final List<String> out = new ArrayList<>();

    private StatementLines(SourceText text) {
        this.text = text;
    }

    static List<String> of(PyFile file, SourceText text) {
        StatementLines lines = new StatementLines(text);
        lines.walk(file.body(), 0);
        return lines.out;
    }

    private void walk(List<Stmt> body, int depth) {
        for (Stmt stmt : body) {
            List<Code> decorators =
                    switch (stmt) {
                        case Stmt.FunctionDef function -> function.decorators();
                        case Stmt.ClassDef type -> type.decorators();
                        default -> List.<Code>of();
                    };
            for (Code decorator : decorators) {
                out.add(depth + " @" + (text.line(decorator.end()) + 1));
            }
            Extent extent = stmt.extent();
            String where = decorators.isEmpty() ? place(extent.start()) + "-" : "";
            out.add(depth + " " + details(stmt) + " " + where + place(extent.end()));
            if (stmt instanceof Stmt.ClassDef type) {
                walk(type.body(), depth + 1);
            } else if (stmt instanceof Stmt.Compound compound) {
                for (Stmt.Clause clause : compound.clauses()) {
                    walk(clause.body(), depth + 1);
                }
            }
        }
    }

    private static String details(Stmt stmt) {
        return switch (stmt) {
            case Stmt.FunctionDef f ->
                    "def "
                            + (f.isAsync() ? "async " : "")
                            + (f.isGenerator() ? "yields " : "")
                            + f.name()
                            + " @"
                            + f.decorators().size();
            case Stmt.ClassDef c ->
                    "class "
                            + c.name()
                            + " @"
                            + c.decorators().size()
                            + " ("
                            + c.bases().size()
                            + ") "
                            + String.join(
                                    ",",
                                    c.keywords().stream()
                                            .map(k -> k.name() == null ? "**" : k.name())
                                            .toList());
            case Stmt.Assign a -> "assign " + a.targets().size();
            case Stmt.AnnAssign a -> "annotate " + (a.value() != null ? "True" : "False");
            case Stmt.AugAssign _ -> "augment";
            case Stmt.Import i -> "import " + names(i.names());
            case Stmt.ImportFrom i ->
                    "from "
                            + ".".repeat(i.level())
                            + i.module()
                            + " "
                            + (i.star() ? "*" : names(i.names()));
            case Stmt.Delete d -> "del " + d.targets().size();
            case Stmt.ExprStmt _ -> "expression";
            case Stmt.KeywordStmt k -> k.keyword();
            case Stmt.Compound c ->
                    c.clauses().getFirst().kind().name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    private static String names(List<Stmt.Alias> names) {
        return String.join(
                ",",
                names.stream()
                        .map(a -> a.asName() == null ? a.name() : a.name() + " as " + a.asName())
                        .toList());
    }

    private String place(int offset) {
        return (text.line(offset) + 1) + ":" + text.utf8Column(offset);
    }
}
