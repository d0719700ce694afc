package org.fastest.syntax;

import java.util.ArrayList;
import java.util.List;
import org.fastest.text.Extent;
import org.fastest.text.SyntaxIssue;
import org.jspecify.annotations.Nullable;

/** Reads import statements. */
final class Imports {
    private Imports() {}

    static Stmt plain(String text, Extent extent, List<SyntaxIssue> issues) {
        List<Code> parts = Skim.parts(text, extent.start() + "import".length(), extent.end());
        return new Stmt.Import(extent, aliases(text, extent, parts, issues));
    }

    static Stmt from(String text, Extent extent, List<SyntaxIssue> issues) {
        int end = extent.end();
        int p = Skim.skipBlank(text, extent.start() + "from".length(), end);
        int level = 0;
        while (p < end && text.charAt(p) == '.') {
            level++;
            p = Skim.skipBlank(text, p + 1, end);
        }
        // In "from . import x" the word comes at once; a module of that name cannot be.
        int word = Skim.findWord(text, p, end, "import");
        String module = withoutBlanks(Code.of(text, p, word < 0 ? end : word).text());
        Code names = word < 0 ? new Code("", end) : Code.of(text, word + "import".length(), end);
        if (names.isEmpty() || (module.isEmpty() && level == 0)) {
            issues.add(new SyntaxIssue(names.start(), "invalid syntax"));
        }
        if (names.text().equals("*")) {
            return new Stmt.ImportFrom(extent, module, level, List.of(), true);
        }
        Code inside = Skim.insideBrackets(text, names.start(), names.end());
        Code listed = inside == null ? names : inside;
        List<Code> parts = Skim.parts(text, listed.start(), listed.end());
        List<Stmt.Alias> aliases =
                names.isEmpty() ? List.of() : aliases(text, extent, parts, issues);
        return new Stmt.ImportFrom(extent, module, level, aliases, false);
    }

    private static List<Stmt.Alias> aliases(
            String text, Extent extent, List<Code> parts, List<SyntaxIssue> issues) {
        List<Stmt.Alias> aliases = new ArrayList<>(parts.size());
        for (Code part : parts) {
            int as = Skim.findWord(text, part.start(), part.end(), "as");
            String name =
                    withoutBlanks(Code.of(text, part.start(), as < 0 ? part.end() : as).text());
            @Nullable String asName = as < 0 ? null : Code.of(text, as + 2, part.end()).text();
            if (new Code(name, 0).isDottedName() && (asName == null || isName(asName))) {
                aliases.add(new Stmt.Alias(name, asName, new Extent(part.start(), part.end())));
            } else {
                issues.add(new SyntaxIssue(part.start(), "invalid syntax"));
            }
        }
        if (parts.isEmpty()) {
            issues.add(new SyntaxIssue(extent.end(), "invalid syntax"));
        }
        return aliases;
    }

    private static boolean isName(String text) {
        return text.indexOf('.') < 0 && new Code(text, 0).isDottedName();
    }

    /**
     * Dots may have blanks, line ends and comments around them; between words they stay, and make
     * no name.
     */
    private static String withoutBlanks(String name) {
        StringBuilder plain = new StringBuilder(name.length());
        int p = 0;
        while (p < name.length()) {
            int after = Skim.skipBlank(name, p, name.length());
            boolean separates =
                    after > p
                            && after < name.length()
                            && Chars.isIdentifier(name.charAt(after))
                            && Chars.isIdentifier(name.charAt(Math.max(0, p - 1)));
            if (separates) {
                plain.append(' ');
            }
            if (after < name.length()) {
                plain.append(name.charAt(after));
            }
            p = after + 1;
        }
        return plain.toString();
    }
}
