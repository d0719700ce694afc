package org.fastest.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fastest.cache.Stamp;
import org.fastest.config.Config;
import org.fastest.config.IdRules;
import org.fastest.config.NamePatterns;
import org.fastest.config.Options;
import org.fastest.discover.Facts;
import org.fastest.engine.PythonChoice;
import org.fastest.model.Certainty;
import org.fastest.model.Kind;
import org.fastest.model.Origin;
import org.fastest.model.Span;
import org.fastest.model.TestId;
import org.fastest.model.TestItem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Records whose equality is written out differ where any of their components does. */
class WrittenEqualityTest {
    static Stream<Class<? extends Record>> written() {
        return Stream.of(
                TestId.class,
                Span.class,
                TestItem.class,
                Config.class,
                Options.class,
                NamePatterns.class,
                IdRules.class,
                Facts.class,
                Stamp.class,
                PythonChoice.class);
    }

    @ParameterizedTest
    @MethodSource("written")
    void eachComponentCounts(Class<? extends Record> type) throws Exception {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        @Nullable Object[] values = new Object[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(types[i], false);
        }
        Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
        Record one = constructor.newInstance(values);
        assertEquals(one, constructor.newInstance(values));
        assertEquals(one.hashCode(), constructor.newInstance(values).hashCode());
        for (int i = 0; i < types.length; i++) {
            Object before = values[i];
            values[i] = value(types[i], true);
            assertNotEquals(one, constructor.newInstance(values), components[i].getName());
            values[i] = before;
        }
    }

    /** One of two values of a type. */
    private static Object value(Class<?> type, boolean other) throws Exception {
        if (type == boolean.class) {
            return other;
        } else if (type == int.class) {
            return other ? 2 : 1;
        } else if (type == long.class) {
            return other ? 2L : 1L;
        } else if (type == String.class) {
            return other ? "b" : "a";
        } else if (type == Path.class) {
            return Path.of(other ? "/b" : "/a");
        } else if (type == List.class) {
            return List.of(other ? "b" : "a");
        } else if (type == Map.class) {
            return Map.of("a", other ? "b" : "a");
        } else if (type == Kind.class) {
            return other ? Kind.CASE : Kind.FUNCTION;
        } else if (type == Origin.class) {
            return other ? Origin.RUN : Origin.STATIC;
        } else if (type == Certainty.class) {
            return other ? Certainty.BASE : Certainty.EXACT;
        }
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(types[i], other);
        }
        return type.getDeclaredConstructor(types).newInstance(values);
    }
}
