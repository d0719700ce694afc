package org.fastest.config;

/** Which files make their folder one that pytest takes its settings from. */
public final class Configured {
    private Configured() {}

    /**
     * Whether pytest finds its settings in a file, or what was meant to be them.
     *
     * @param name the file's name, one of {@link Sources#names}
     * @param text what it holds
     */
    public static boolean holdsSettings(String name, String text) {
        ConfigFile file = ConfigFile.parse(name, name, text);
        return file.pytest() != null || (file.error() != null && text.contains("pytest"));
    }
}
