package org.fastest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void thePomAndTheProgramSayTheSame() {
        assertEquals(System.getProperty("fastest.version"), Main.VERSION);
    }
}
