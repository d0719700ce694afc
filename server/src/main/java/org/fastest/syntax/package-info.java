/**
 * What a Python file says at module and class level, from its text alone; the only user of the
 * native library.
 */
@NullMarked
package org.fastest.syntax;

import org.jspecify.annotations.NullMarked;
