/** The command-line face. */
@NullMarked
package org.fastest.cli;

import org.jspecify.annotations.NullMarked;
