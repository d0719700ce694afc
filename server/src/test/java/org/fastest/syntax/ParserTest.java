package org.fastest.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.fastest.text.Extent;
import org.junit.jupiter.api.Test;

/**
 * What the parser finds, by marks in the text: {@code «»} around the name of every function and
 * class that it keeps, around nothing else. Valid code has no issue.
 */
class ParserTest {
    @Test
    void modulesAndClasses() {
        check(
                """
                import os
                def «test_a»(x, *, y=1) -> int:
                    def inner(): pass
                    class Inner: pass
                    return x
                class «TestB»(Base, metaclass=M):
                    x = 1
                    def «test_c»(self): pass
                    async def «test_d»(self):
                        await x
                    class «Nested»: y = 2
                    def «test_e»(self): return 1
                def «generic»[T: (int, str) = int](x: T): pass
                class «Box»[T]: pass
                class «Empty»(): pass
                """);
    }

    @Test
    void compoundStatements() {
        check(
                """
                if a:
                    def «f1»(): pass
                elif b: x = 1; y = 2
                else:
                    def «f2»(): pass
                try:
                    import m
                except (A, B) as e:
                    def «f3»(): pass
                except C: pass
                else:
                    class «C1»:
                        def «f4»(self): pass
                finally:
                    def «f5»(): pass
                with open(a) as b, c:
                    def «f6»(): pass
                for x in y:
                    def «f7»(): pass
                else:
                    def «f8»(): pass
                while True:
                    def «f9»(): pass
                async def «f10»(): pass
                match x:
                    case [1, 2] if y:
                        def «f11»(): pass
                    case {'a': 1}: pass
                    case _:
                        def «f12»(): pass
                try:
                    pass
                except* E:
                    def «f13»(): pass
                if x := f(): def_ = 1
                while lambda: 1: z = 1
                """);
    }

    @Test
    void softKeywordsAsNames() {
        check(
                """
                match = 1
                match.x = 2
                match: int = 3
                match(x)
                match[0] = lambda: 0
                case = 1
                type = 2
                type X = int
                type(x)
                def «match»(case): pass
                class «type»: match: int
                print = async_ = 1
                """);
    }

    @Test
    void stringsOfEveryKind() {
        check(
                """
                a = 'def f(): pass'
                b = "it's \\" '"
                c = '''
                def f(): pass
                ''\\'''
                '''
                d = r'\\\\'
                e = rb'\\'' + Rb"\\"" + BR'''\\''''''
                f = u'x' 'y' "z" \\
                  'def g(): pass'
                g = '\\
                def h(): pass'
                def «after»(): pass
                """);
    }

    @Test
    void fStrings() {
        check(
                """
                a = f"{x["key"]}" + f'{x['key']}'
                b = f"{{ {x!r:>{width}} }}" f'{x=}' f"{x:%Y-%m-%d}"
                c = f"{f"{f"{1}"}"}"
                d = f\"""
                def not_here(): {x}
                { f'{ '''def nor_here(): '''}' }
                \"""
                e = f"{x:{'{'}>{10}}" f'{ {1: 2}[1] }' f"{a!=b}" f'{(lambda x: x)(1)}'
                f = f'\\N{LEFT CURLY BRACKET}{x}\\{y}' rf'\\{x}' fr"\\N{x}"
                g = f"{
                    x  # comment with " and }
                }"
                h = t"{name}" tr'\\d{n}'
                i = f'{x:
                }'
                j = f"{x:'^{w}}"
                def «after»(): pass
                """);
    }

    @Test
    void bracketsCommentsAndContinuations() {
        check(
                """
                x = (  # def f(: "
                    [1, {2: 3}],
                )
                def «test_a»(
                    x,
                    y=')',
                ):
                    pass
                if x and \\
                   y:
                    def «test_b»(): pass
                class \\
                  «C»: pass
                async \\
                def «d»(): pass
                x = 1; y = 2; import z;
                (yield_) = 1
                # def f(): pass
                """);
    }

    @Test
    void lineEndsTabsAndFormFeeds() {
        check("class «A»:\r\n    def «b»(self):\r\n        pass\r\n\r\ndef «c»(): pass\r\n");
        check("class «A»:\r    def «b»(self):\r        pass\rdef «c»(): pass");
        check("class «A»:\n\tdef «b»(self):\n\t\tpass\n        # same\n\tx = 1\n");
        check("if x:\n        y\n\f\ndef «c»(): pass\n\f  \n");
        check("\uFEFFdef «c»(): pass");
        check("class «A»:\n  def «b»(s): pass\n\n \n# c\n  def «c»(s): pass");
        check("def «f»():\n    x = '''\n'''\n    return 1\ndef «é»(): pass\ndef «g»(): pass");
        check("if x:\n    y = 1\n  # comment\n    z = 2\n\\\n\ndef «f»(): pass");
        check("");
        check("\n\n# only a comment");
    }

    @Test
    void generators() {
        assertEquals(
                "[a, c, e, f, i, k]",
                generators(
                                """
                                def a(): yield
                                def b():
                                    def inner(): yield
                                    return 'yield'  # yield
                                def c():
                                    x = 1
                                    if x:
                                        y = (yield from z)
                                def d(): return lambda: (yield)
                                def e(): f(lambda x: 1, (yield))
                                def f():
                                    def inner(x=(yield)): pass
                                def g(): yielded = my_yield = x.yield_
                                class K:
                                    def h(self): pass
                                    def i(self):
                                        async def j(): yield
                                        yield
                                async def k(): print(f"{(yield)}")
                                def l():
                                    class M:
                                        def n(self): yield
                                """)
                        .toString());
    }

