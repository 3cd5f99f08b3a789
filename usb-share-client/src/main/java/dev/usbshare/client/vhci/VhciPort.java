package dev.usbshare.client.vhci;

import io.netty.channel.Channel;

/** A port that holds a device of ours, until its channel closes. */
public interface VhciPort {

    /** The port's number, as {@code usbip port} and the controller's status file count. */
    int number();

    /**
     * Our end of the socket. Closing it detaches the device; it closes by itself when the controller drops the device.
     */
    Channel channel();
}
