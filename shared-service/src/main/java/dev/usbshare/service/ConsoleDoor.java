package dev.usbshare.service;

import java.io.PrintStream;
import java.util.List;
import java.util.Set;

/**
 * What a program does for a person who does not start the service: carry out the words of one command, or take many.
 *
 * @param options those of the program that it understands, besides the common ones; the others belong to the service
 */
public record ConsoleDoor(Set<String> options, Entrance entrance) {

    /** The way in. */
    @FunctionalInterface
    public interface Entrance {

        /**
         * @param words the command; none for many
         * @throws StartFailure if it cannot be carried out
         */
        ExitCode enter(CommandLine line, List<String> words, PrintStream out, PrintStream err);
    }

    public ConsoleDoor {
        options = Set.copyOf(options);
    }
}
