/** pytest's rootdir, ini files and options, as pure functions over their texts. */
@NullMarked
package org.fastest.config;

import org.jspecify.annotations.NullMarked;
