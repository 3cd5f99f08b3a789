package dev.usbshare.service;

import java.util.SequencedMap;

/** A bean that adds to the READY line: names and values without blanks, such as a port in use. */
@FunctionalInterface
public interface ReadyDetails {

    SequencedMap<String, String> details();
}
