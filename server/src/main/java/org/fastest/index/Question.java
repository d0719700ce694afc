package org.fastest.index;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.fastest.config.Options;
import org.fastest.config.Sources;
import org.fastest.config.Target;

/**
 * What a listing is asked for, as a text: everything that decides it beside the files that are read
 * for it. What only picks from a listing ({@code --deselect}, what stands behind {@code ::}) is not
 * in it; {@code -k} and {@code -m} are, since hooks may give marks and marks may be refused.
 */
final class Question {
    private final StringBuilder text = new StringBuilder(1024);

    private Question() {}

    static String of(Project project) {
        Question question = new Question();
        question.add(project.cwd());
        question.arguments(project.args());
        question.sources(project.sources());
        List<Target> targets = project.targets();
        for (int i = 0; i < targets.size(); i++) {
            question.add(targets.get(i).path()).add(targets.get(i).type().name());
        }
        Installation python = project.installation();
        question.part()
                .add(String.valueOf(python.executable()))
                .add(String.valueOf(python.version()));
        question.add(python.loadsPlugins() ? "loads" : "loads not");
        for (Path site : python.sitePackages()) {
            question.add(site);
        }
        question.part().all(python.pythonPath()).part().all(python.plugins()).part();
        question.add(String.valueOf(project.facts().pytest()));
        question.add(String.valueOf(project.facts().python()));
        question.add(String.valueOf(project.facts().platform()));
        question.add(String.valueOf(project.facts().implementation()));
        return question.text.toString();
    }

    private void arguments(List<String> args) {
        part();
        boolean onlyPaths = false;
        for (int i = 0; i < args.size(); i++) {
            String arg = args.get(i);
            if (onlyPaths || !arg.startsWith("-")) {
                add(Target.fileOf(arg));
            } else if (Options.takesNext(arg) && i + 1 < args.size()) {
                i++;
                if (!picks(arg)) {
                    add(arg).add(args.get(i));
                }
            } else if (!picks(arg)) {
                add(arg);
                onlyPaths = arg.equals("--");
            }
        }
        part();
    }

    /** Whether an option, perhaps with its value in the same word, only picks from a listing. */
    private static boolean picks(String arg) {
        return arg.equals("--deselect") || arg.startsWith("--deselect=");
    }

    private void sources(Sources sources) {
        add(sources.addopts());
        List<Path> files = new ArrayList<>(sources.texts().keySet());
        Collections.sort(files);
        for (Path file : files) {
            add(file).add(String.valueOf(sources.texts().get(file)));
        }
        part();
        List<Path> setups = new ArrayList<>(sources.setupPys());
        Collections.sort(setups);
        for (Path setup : setups) {
            add(setup);
        }
        part();
    }

    private Question all(List<String> words) {
        for (String word : words) {
            add(word);
        }
        return this;
    }

    private Question add(Path path) {
        return add(path.toString());
    }

    private Question add(String word) {
        text.append(word).append('\0');
        return this;
    }

    /** What follows is another list. */
    private Question part() {
        text.append('\1');
        return this;
    }
}
