package dev.usbshare.client.bridge;

import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.wire.ProtocolException;

/** Why a bridge came to its end. */
public sealed interface BridgeEnd {

    /** {@link DeviceBridge#close} was called: the lease or the attachment is over. */
    record Closed() implements BridgeEnd {}

    /** The kernel let the device go: somebody detached it, or the controller dropped it. */
    record KernelDetached() implements BridgeEnd {}

    /** An endpoint's stream ended or could not be opened: the connection is lost, or the server ended the lease. */
    record StreamLost(String detail) implements BridgeEnd {}

    /** The server broke the protocol: its connection is to be closed with the exception's code. */
    record ServerBrokeProtocol(ProtocolException cause) implements BridgeEnd {}

    /** What came from the kernel's socket was not USB/IP, or not for this device. */
    record KernelBrokeProtocol(UsbIpException cause) implements BridgeEnd {}
}
