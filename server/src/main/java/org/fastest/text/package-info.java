/** Source text: decoding as Python does it, lines and columns as editors count them, edits. */
@NullMarked
package org.fastest.text;

import org.jspecify.annotations.NullMarked;
