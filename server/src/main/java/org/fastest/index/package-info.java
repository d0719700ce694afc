/** The workspace: reads sources, keeps one immutable snapshot of every test, tells what changed. */
@NullMarked
package org.fastest.index;

import org.jspecify.annotations.NullMarked;
