package dev.usbshare.client.attachment;

import dev.usbshare.service.meters.LatencyRow;
import dev.usbshare.usb.UsbDeviceInfo;
import org.jspecify.annotations.Nullable;

/**
 * An attachment as it was at one moment, for people and programs.
 *
 * @param id unique while this service runs
 * @param server the server's name
 * @param captureName the device's name among {@link dev.usbshare.capture.Captures}: two servers may have the same bus id
 * @param notice what the server last said that a person should know: others wait, or it will end; empty if nothing
 */
public record AttachmentView(
        int id,
        String server,
        String captureName,
        UsbDeviceInfo device,
        AttachmentState state,
        String notice,
        Traffic traffic) {

    /**
     * What passed through it so far.
     *
     * @param inFlightUrbs wait for the server now
     * @param latency how long URBs took lately, from the kernel's request to its answer; null if there were none
     */
    public record Traffic(
            long urbs,
            long bytesIn,
            long bytesOut,
            int inFlightUrbs,
            @Nullable LatencyRow latency) {}

    /** {@code workshop/1-1.4}. */
    public String name() {
        return server + "/" + device.busId();
    }
}
