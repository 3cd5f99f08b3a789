package dev.usbshare.client.remote;

import java.time.Duration;

/** Where the relation with a server stands. */
public sealed interface RemoteState {

    /** A dial or a handshake is under way. */
    record Connecting(int attempt) implements RemoteState {}

    /** Welcomed: the catalog is live and leases can be asked for. */
    record Connected(String nodeName, String software) implements RemoteState {}

    /** Not connected; the next dial follows after {@code retryIn}. */
    record Waiting(String reason, Duration retryIn) implements RemoteState {}

    /**
     * Not connected, and no dial follows until somebody asks for one.
     *
     * @param reason why the last connection or dial ended; empty if there was none
     */
    record Disconnected(String reason) implements RemoteState {}

    /** Closed by us, for good. */
    record Closed() implements RemoteState {}
}
