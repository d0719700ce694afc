/** Schedules selected tests onto workers and turns their frames into run events. */
@NullMarked
package org.fastest.run;

import org.jspecify.annotations.NullMarked;
