/** The program's entry point; everything else lives in the layers below it. */
@NullMarked
package org.fastest;

import org.jspecify.annotations.NullMarked;
