package dev.usbshare.quic;

/** What happens on the streams of a transport, for whoever times its packets. */
interface StreamActivity {

    /** Bytes of a stream were read. */
    void onRead();

    /** Flushed bytes were handed to QUIC. */
    void onFlush();

    /** A stream's bytes wait for the network to take them; each such stream counts until {@link #onUnblocked}. */
    void onBlocked();

    void onUnblocked();
}
