package dev.usbshare.console;

import java.util.List;

/** Verbs of one subject, as a bean of the console. */
@FunctionalInterface
public interface Verbs {

    List<Verb> all();
}
