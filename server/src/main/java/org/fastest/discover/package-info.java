/** A file's tests from its syntax and the project's configuration, as pure functions. */
@NullMarked
package org.fastest.discover;

import org.jspecify.annotations.NullMarked;
