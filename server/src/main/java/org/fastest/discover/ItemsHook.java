package org.fastest.discover;

/** Tells whether a {@code pytest_collection_modifyitems} hook leaves the list of items as it is. */
final class ItemsHook {
    private ItemsHook() {}

    /**
     * Whether the hook only looks at the items one by one; any other use of the list may change it.
     *
     * @param body the function's text behind its header
     */
    static boolean isHarmless(String body) {
        if (body.contains("nodeid")
                || body.contains("deselected")
                || body.contains("session")
                || body.contains("originalname")) {
            return false;
        }
        for (int at = body.indexOf("items"); at >= 0; at = body.indexOf("items", at + 1)) {
            int end = at + "items".length();
            boolean whole = !isNamePart(body, at - 1) && !isNamePart(body, end);
            String before = body.substring(Math.max(0, at - 10), at);
            boolean looped =
                    before.endsWith(" in ")
                            && (body.startsWith(":", end) || body.startsWith(" if", end));
            boolean wrapped =
                    (before.endsWith("enumerate(")
                                    || before.endsWith("len(")
                                    || before.endsWith(" in list("))
                            && body.startsWith(")", end);
            if (whole && !looped && !wrapped) {
                return false;
            }
        }
        return true;
    }

    private static boolean isNamePart(String text, int at) {
        return at >= 0 && at < text.length() && Character.isJavaIdentifierPart(text.charAt(at));
    }
}
