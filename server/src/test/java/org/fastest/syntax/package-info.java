@NullMarked
package org.fastest.syntax;

import org.jspecify.annotations.NullMarked;
