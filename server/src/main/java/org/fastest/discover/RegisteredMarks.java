package org.fastest.discover;

import java.util.ArrayList;
import java.util.List;
import org.fastest.syntax.Stmt;
import org.jspecify.annotations.Nullable;

/**
 * The marks that a conftest or plugin registers, as far as its text tells: {@code
 * config.addinivalue_line("markers", "name: …")}.
 */
final class RegisteredMarks {
    private static final String REGISTER = "addinivalue_line";

    /** What runs before tests are collected and is given what marks can be registered with. */
    private static final List<String> HOOKS =
            List.of(
                    "pytest_configure",
                    "pytest_sessionstart",
                    "pytest_collection",
                    "pytest_cmdline_main",
                    "pytest_load_initial_conftests",
                    "pytest_plugin_registered",
                    "pytest_addoption",
                    "pytest_addhooks",
                    "pytest_collectstart",
                    "pytest_make_collect_report",
                    "pytest_pycollect_makemodule",
                    "pytest_collect_file",
                    "pytest_ignore_collect");

    /** Objects by which marks can be registered, in the words that hooks have for them. */
    private static final List<String> GIVEN =
            List.of("config", "session", "early_config", "collector", "parser", "plugin");

    private RegisteredMarks() {}

    /** Their names; with {@link StrictMarks#ANY} where there may be others. */
    static List<String> of(Resolver names) {
        String text = names.home().text();
        List<String> marks = new ArrayList<>();
        boolean isOpen = names.module().isOpen();
        for (int at = text.indexOf(REGISTER); at >= 0; at = text.indexOf(REGISTER, at + 1)) {
            String mark = name(text, at + REGISTER.length());
            isOpen |= mark == null;
            if (mark != null && !mark.isEmpty()) {
                marks.add(mark);
            }
        }
        if (isOpen || mayRegisterOthers(names, text)) {
            marks.add(StrictMarks.ANY);
        }
        return marks;
    }

    /** The name that a call registers; empty where it registers none, null where that is open. */
    private static @Nullable String name(String text, int from) {
        int at = skip(text, from);
        if (at >= text.length() || text.charAt(at) != '(') {
            return null;
        }
        at = skip(text, at + 1);
        int close = end(text, at);
        if (close < 0) {
            return null;
        }
        String key = text.substring(at + 1, close);
        at = skip(text, close + 1);
        if (at >= text.length() || text.charAt(at) != ',') {
            return null;
        }
        if (!key.equals("markers")) {
            return "";
        }
        at = skip(text, at + 1);
        int last = end(text, at);
        if (last < 0) {
            return null;
        }
        int end = at + 1;
        while (end < last && Character.isJavaIdentifierPart(text.charAt(end))) {
            end++;
        }
        char next = text.charAt(end);
        boolean whole = end == last || next == ':' || next == '(' || next == ' ';
        return whole && end > at + 1 ? text.substring(at + 1, end) : null;
    }

    private static int skip(String text, int from) {
        int at = from;
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Where a plain string that begins here ends; -1 for anything else. */
    private static int end(String text, int at) {
        char quote = at < text.length() ? text.charAt(at) : ' ';
        if ((quote != '"' && quote != '\'') || text.startsWith("" + quote + quote, at)) {
            return -1;
        }
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != quote && text.charAt(end) != '\n') {
            if (text.charAt(end) == '\\') {
                return -1;
            }
            end++;
        }
        return end < text.length() && text.charAt(end) == quote ? end : -1;
    }

    private static boolean mayRegisterOthers(Resolver names, String text) {
        if (text.contains("_inicache") || text.contains("pluginmanager")) {
            return true;
        }
        for (String hook : HOOKS) {
            Binding binding = names.get(hook);
            if (binding == null) {
                continue;
            }
            if (!(binding instanceof Binding.Function function)) {
                return true;
            }
            Stmt.FunctionDef def = function.def();
            List<String> given = new ArrayList<>(GIVEN);
            given.addAll(Parameters.required(def.parameters(), false));
            if (handsOn(text.substring(def.headerEnd(), def.extent().end()), given)) {
                return true;
            }
        }
        return false;
    }

    /** Whether one of these names is used otherwise than for one of its attributes. */
    private static boolean handsOn(String body, List<String> given) {
        for (String name : given) {
            for (int at = body.indexOf(name); at >= 0; at = body.indexOf(name, at + 1)) {
                int end = at + name.length();
                boolean starts = at == 0 || !Character.isJavaIdentifierPart(body.charAt(at - 1));
                boolean isAttribute = at > 0 && body.charAt(at - 1) == '.';
                boolean ends =
                        end == body.length() || !Character.isJavaIdentifierPart(body.charAt(end));
                boolean isLast = end == body.length() || body.charAt(end) != '.';
                if (starts && ends && isLast && !(isAttribute && name.equals("plugin"))) {
                    return true;
                }
            }
        }
        return false;
    }
}
