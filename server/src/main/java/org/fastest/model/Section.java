package org.fastest.model;

/**
 * Captured output of one phase.
 *
 * @param phase when it was written
 * @param stream {@code stdout}, {@code stderr} or {@code log}
 * @param text what was written, head and tail where it was too long
 */
public record Section(Phase phase, String stream, String text) {}
