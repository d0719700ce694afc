/*
 * Parses Python with tree-sitter and hands the whole tree to Java as one array of ints.
 *
 * One call a text, not one a node: crossing from Java to C costs more than visiting a node. The Java side is
 * org.fastest.syntax.TreeSitter, which documents the layout of the array.
 */
#include <jni.h>
#include <stdint.h>
#include <stdlib.h>
#include <tree_sitter/api.h>

const TSLanguage *tree_sitter_python(void);

/* Ints a node: kind, field, start, end, index of the node that follows its subtree. */
enum { STRIDE = 5, MISSING = 1 << 16 };

typedef struct {
    jint *items;
    size_t length;
    size_t capacity;
} Ints;

static int reserve(Ints *ints, size_t more) {
    if (ints->length + more <= ints->capacity) {
        return 1;
    }
    size_t capacity = ints->capacity * 2 + more;
    jint *items = realloc(ints->items, capacity * sizeof(jint));
    if (items == NULL) {
        return 0;
    }
    ints->items = items;
    ints->capacity = capacity;
    return 1;
}

/* Appends the cursor's node; the place of what follows it is known only when it is left. */
static int append(Ints *nodes, Ints *open, const TSTreeCursor *cursor) {
    if (!reserve(nodes, STRIDE) || !reserve(open, 1)) {
        return 0;
    }
    TSNode node = ts_tree_cursor_current_node(cursor);
    jint *item = nodes->items + nodes->length;
    item[0] = ts_node_symbol(node) | (ts_node_is_missing(node) ? MISSING : 0);
    item[1] = ts_tree_cursor_current_field_id(cursor);
    item[2] = (jint)(ts_node_start_byte(node) / 2);
    item[3] = (jint)(ts_node_end_byte(node) / 2);
    open->items[open->length++] = (jint)nodes->length;
    nodes->length += STRIDE;
    return 1;
}

static void leave(Ints *nodes, Ints *open) {
    nodes->items[open->items[--open->length] + 4] = (jint)(nodes->length / STRIDE);
}

/* Walks in preorder with a cursor and an own stack: a recursive walk would overflow on deeply nested input. */
static int flatten(const TSTree *tree, Ints *nodes) {
    Ints open = {NULL, 0, 0};
    TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
    int ok = append(nodes, &open, &cursor);
    while (ok && open.length > 0) {
        if (ts_tree_cursor_goto_first_child(&cursor)) {
            ok = append(nodes, &open, &cursor);
            continue;
        }
        leave(nodes, &open);
        while (open.length > 0 && !ts_tree_cursor_goto_next_sibling(&cursor)) {
            ts_tree_cursor_goto_parent(&cursor);
            leave(nodes, &open);
        }
        if (open.length > 0) {
            ok = append(nodes, &open, &cursor);
        }
    }
    ts_tree_cursor_delete(&cursor);
    free(open.items);
    return ok;
}

static TSTree *parse(const jchar *text, jsize length) {
    const uint16_t probe = 1;
    TSInputEncoding encoding =
        *(const uint8_t *)&probe == 1 ? TSInputEncodingUTF16LE : TSInputEncodingUTF16BE;
    TSParser *parser = ts_parser_new();
    TSTree *tree = NULL;
    if (parser != NULL && ts_parser_set_language(parser, tree_sitter_python())) {
        tree = ts_parser_parse_string_encoding(
            parser, NULL, (const char *)text, (uint32_t)length * 2, encoding);
    }
    ts_parser_delete(parser);
    return tree;
}

/* The flattened tree of a text, or null where it is too large to parse or memory is out. */
JNIEXPORT jintArray JNICALL Java_org_fastest_syntax_TreeSitter_parse(
    JNIEnv *env, jclass owner, jstring string) {
    (void)owner;
    jsize length = (*env)->GetStringLength(env, string);
    if (length > INT32_MAX / 4) {
        return NULL;
    }
    /* A copy: holding the string's own characters would stop the garbage collector for the whole parse. */
    jchar *text = malloc(((size_t)length + 1) * sizeof(jchar));
    if (text == NULL) {
        return NULL;
    }
    (*env)->GetStringRegion(env, string, 0, length, text);
    TSTree *tree = parse(text, length);
    free(text);
    if (tree == NULL) {
        return NULL;
    }
    Ints nodes = {NULL, 0, 0};
    jintArray result = NULL;
    if (flatten(tree, &nodes) && nodes.length <= INT32_MAX) {
        result = (*env)->NewIntArray(env, (jsize)nodes.length);
        if (result != NULL) {
            (*env)->SetIntArrayRegion(env, result, 0, (jsize)nodes.length, nodes.items);
        }
    }
    free(nodes.items);
    ts_tree_delete(tree);
    return result;
}

static jobjectArray names(JNIEnv *env, uint32_t count, const char *(*name)(const TSLanguage *, uint16_t)) {
    jclass type = (*env)->FindClass(env, "java/lang/String");
    jobjectArray result = type == NULL ? NULL : (*env)->NewObjectArray(env, (jsize)count, type, NULL);
    for (uint32_t i = 0; result != NULL && i < count; i++) {
        const char *text = name(tree_sitter_python(), (uint16_t)i);
        jstring item = (*env)->NewStringUTF(env, text == NULL ? "" : text);
        if (item == NULL) {
            return NULL;
        }
        (*env)->SetObjectArrayElement(env, result, (jsize)i, item);
        (*env)->DeleteLocalRef(env, item);
    }
    return result;
}

/* Named nodes only: the keyword `lambda` and the expression `lambda` share one name. */
static const char *named(const TSLanguage *language, uint16_t symbol) {
    return ts_language_symbol_type(language, symbol) == TSSymbolTypeRegular
        ? ts_language_symbol_name(language, symbol)
        : "";
}

/* The names of named kinds, by kind; empty for tokens such as `(`. */
JNIEXPORT jobjectArray JNICALL Java_org_fastest_syntax_TreeSitter_kinds(JNIEnv *env, jclass owner) {
    (void)owner;
    return names(env, ts_language_symbol_count(tree_sitter_python()), named);
}

/* The names of fields, by field; field 0 means none. */
JNIEXPORT jobjectArray JNICALL Java_org_fastest_syntax_TreeSitter_fields(JNIEnv *env, jclass owner) {
    (void)owner;
    return names(
        env, ts_language_field_count(tree_sitter_python()) + 1, ts_language_field_name_for_id);
}
