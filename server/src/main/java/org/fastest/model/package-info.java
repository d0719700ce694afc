/**
 * The words of the domain as values: identities, items, outcomes, run events. Imports nothing but
 * java.*.
 */
@NullMarked
package org.fastest.model;

import org.jspecify.annotations.NullMarked;
