package org.fastest.index;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The modules that a text may import, wherever in it the statement stands: in a function, a string,
 * a block for type checkers. More is found than is imported, never less of what is written out.
 */
final class ImportedNames {
    private static final Pattern IMPORT =
            Pattern.compile(
                    "(?:^|[;:])[ \\t]*import[ \\t]+(\\w[^#\\n;]*)",
                    Pattern.MULTILINE | Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern FROM =
            Pattern.compile(
                    "\\bfrom[ \\t]*(\\.*)[ \\t]*([\\w.]*)[ \\t]+import\\b[ \\t]*(\\([^)]*\\)|(?:[^\\n\\\\;]|\\\\\\n)*)",
                    Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern NAME =
            Pattern.compile("\\w+(?:\\.\\w+)*", Pattern.UNICODE_CHARACTER_CLASS);

    private static final Pattern QUOTED =
            Pattern.compile("[\"'](\\w+(?:\\.\\w+)*)[\"']", Pattern.UNICODE_CHARACTER_CLASS);

    private static final List<String> WORDS =
            List.of("pytest_plugins", "import_module", "importorskip", "__import__");

    private ImportedNames() {}

    /**
     * Dotted names, each with the packages that it lies in.
     *
     * @param file whose text it is, relative to the rootdir: what relative imports start from
     */
    static Set<String> of(String text, Path file) {
        Set<String> names = new LinkedHashSet<>();
        String folded = text.replace("\\\r\n", " ").replace("\\\n", " ");
        Matcher plain = IMPORT.matcher(folded);
        while (plain.find()) {
            for (String each : plain.group(1).split(",", -1)) {
                Matcher name = NAME.matcher(each);
                if (name.find()) {
                    add(name.group(), names);
                }
            }
        }
        Matcher from = FROM.matcher(folded);
        while (from.find()) {
            String base = base(from.group(1).length(), file, from.group(2));
            if (!base.isEmpty()) {
                add(base, names);
            }
            Matcher name = NAME.matcher(from.group(3).replaceAll("\\bas\\s+\\w+", ""));
            while (name.find()) {
                add(base.isEmpty() ? name.group() : base + "." + name.group(), names);
            }
        }
        // Plugins and modules that are named in words.
        if (WORDS.stream().anyMatch(text::contains)) {
            Matcher quoted = QUOTED.matcher(text);
            while (quoted.find()) {
                add(quoted.group(1), names);
            }
        }
        return names;
    }

    /** What a module's name begins with that is imported by so many dots. */
    private static String base(int dots, Path file, String module) {
        if (dots == 0) {
            return module;
        }
        StringBuilder base = new StringBuilder();
        for (int i = 0; i < file.getNameCount() - dots; i++) {
            base.append(base.isEmpty() ? "" : ".").append(file.getName(i));
        }
        if (!module.isEmpty()) {
            base.append(base.isEmpty() ? "" : ".").append(module);
        }
        return base.toString();
    }

    private static void add(String dotted, Set<String> names) {
        for (int dot = dotted.indexOf('.'); dot >= 0; dot = dotted.indexOf('.', dot + 1)) {
            names.add(dotted.substring(0, dot));
        }
        names.add(dotted);
    }
}
