package org.fastest.discover;

/**
 * A module that an import names.
 *
 * @param folder absolute path of the folder where {@code name} begins, for relative imports and
 *     what lies in a package; empty where {@code sys.path} is searched
 * @param name dotted; empty for the package that the folder is
 */
public record ModuleRef(String folder, String name) {
    // Written out: a record's own are linked when first called, which takes 15 ms of a start.
    @Override
    public boolean equals(Object other) {
        return other instanceof ModuleRef ref && folder.equals(ref.folder) && name.equals(ref.name);
    }

    @Override
    public int hashCode() {
        return 31 * folder.hashCode() + name.hashCode();
    }
}
