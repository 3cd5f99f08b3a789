package dev.usbshare.service;

import java.util.List;
import java.util.Optional;

/** What {@link ServiceMain} needs to know of one of our programs. */
public interface Program {

    /** The command's name, {@code usb-share-server}. */
    String name();

    /** The help's first lines: what it is and how it is started. */
    String introduction();

    /** What it does besides running as the service. A person asks for exactly one thing. */
    List<Command> commands();

    /** Options besides the commands and the common ones. */
    List<Option> options();

    /** The record that its settings are bound to, each component with its {@link dev.usbshare.service.config.Meaning}. */
    Class<?> properties();

    /** The Spring configuration that binds them, without the service. */
    Class<?> settings();

    /** What it does without {@code --service} and any {@link #commands}; empty if it then only shows its help. */
    default Optional<ConsoleDoor> console() {
        return Optional.empty();
    }

    /** Options that mean {@code --service} too, without their dashes. */
    default List<Option> alsoService() {
        return List.of();
    }

    /** Whether it is the service without being told {@code --service} too, as it is nothing else. */
    default boolean isOnlyService() {
        return false;
    }

    /** The file of settings on the class path that it begins with, without its ending. */
    default String defaults() {
        return "application";
    }

    /** The Spring application that is the service. */
    Class<?> application();
}
