/** The language-server face against a scripted engine. */
@NullMarked
package org.fastest.lsp;

import org.jspecify.annotations.NullMarked;
