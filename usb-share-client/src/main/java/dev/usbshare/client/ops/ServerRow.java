package dev.usbshare.client.ops;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.usbshare.client.remote.RemoteState;
import dev.usbshare.service.meters.PathRow;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A server as the management side shows it.
 *
 * @param address where it is dialled first; empty if it is looked up by its node id
 * @param reason why there is no connection; null if there is one, or none was made yet
 * @param retryInMillis how long after the failure the next dial comes
 * @param nodeName what the server calls itself
 * @param devices how many it offers
 * @param connect {@code manual}, {@code auto} or {@code auto-devices}
 * @param path the way to it; null if there is no connection
 * @param allowedClasses what it may bring in, in hex; {@code *} for everything
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServerRow(
        String name,
        String nodeId,
        String address,
        String state,
        String connect,
        @Nullable String reason,
        @Nullable Long retryInMillis,
        @Nullable String nodeName,
        @Nullable String software,
        int devices,
        @Nullable Double roundTripMillis,
        @Nullable PathRow path,
        String allowedClasses) {

    /** {@link RemoteState} without its details. */
    enum State {
        CONNECTING,
        CONNECTED,
        WAITING,
        DISCONNECTED,
        CLOSED;

        static State of(RemoteState state) {
            return switch (state) {
                case RemoteState.Connecting ignored -> CONNECTING;
                case RemoteState.Connected ignored -> CONNECTED;
                case RemoteState.Waiting ignored -> WAITING;
                case RemoteState.Disconnected ignored -> DISCONNECTED;
                case RemoteState.Closed ignored -> CLOSED;
            };
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
