package dev.usbshare.service;

import java.util.List;

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

    /** The Spring application that is the service. */
    Class<?> application();
}
