package dev.usbshare.service.capture;

import java.util.List;

/** The devices of a service that can be captured. */
@FunctionalInterface
public interface CaptureTargets {

    /**
     * One of them.
     *
     * @param device as {@link dev.usbshare.capture.Captures} knows it
     * @param devid {@code busnum << 16 | devnum}
     */
    record Target(String device, int devid) {}

    /**
     * Those that a person means by a bus id, a nickname or another pattern.
     *
     * @throws IllegalArgumentException if the text is no such thing; the message is for the person
     */
    List<Target> find(String text);
}
