package dev.usbshare.client.firewall;

import java.util.concurrent.CompletionStage;

/** Where every device passes between its lease and a port. */
@FunctionalInterface
public interface DeviceGate {

    /**
     * Lets a device in.
     *
     * @return ends, on any thread, when it may be attached; fails with {@link NotLetInException}, or when what is to be kept of it
     *     cannot be kept
     */
    CompletionStage<Void> admit(Offer offer, Occasion occasion);
}
