package dev.usbshare.client.firewall;

import dev.usbshare.text.PlainText;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The interface classes that a server may bring in.
 *
 * @param classes base classes, 0..255; empty for all of them
 */
public record AllowedClasses(Optional<Set<Integer>> classes) {

    private static final int LONGEST_ECHO = 40;

    /** Whatever it brings. */
    public static final AllowedClasses ALL = new AllowedClasses(Optional.empty());

    public AllowedClasses {
        classes = classes.map(Set::copyOf);
    }

    /**
     * Reads {@code *}, or classes in hex separated by commas, such as {@code 08,03}.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static AllowedClasses parse(String text) {
        if (text.strip().equals("*") || text.strip().equalsIgnoreCase("all")) {
            return ALL;
        }
        return new AllowedClasses(Optional.of(Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(AllowedClasses::parseClass)
                .collect(Collectors.toUnmodifiableSet())));
    }

    private static int parseClass(String text) {
        String digits = text.toLowerCase(Locale.ROOT).startsWith("0x") ? text.substring(2) : text;
        if (!digits.matches("[0-9a-fA-F]{1,2}")) {
            throw new IllegalArgumentException("'" + PlainText.printable(text, LONGEST_ECHO)
                    + "' is no USB class: write two hex digits for each, such as 08,03, or * (all)");
        }
        return Integer.parseInt(digits, 16);
    }

    boolean allows(int usbClass) {
        return classes.isEmpty() || classes.get().contains(usbClass);
    }

    /** Those of a device that are not allowed, in order. */
    Set<Integer> refused(Set<Integer> ofDevice) {
        var refused = new TreeSet<>(ofDevice);
        refused.removeIf(this::allows);
        return refused;
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return classes.map(set -> set.stream().sorted().map("%02x"::formatted).collect(Collectors.joining(",")))
                .orElse("*");
    }
}
