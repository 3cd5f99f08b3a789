package dev.usbshare.server.session;

import dev.usbshare.service.limits.AddressBuckets;
import java.net.SocketAddress;
import java.time.Clock;

/**
 * How many unknown nodes are heard at a time, and how often each address may ask. The addresses are real: a handshake returned to
 * them.
 *
 * <p><b>Confinement</b>: the transport's executor.
 */
final class Strangers {

    /** Each holds a connection and at most one record for five seconds. */
    static final int MAX_AT_A_TIME = 32;

    /** A client asks once in its back-off's time; a few of them may share an address. */
    static final int BURST = 16;

    private static final double PER_SECOND = 0.5;

    private final AddressBuckets buckets;
    private int heard;

    Strangers(Clock clock) {
        buckets = new AddressBuckets(clock, BURST, PER_SECOND);
    }

    /** Whether another one may say who it is; {@link #leave} must follow then. */
    boolean enter(SocketAddress address) {
        if (heard >= MAX_AT_A_TIME || !buckets.take(address)) {
            return false;
        }
        heard++;
        return true;
    }

    void leave() {
        heard--;
    }
}
