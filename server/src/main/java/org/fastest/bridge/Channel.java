package org.fastest.bridge;

import java.io.InputStream;
import java.io.OutputStream;

/** The two streams to a Python side and the process behind them. */
public interface Channel extends AutoCloseable {
    /** What the Python side says. */
    InputStream input();

    /** What it is told. */
    OutputStream output();

    /** After the end of {@link #input()}: how the process ended and the last it wrote to stderr. */
    String farewell();

    /** Ends the process, by force where it does not leave by itself. */
    @Override
    void close();
}
