package dev.usbshare.service;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** What a node calls itself to people. */
public final class HostName {

    private HostName() {}

    /** As configured, else as the host is named, else as the program is. */
    public static String orElse(@Nullable String configured, String program) {
        if (configured != null) {
            return configured;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return program;
        }
    }
}
