/** The language-server face; the only one that knows LSP4J. */
@NullMarked
package org.fastest.lsp;

import org.jspecify.annotations.NullMarked;
