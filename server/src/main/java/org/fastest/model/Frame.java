package org.fastest.model;

/**
 * One frame of a traceback.
 *
 * @param path absolute path of the source file
 * @param line from 1
 * @param name the function's name
 */
public record Frame(String path, int line, String name) {}
