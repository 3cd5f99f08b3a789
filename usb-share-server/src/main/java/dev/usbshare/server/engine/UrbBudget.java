package dev.usbshare.server.engine;

import dev.usbshare.wire.WireLimits;

/**
 * How much one lease may have in flight. An URB's bytes are charged before its memory is allocated and stay charged until
 * the answer has left for the network, so that a client that submits but does not read cannot pile up memory.
 */
final class UrbBudget {

    private int urbs;
    private long bytes;

    boolean charge(int urbBytes) {
        if (urbs >= WireLimits.MAX_IN_FLIGHT_URBS || bytes + urbBytes > WireLimits.MAX_IN_FLIGHT_BYTES) {
            return false;
        }
        urbs++;
        bytes += urbBytes;
        return true;
    }

    void urbEnded() {
        urbs--;
    }

    void bytesLeft(int urbBytes) {
        bytes -= urbBytes;
    }

    long bytes() {
        return bytes;
    }
}
