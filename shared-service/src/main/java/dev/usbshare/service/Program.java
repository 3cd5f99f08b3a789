package dev.usbshare.service;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** What {@link ServiceMain} needs to know of one of our programs. */
public interface Program {

    /** The command's name, {@code usb-share-server}. */
    String name();

    /** The help's first lines: what it is and how it is started. */
    String introduction();

    /** Options besides the common ones. */
    List<Option> options();

    /** The Spring application that is the service. */
    Class<?> application();

    /**
     * Carries out a command that is not the service.
     *
     * @param out where its answer goes
     * @return its exit code, or empty to start the service
     * @throws StartFailure if it cannot be carried out
     */
    Optional<ExitCode> command(CommandLine line, PrintStream out);
}
