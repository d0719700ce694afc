@NullMarked
package org.fastest.text;

import org.jspecify.annotations.NullMarked;