    @Test
    void extentsOfDefinitions() {
        String text =
                "@a.b\n@c(1)  # why\ndef f(x, y=(1)) -> int:  # c\n    pass  # d\n\n# e\nx = 1";
        Stmt.FunctionDef f = (Stmt.FunctionDef) Parser.parse(text).body().getFirst();
        assertEquals(text.substring(0, text.indexOf("  # d")), slice(text, f.extent()));
        assertEquals("f", slice(text, f.nameExtent()));
        assertEquals(text.indexOf("  # c"), f.headerEnd());
        assertEquals("x, y=(1)", f.parameters().text());
        assertEquals(List.of("a.b", "c(1)"), f.decorators().stream().map(Code::text).toList());
        assertEquals(
                "c(1)", text.substring(f.decorators().get(1).start(), f.decorators().get(1).end()));
    }

    @Test
    void partsOfClassesAndAssignments() {
        PyFile file =
                Parser.parse(
                        """
                        class A(a.B, C[int, str], *d, metaclass=M, **k): pass
                        x = y, (z) = a[b == 1] = lambda q=1: q == 2
                        n: Dict[str, int] = {'a': 1}
                        n **= 2 + 3
                        from .. a . b import (c as d, # e
                            f,)
                        for a, b in c: pass
                        with (a as b, c() as d.e): pass
                        with a(b) as c, d: pass
                        f(lambda: 0)
                        x >= y
                        """);
        assertEquals(
                List.of(
                        "[a.B, C[int, str], *d] [metaclass=M, null=k]",
                        "x | y, (z) | a[b == 1] = lambda q=1: q == 2",
                        "n : Dict[str, int] = {'a': 1}",
                        "n ** 2 + 3",
                        "2 a.b c>d f>null",
                        "FOR [a, b] c",
                        "WITH [b, d.e] (a as b, c() as d.e)",
                        "WITH [c] a(b) as c, d",
                        "f(lambda: 0)",
                        "x >= y"),
                file.body().stream().map(ParserTest::show).toList());
        assertEquals(List.of(), file.issues());
    }

    private static String show(Stmt stmt) {
        return switch (stmt) {
            case Stmt.ClassDef c ->
                    c.bases().stream().map(Code::text).toList()
                            + " "
                            + c.keywords().stream()
                                    .map(k -> k.name() + "=" + k.value().text())
                                    .toList();
            case Stmt.Assign a ->
                    String.join(" | ", a.targets().stream().map(Code::text).toList())
                            + " = "
                            + a.value().text();
            case Stmt.AnnAssign a -> {
                Code value = a.value();
                yield a.target().text()
                        + " : "
                        + a.annotation().text()
                        + " = "
                        + (value == null ? "" : value.text());
            }
            case Stmt.AugAssign a ->
                    a.target().text() + " " + a.operator() + " " + a.value().text();
            case Stmt.ImportFrom i ->
                    i.level()
                            + " "
                            + i.module()
                            + " "
                            + String.join(
                                    " ",
                                    i.names().stream()
                                            .map(n -> n.name() + ">" + n.asName())
                                            .toList());
            case Stmt.Compound c -> {
                Stmt.Clause clause = c.clauses().getFirst();
                yield clause.kind()
                        + " "
                        + clause.targets().stream().map(Code::text).toList()
                        + " "
                        + clause.head().text();
            }
            case Stmt.ExprStmt e -> e.value().text();
            default -> stmt.toString();
        };
    }

    private static List<String> generators(String text) {
        List<String> names = new ArrayList<>();
        for (Stmt.FunctionDef function : functions(Parser.parse(text).body())) {
            if (function.isGenerator()) {
                names.add(function.name());
            }
        }
        return names;
    }

    private static List<Stmt.FunctionDef> functions(List<Stmt> body) {
        List<Stmt.FunctionDef> functions = new ArrayList<>();
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.FunctionDef function) {
                functions.add(function);
            } else if (stmt instanceof Stmt.ClassDef type) {
                functions.addAll(functions(type.body()));
            }
        }
        return functions;
    }

    private static void check(String marked) {
        String text = marked.replace("«", "").replace("»", "");
        PyFile file = Parser.parse(text);
        assertEquals(List.of(), file.issues());
        assertEquals(marked, mark(text, file.body()));
    }

    /** The text with marks around the names that were found. */
    static String mark(String text, List<Stmt> body) {
        Map<Integer, Extent> names = new TreeMap<>();
        collect(body, names);
        StringBuilder marked = new StringBuilder();
        int from = 0;
        for (Extent name : names.values()) {
            marked.append(text, from, name.start())
                    .append('«')
                    .append(slice(text, name))
                    .append('»');
            from = name.end();
        }
        return marked.append(text, from, text.length()).toString();
    }

    private static void collect(List<Stmt> body, Map<Integer, Extent> names) {
        for (Stmt stmt : body) {
            if (stmt instanceof Stmt.FunctionDef function) {
                names.put(function.nameExtent().start(), function.nameExtent());
            } else if (stmt instanceof Stmt.ClassDef type) {
                names.put(type.nameExtent().start(), type.nameExtent());
                collect(type.body(), names);
            } else if (stmt instanceof Stmt.Compound compound) {
                compound.clauses().forEach(clause -> collect(clause.body(), names));
            }
        }
    }

    private static String slice(String text, Extent extent) {
        return text.substring(extent.start(), extent.end());
    }
}
