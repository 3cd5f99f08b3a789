package dev.usbshare.service.network;

import dev.usbshare.relay.RelayTrust;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import java.io.IOException;

/** Whose certificates relays and lookup servers may show, as the settings have it. */
public final class Trust {

    private Trust() {}

    /** @throws StartFailure naming the setting and the file */
    public static RelayTrust of(NetworkProperties network) {
        try {
            return RelayTrust.of(network.relayTrust());
        } catch (IOException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION, "setting usb-share.network.relay-trust: " + e.getMessage(), e);
        }
    }
}
