/*
 * Looks at many files in one call: a warm listing asks about a thousand of them, and has 10 ms for it. Lists a folder
 * with what each entry is, which the system tells without looking at the entries one by one. Reads a file with as few
 * calls of the system as it takes.
 *
 * The Java sides are org.fastest.cache.FileStats, FolderEntries and FileBytes, which document the arrays.
 */
#include <jni.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#ifndef _WIN32
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>
#endif

enum { STRIDE = 5, ABSENT = 0, A_FILE = 1, A_FOLDER = 2, A_LINK = 3, OTHER = 4 };

#ifndef _WIN32
#ifdef __APPLE__
#define MODIFIED(s) ((s).st_mtimespec)
#define CHANGED(s) ((s).st_ctimespec)
#else
#define MODIFIED(s) ((s).st_mtim)
#define CHANGED(s) ((s).st_ctim)
#endif

static jlong nanoseconds(struct timespec time) {
    return (jlong)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void look_at(const char *name, jlong *into) {
    struct stat found;
    int failed = *name == '\1' ? lstat(name + 1, &found) : stat(name, &found);
    memset(into, 0, STRIDE * sizeof(jlong));
    if (failed) {
        return;
    }
    into[0] = S_ISREG(found.st_mode) ? A_FILE
        : S_ISDIR(found.st_mode)     ? A_FOLDER
        : S_ISLNK(found.st_mode)     ? A_LINK
                                     : OTHER;
    into[1] = nanoseconds(MODIFIED(found));
    into[2] = nanoseconds(CHANGED(found));
    into[3] = (jlong)found.st_size;
    into[4] = (jlong)found.st_ino;
}
#endif

/* STRIDE longs for each name; null where the system has no such call, or no memory is left. */
JNIEXPORT jlongArray JNICALL Java_org_fastest_cache_FileStats_look(
    JNIEnv *env, jclass owner, jbyteArray names, jint count) {
    (void)owner;
#ifdef _WIN32
    (void)env;
    (void)names;
    (void)count;
    return NULL;
#else
    jsize length = (*env)->GetArrayLength(env, names);
    /* A copy: the files are looked at without stopping the garbage collector; a zero ends it in any case. */
    char *text = malloc((size_t)length + 1);
    jlong *looked = malloc(((size_t)count * STRIDE + 1) * sizeof(jlong));
    jlongArray result = NULL;
    if (text != NULL && looked != NULL) {
        (*env)->GetByteArrayRegion(env, names, 0, length, (jbyte *)text);
        text[length] = 0;
        const char *name = text;
        for (jint i = 0; i < count; i++) {
            look_at(name, looked + (size_t)i * STRIDE);
            if (name < text + length) {
                name += strlen(name) + 1;
            }
        }
        result = (*env)->NewLongArray(env, count * STRIDE);
        if (result != NULL) {
            (*env)->SetLongArrayRegion(env, result, 0, count * STRIDE, looked);
        }
    }
    free(text);
    free(looked);
    return result;
#endif
}

#ifndef _WIN32
/* What is told of a folder: for each entry a letter, its name, and a zero. */
struct entries {
    char *text;
    size_t length, room;
    size_t *starts;
    size_t count, places;
};

static int by_name(const void *left, const void *right) {
    return strcmp(*(char *const *)left + 1, *(char *const *)right + 1);
}

static char letter_of(int folder, const struct dirent *entry) {
    struct stat found;
    switch (entry->d_type) {
    case DT_REG: return 'f';
    case DT_DIR: return 'd';
    case DT_LNK: return 'l';
    case DT_UNKNOWN: break;
    default: return 'o';
    }
    /* Some file systems do not tell. */
    if (fstatat(folder, entry->d_name, &found, AT_SYMLINK_NOFOLLOW)) {
        return 'o';
    }
    return S_ISREG(found.st_mode) ? 'f' : S_ISDIR(found.st_mode) ? 'd' : S_ISLNK(found.st_mode) ? 'l' : 'o';
}

/* Zero where no memory is left. */
static int add(struct entries *into, char letter, const char *name) {
    size_t size = strlen(name) + 2;
    if (into->length + size > into->room) {
        size_t room = (into->room + size) * 2;
        char *text = realloc(into->text, room);
        if (text == NULL) {
            return 0;
        }
        into->text = text;
        into->room = room;
    }
    if (into->count == into->places) {
        size_t places = (into->places + 32) * 2;
        size_t *starts = realloc(into->starts, places * sizeof(size_t));
        if (starts == NULL) {
            return 0;
        }
        into->starts = starts;
        into->places = places;
    }
    into->starts[into->count++] = into->length;
    into->text[into->length] = letter;
    memcpy(into->text + into->length + 1, name, size - 1);
    into->length += size;
    return 1;
}

/* The same entries, sorted by the bytes of their names; null where no memory is left. */
static jbyteArray sorted(JNIEnv *env, const struct entries *entries) {
    char **order = malloc((entries->count + 1) * sizeof(char *));
    char *text = malloc(entries->length + 1);
    jbyteArray result = NULL;
    if (order != NULL && text != NULL) {
        size_t at = 0;
        for (size_t i = 0; i < entries->count; i++) {
            order[i] = entries->text + entries->starts[i];
        }
        qsort(order, entries->count, sizeof(char *), by_name);
        for (size_t i = 0; i < entries->count; i++) {
            size_t size = strlen(order[i]) + 1;
            memcpy(text + at, order[i], size);
            at += size;
        }
        result = (*env)->NewByteArray(env, (jsize)entries->length);
        if (result != NULL) {
            (*env)->SetByteArrayRegion(env, result, 0, (jsize)entries->length, (const jbyte *)text);
        }
    }
    free(order);
    free(text);
    return result;
}
#endif

/* What is in a folder, of which the name ends with a zero; null where it can't be listed. */
JNIEXPORT jbyteArray JNICALL Java_org_fastest_cache_FolderEntries_list(JNIEnv *env, jclass owner, jbyteArray folder) {
    (void)owner;
#ifdef _WIN32
    (void)env;
    (void)folder;
    return NULL;
#else
    jsize length = (*env)->GetArrayLength(env, folder);
    char *name = malloc((size_t)length + 1);
    if (name == NULL) {
        return NULL;
    }
    (*env)->GetByteArrayRegion(env, folder, 0, length, (jbyte *)name);
    name[length] = 0;
    DIR *open = opendir(name);
    free(name);
    if (open == NULL) {
        return NULL;
    }
    struct entries entries = {0};
    int whole = 1;
    for (struct dirent *entry = readdir(open); entry != NULL && whole; entry = readdir(open)) {
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            whole = add(&entries, letter_of(dirfd(open), entry), entry->d_name);
        }
    }
    closedir(open);
    jbyteArray result = whole ? sorted(env, &entries) : NULL;
    free(entries.text);
    free(entries.starts);
    return result;
#endif
}

