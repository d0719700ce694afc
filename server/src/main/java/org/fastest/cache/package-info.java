/** What is kept on disk to be computed once, and the question whether it still holds. */
@NullMarked
package org.fastest.cache;

import org.jspecify.annotations.NullMarked;
