/* What a JDK's own jni_md.h says for one platform, said for all of them, so that only jni.h is taken from the JDK. */
#ifndef FASTEST_JNI_MD_H
#define FASTEST_JNI_MD_H

#if defined(_WIN32)
#define JNIEXPORT __declspec(dllexport)
#else
#define JNIEXPORT __attribute__((visibility("default")))
#endif
#define JNIIMPORT
/* Only 32-bit Windows has another calling convention, and no JDK 25 exists there. */
#define JNICALL

typedef int jint;
typedef long long jlong;
typedef signed char jbyte;

#endif
