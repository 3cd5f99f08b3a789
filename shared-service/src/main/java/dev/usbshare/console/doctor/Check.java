package dev.usbshare.console.doctor;

import java.util.List;

/** Looks at one thing. Throws nothing: what cannot be looked at is a finding. */
@FunctionalInterface
public interface Check {

    List<Finding> look();
}
