package dev.usbshare.console;

import java.util.List;
import java.util.stream.Stream;

/**
 * What can be typed at a place, for completion. Asked each time, because it may be what the running service has then; one that
 * fails proposes nothing.
 */
@FunctionalInterface
public interface Choices {

    /** Anything can be typed. */
    Choices NONE = List::of;

    /** @param says what it is, empty if its value tells enough */
    record Choice(String value, String says) {}

    List<Choice> now();

    static Choices of(String... values) {
        List<Choice> fixed = Stream.of(values).map(v -> new Choice(v, "")).toList();
        return () -> fixed;
    }
}
