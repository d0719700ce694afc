package org.fastest.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.fastest.model.Crash;
import org.fastest.model.Failure;
import org.fastest.model.Frame;
import org.fastest.model.RunItem;
import org.jspecify.annotations.Nullable;

/** The stacks of all threads as Python's {@code faulthandler} writes them. */
final class Stacks {
    private static final String FILE = "  File \"";
    private static final String LINE = "\", line ";
    private static final String IN = " in ";

    private Stacks() {}

    /**
     * The main thread's frames, deepest last; empty where the text holds none. The interpreter
     * names the threads from the newest to the oldest, which is the main one.
     */
    static List<Frame> main(String text) {
        List<Frame> frames = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (line.endsWith("(most recent call first):")) {
                frames.clear();
            }
            Frame frame = frame(line);
            if (frame != null) {
                frames.addFirst(frame);
            }
        }
        return frames;
    }

    /** The frames from the first one of a file on, or nothing where the file is not among them. */
    static List<Frame> from(String path, List<Frame> frames) {
        for (int at = 0; at < frames.size(); at++) {
            if (frames.get(at).path().equals(path)) {
                return frames.subList(at, frames.size());
            }
        }
        return List.of();
    }

    /**
     * What became of a test that took too long.
     *
     * @param root the folder that its path is relative to
     * @param why in a line
     * @param text the same with the stacks, where they are known
     */
    static Failure late(RunItem item, Path root, String why, String text) {
        String file = root.resolve(item.path()).toString();
        List<Frame> frames = from(file, main(text));
        int line = item.line() == null ? 1 : item.line() + 1;
        Crash crash =
                frames.isEmpty()
                        ? new Crash(file, line, why)
                        : new Crash(frames.getLast().path(), frames.getLast().line(), why);
        return new Failure(text, null, crash, frames, "Timeout", null, null);
    }

    private static @Nullable Frame frame(String line) {
        int at = line.startsWith(FILE) ? line.lastIndexOf(LINE) : -1;
        int in = at < 0 ? -1 : line.indexOf(IN, at + LINE.length());
        if (in < 0) {
            return null;
        }
        try {
            int number = Integer.parseInt(line.substring(at + LINE.length(), in));
            String name = line.substring(in + IN.length());
            return new Frame(line.substring(FILE.length(), at), number, name);
        } catch (NumberFormatException unknownLine) {
            return null;
        }
    }
}
