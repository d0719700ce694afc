/*
 * Looks at many files in one call: a warm listing asks about a thousand of them, and has 10 ms for it.
 *
 * The Java side is org.fastest.cache.FileStats, which documents the layout of the arrays.
 */
#include <jni.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

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
