package dev.usbshare.client.vhci;

import dev.usbshare.usb.UsbSpeed;
import io.netty.channel.ChannelHandler;
import java.util.concurrent.CompletionStage;

/**
 * A virtual host controller: takes a device in by giving its driver side a socket that speaks USB/IP after the import
 * (USB/IP protocol, Documentation/usb/usbip_protocol.rst).
 *
 * <p><b>Confinement</b>: thread-safe. Handlers and stages run on the event loop given at construction, which no call
 * blocks.
 */
public interface Vhci {

    /**
     * Attaches a device to a free port that fits its speed. The controller begins to enumerate it at once: whoever
     * reads the port's channel must be ready to answer.
     *
     * @param devid {@code busnum << 16 | devnum} of the device where it is plugged in; repeated in every request
     * @param handler goes into the pipeline of our end of the socket before any byte is read
     * @return fails with {@link VhciException}
     */
    CompletionStage<VhciPort> attach(UsbSpeed speed, int devid, ChannelHandler handler);
}
