package dev.usbshare.usbip;

/** Hears of a USB/IP socket besides its PDUs. Runs on the socket's executor. */
public interface PduSink {

    /** Everything readable now has been delivered: the moment to flush what was written meanwhile. */
    void readComplete();

    /** The socket became writable or unwritable (Netty's channel writability). */
    void writabilityChanged(boolean writable);

    /** The other side broke the protocol; nothing more is read. {@link #closed} follows once the socket is closed. */
    void failed(UsbIpException cause);

    /** The socket is closed: a detach. Called once. */
    void closed();
}
