/** What a run or a listing looks like to people and tools: terminal, JSON. */
@NullMarked
package org.fastest.report;

import org.jspecify.annotations.NullMarked;
