package dev.usbshare.client.remote;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a client does about a server without being asked. */
public enum ConnectMode {
    /** Nothing: it is dialled when a person says so, and not again when that connection ends. */
    MANUAL,
    /** Stays connected: dials at the start and again after each loss; rules decide what is attached. */
    AUTO,
    /** Stays connected, and attaches every device that the server offers. */
    AUTO_DEVICES;

    /** @throws IllegalArgumentException naming those that there are */
    public static ConnectMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no such way to connect; choose one of "
                        + Arrays.stream(values()).map(ConnectMode::toString).collect(Collectors.joining(", "))));
    }

    boolean staysConnected() {
        return this != MANUAL;
    }

    /** As {@link #parse} reads it, and as people write it into the settings. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
