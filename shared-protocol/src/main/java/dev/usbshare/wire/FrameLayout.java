package dev.usbshare.wire;

import dev.usbshare.usb.EndpointAddress;

/** Sizes and offsets of the frames, all big-endian; {@code docs/protocol.md} has the tables. */
final class FrameLayout {

    static final int OPEN = 0x01;
    static final int SUBMIT = 0x02;
    static final int COMPLETE = 0x03;
    static final int UNLINK = 0x04;
    static final int UNLINKED = 0x05;
    static final int FENCE = 0x06;

    static final int PREFIX_BYTES = 24;
    static final int FLAGS = 1;
    static final int RESERVED = 2;
    static final int LENGTH = 4;
    static final int SEQUENCE = 8;
    static final int ACK = 16;

    /** Where the part that differs by type begins. */
    static final int BODY = PREFIX_BYTES;

    static final int OPEN_BODY_BYTES = LeaseId.BYTES + 4;
    static final int SUBMIT_BODY_BYTES = 32;
    static final int COMPLETE_BODY_BYTES = 24;
    static final int UNLINK_BODY_BYTES = Integer.BYTES;
    static final int FENCE_COUNT_BYTES = 1;
    static final int MARK_BYTES = 1 + Long.BYTES;
    static final int MAX_FENCE_BODY_BYTES = FENCE_COUNT_BYTES + WireLimits.MAX_FENCE_MARKS * MARK_BYTES;

    static final int OPEN_LEASE = BODY;
    static final int OPEN_ENDPOINT = BODY + LeaseId.BYTES;
    static final int OPEN_VERSION = OPEN_ENDPOINT + 1;
    static final int OPEN_RESERVED = OPEN_VERSION + 1;

    static final int URB_ID = BODY;
    static final int SUBMIT_TRANSFER_FLAGS = BODY + 4;
    static final int SUBMIT_LENGTH_BYTES = BODY + 8;
    static final int SUBMIT_START_FRAME = BODY + 12;
    static final int SUBMIT_PACKET_COUNT = BODY + 16;
    static final int SUBMIT_INTERVAL = BODY + 20;
    static final int SUBMIT_SETUP = BODY + 24;

    static final int COMPLETE_STATUS = BODY + 4;
    static final int COMPLETE_ACTUAL_LENGTH = BODY + 8;
    static final int COMPLETE_START_FRAME = BODY + 12;
    static final int COMPLETE_PACKET_COUNT = BODY + 16;
    static final int COMPLETE_ERROR_COUNT = BODY + 20;

    /** A bit for each endpoint address, to find one that is named twice. */
    static int bit(EndpointAddress endpoint) {
        return 1 << ((endpoint.value() & 0x0f) | (endpoint.value() & 0x80) >> 3);
    }

    private FrameLayout() {}
}
