/** Discovery and runs for every face. */
@NullMarked
package org.fastest.engine;

import org.jspecify.annotations.NullMarked;
