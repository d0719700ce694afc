/** Finds interpreters, starts the Python side and speaks the worker protocol with it. */
@NullMarked
package org.fastest.bridge;

import org.jspecify.annotations.NullMarked;
