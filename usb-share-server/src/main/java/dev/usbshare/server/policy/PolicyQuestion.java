package dev.usbshare.server.policy;

import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All that a decision depends on besides the policies.
 *
 * @param nickname what people call the device; empty if nothing
 * @param since when the lease began that is to go on; empty for a new one
 * @param pins how the peer stands with the PINs, by policy; one that is not here counts as missing
 */
record PolicyQuestion(
        UsbDeviceInfo device,
        String nickname,
        ApprovedPeer peer,
        Instant now,
        Optional<Instant> since,
        Map<String, PinStanding> pins) {

    PolicyQuestion {
        pins = Map.copyOf(pins);
    }

    PolicyQuestion at(Instant instant) {
        return new PolicyQuestion(device, nickname, peer, instant, since, pins);
    }
}
