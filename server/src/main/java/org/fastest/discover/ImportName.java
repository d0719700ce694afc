package org.fastest.discover;

/**
 * The name under which pytest imports a file.
 *
 * @param dotted such as {@code shop.cart}
 * @param isSure whether it surely is this one, and no other module answers to it
 */
public record ImportName(String dotted, boolean isSure) {}
