package dev.usbshare.path;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * What proves a path: a ping, or the pong that answers it.
 *
 * @param number of the ping: 1, 2, 3, ... for each sender and connection
 * @param observed in a pong where the ping came from; null if it came through a relay, and in a ping
 */
record Probe(Type type, long number, @Nullable InetSocketAddress observed) {

    enum Type {
        PING(0),
        PONG(1);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        int code() {
            return code;
        }
    }
}
