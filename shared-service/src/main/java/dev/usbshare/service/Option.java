package dev.usbshare.service;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One option that a program takes.
 *
 * @param name without the two dashes
 * @param argument the argument's name in the help, null for a flag
 * @param property the setting that the argument becomes, null if the program asks the command line itself
 * @param repeatable whether it may be given more than once; its property then is a list
 */
public record Option(
        String name, @Nullable String argument, @Nullable String property, boolean repeatable, String description) {

    private static final Set<String> OF_CONSOLE = Set.of("config", "state-dir", "debug");

    /** An option without an argument. */
    public static Option flag(String name, String description) {
        return new Option(name, null, null, false, description);
    }

    /** An option with an argument that the program asks {@link CommandLine} for. */
    public static Option value(String name, String argument, String description) {
        return new Option(name, argument, null, false, description);
    }

    /** An option that is a short way to write one setting. */
    public static Option setting(String name, String argument, String property, String description) {
        return new Option(name, argument, property, false, description);
    }

    /** An option that adds one entry to a list in the settings each time it is given. */
    public static Option settings(String name, String argument, String property, String description) {
        return new Option(name, argument, property, true, description);
    }

    /** Whether it may stand behind a console's command: it says which service is meant, or what is shown of a failure. */
    boolean isOfConsole() {
        return OF_CONSOLE.contains(name);
    }

    String usage() {
        return "--" + name + (argument == null ? "" : " " + argument);
    }
}
