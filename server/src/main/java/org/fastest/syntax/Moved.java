package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;

/** Statements at another place of a text: what stands behind an edit. */
final class Moved {
    private Moved() {}

    /** The same statement so much further on. */
    static Stmt stmt(Stmt stmt, int by) {
        Extent extent = extent(stmt.extent(), by);
        return switch (stmt) {
            case Stmt.FunctionDef def ->
                    new Stmt.FunctionDef(
                            extent,
                            def.name(),
                            extent(def.nameExtent(), by),
                            def.headerEnd() + by,
                            def.isAsync(),
                            def.isGenerator(),
                            codes(def.decorators(), by),
                            def.parameters().moved(by));
            case Stmt.ClassDef def ->
                    new Stmt.ClassDef(
                            extent,
                            def.name(),
                            extent(def.nameExtent(), by),
                            def.headerEnd() + by,
                            codes(def.decorators(), by),
                            codes(def.bases(), by),
                            keywords(def.keywords(), by),
                            body(def.body(), by));
            case Stmt.Assign assign ->
                    new Stmt.Assign(extent, codes(assign.targets(), by), assign.value().moved(by));
            case Stmt.AnnAssign assign -> {
                Code value = assign.value();
                yield new Stmt.AnnAssign(
                        extent,
                        assign.target().moved(by),
                        assign.annotation().moved(by),
                        value == null ? null : value.moved(by));
            }
            case Stmt.AugAssign assign ->
                    new Stmt.AugAssign(
                            extent,
                            assign.target().moved(by),
                            assign.operator(),
                            assign.value().moved(by));
            case Stmt.Import imports -> new Stmt.Import(extent, aliases(imports.names(), by));
            case Stmt.ImportFrom imports ->
                    new Stmt.ImportFrom(
                            extent,
                            imports.module(),
                            imports.level(),
                            aliases(imports.names(), by),
                            imports.star());
            case Stmt.Delete delete -> new Stmt.Delete(extent, codes(delete.targets(), by));
            case Stmt.ExprStmt expression ->
                    new Stmt.ExprStmt(extent, expression.value().moved(by));
            case Stmt.KeywordStmt keyword ->
                    new Stmt.KeywordStmt(extent, keyword.keyword(), keyword.rest().moved(by));
            case Stmt.Compound compound ->
                    new Stmt.Compound(extent, clauses(compound.clauses(), by));
        };
    }

    private static List<Stmt> body(List<Stmt> body, int by) {
        List<Stmt> moved = new ArrayList<>(body.size());
        for (Stmt stmt : body) {
            moved.add(stmt(stmt, by));
        }
        return moved;
    }

    private static List<Stmt.Clause> clauses(List<Stmt.Clause> clauses, int by) {
        List<Stmt.Clause> moved = new ArrayList<>(clauses.size());
        for (Stmt.Clause clause : clauses) {
            moved.add(
                    new Stmt.Clause(
                            extent(clause.extent(), by),
                            clause.kind(),
                            clause.isAsync(),
                            clause.head().moved(by),
                            codes(clause.targets(), by),
                            body(clause.body(), by)));
        }
        return moved;
    }

    private static List<Code> codes(List<Code> codes, int by) {
        if (codes.isEmpty()) {
            return codes;
        }
        List<Code> moved = new ArrayList<>(codes.size());
        for (Code code : codes) {
            moved.add(code.moved(by));
        }
        return moved;
    }

    private static List<Stmt.Keyword> keywords(List<Stmt.Keyword> keywords, int by) {
        List<Stmt.Keyword> moved = new ArrayList<>(keywords.size());
        for (Stmt.Keyword keyword : keywords) {
            moved.add(new Stmt.Keyword(keyword.name(), keyword.value().moved(by)));
        }
        return moved;
    }

    private static List<Stmt.Alias> aliases(List<Stmt.Alias> aliases, int by) {
        List<Stmt.Alias> moved = new ArrayList<>(aliases.size());
        for (Stmt.Alias alias : aliases) {
            moved.add(new Stmt.Alias(alias.name(), alias.asName(), extent(alias.extent(), by)));
        }
        return moved;
    }

    private static Extent extent(Extent extent, int by) {
        return new Extent(extent.start() + by, extent.end() + by);
    }
}