#ifndef _WIN32
enum { AT_ONCE = 1 << 16 };

/* As read, whole: fewer bytes only where the file ends, or less than zero. */
static ssize_t read_all(int file, char *into, size_t room) {
    size_t length = 0;
    while (length < room) {
        ssize_t count = read(file, into + length, room - length);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return -1;
        }
        if (count == 0) {
            break;
        }
        length += (size_t)count;
    }
    return (ssize_t)length;
}
#endif

/*
 * What a small file holds, of which the name ends with a zero; null where it can't be read, is not small, or the system
 * has no such call: Java reads it then, or says why not.
 */
JNIEXPORT jbyteArray JNICALL Java_org_fastest_cache_FileBytes_small(JNIEnv *env, jclass owner, jbyteArray path) {
    (void)owner;
#ifdef _WIN32
    (void)env;
    (void)path;
    return NULL;
#else
    char name[4096];
    char content[AT_ONCE];
    jsize length = (*env)->GetArrayLength(env, path);
    if (length <= 0 || length > (jsize)sizeof name) {
        return NULL;
    }
    (*env)->GetByteArrayRegion(env, path, 0, length, (jbyte *)name);
    name[length - 1] = 0;
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return NULL;
    }
    ssize_t size = read_all(file, content, sizeof content);
    close(file);
    if (size < 0 || size == (ssize_t)sizeof content) {
        return NULL;
    }
    jbyteArray result = (*env)->NewByteArray(env, (jsize)size);
    if (result != NULL) {
        (*env)->SetByteArrayRegion(env, result, 0, (jsize)size, (const jbyte *)content);
    }
    return result;
#endif
}
