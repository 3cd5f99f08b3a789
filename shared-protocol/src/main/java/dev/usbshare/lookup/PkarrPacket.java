package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where a node can be found, signed by the node: a DNS message under its key, as pkarr's servers keep it. A packet of this type is
 * genuine: it was signed here, or verified when it was read. Immutable.
 *
 * <p>{@link #payload}: signature (64), timestamp (8, big-endian), DNS message (at most {@value #MAX_DNS_BYTES}). Signed is the text of
 * BEP 44, {@code 3:seqi<timestamp>e1:v<length>:<message>}. The message answers {@code _iroh.<z-base-32 id>} with TXT records.
 *
 * <p>Source: pkarr.org; iroh-dns, {@code pkarr.rs} and {@code attrs.rs}.
 */
public final class PkarrPacket {

    public static final int MAX_DNS_BYTES = 1000;

    /** Of a payload. */
    public static final int MAX_BYTES = 64 + Long.BYTES + MAX_DNS_BYTES;

    private static final int SIGNATURE_BYTES = 64;
    private static final int MIN_BYTES = SIGNATURE_BYTES + Long.BYTES;
    private static final String LABEL = "_iroh.";
    private static final int TIME_TO_LIVE_SECONDS = 30;

    private final NodeId node;
    private final byte[] payload;
    private final List<DnsTxt> records;

    private PkarrPacket(NodeId node, byte[] payload, List<DnsTxt> records) {
        this.node = node;
        this.payload = payload;
        this.records = records;
    }

    /**
     * Says where a node is, as far as there is room: its relays first.
     *
     * @param timestampMicros since 1970, higher than in any packet that the node signed before
     */
    public static PkarrPacket sign(NodeKey key, long timestampMicros, NodeAddresses addresses) {
        String name = LABEL + Z32.of(key.id());
        var texts = new ArrayList<>(AddressTexts.of(addresses));
        byte[] dns = DnsTxt.encode(name, TIME_TO_LIVE_SECONDS, texts);
        while (dns.length > MAX_DNS_BYTES) {
            texts.removeLast();
            dns = DnsTxt.encode(name, TIME_TO_LIVE_SECONDS, texts);
        }
        byte[] payload = ByteBuffer.allocate(MIN_BYTES + dns.length)
                .put(key.sign(signed(timestampMicros, dns)))
                .putLong(timestampMicros)
                .put(dns)
                .array();
        return new PkarrPacket(key.id(), payload, DnsTxt.decode(dns));
    }

    /**
     * Reads what somebody says a node signed. Takes the time of one Ed25519 verification.
     *
     * @throws PkarrException if the node did not sign it, or it is malformed
     */
    public static PkarrPacket verify(NodeId node, byte[] payload) throws PkarrException {
        if (payload.length < MIN_BYTES || payload.length > MAX_BYTES) {
            throw new PkarrException(
                    "a pkarr packet of " + payload.length + " bytes; it has from " + MIN_BYTES + " to " + MAX_BYTES);
        }
        byte[] signature = Arrays.copyOf(payload, SIGNATURE_BYTES);
        long timestamp = ByteBuffer.wrap(payload).getLong(SIGNATURE_BYTES);
        byte[] dns = Arrays.copyOfRange(payload, MIN_BYTES, payload.length);
        if (!node.verifies(signed(timestamp, dns), signature)) {
            throw new PkarrException("the pkarr packet is not signed by " + node.toShortString());
        }
        try {
            return new PkarrPacket(node, payload.clone(), DnsTxt.decode(dns));
        } catch (IllegalArgumentException e) {
            throw new PkarrException("the pkarr packet holds no DNS message");
        }
    }

    private static byte[] signed(long timestampMicros, byte[] dns) {
        byte[] head = ("3:seqi" + Long.toUnsignedString(timestampMicros) + "e1:v" + dns.length + ":")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + dns.length).put(head).put(dns).array();
    }

    /** Who signed it. */
    public NodeId node() {
        return node;
    }

    /** As it is sent and kept. */
    public byte[] payload() {
        return payload.clone();
    }

    /** Unsigned, in microseconds since 1970; what the node says, which may be anything. */
    public long timestampMicros() {
        return ByteBuffer.wrap(payload).getLong(SIGNATURE_BYTES);
    }

    /** Whether it takes the other's place. Of two of the same time it is the one with the greater message, so that all servers agree. */
    public boolean isNewerThan(PkarrPacket other) {
        int byTime = Long.compareUnsigned(timestampMicros(), other.timestampMicros());
        return byTime != 0 ? byTime > 0 : Arrays.compareUnsigned(dns(), other.dns()) > 0;
    }

    private byte[] dns() {
        return Arrays.copyOfRange(payload, MIN_BYTES, payload.length);
    }

    /** The TXT records of the node's {@code _iroh} name, for those who serve them by DNS. */
    public List<String> texts() {
        String name = LABEL + Z32.of(node);
        return records.stream()
                .filter(r -> r.name().equals(name))
                .map(DnsTxt::text)
                .toList();
    }

    /** What it says of where the node is; what is not understood is left out. */
    public NodeAddresses addresses() {
        return AddressTexts.parse(texts());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PkarrPacket that && node.equals(that.node) && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(payload);
    }

    @Override
    public String toString() {
        return "PkarrPacket[" + node.toShortString() + ", " + addresses() + "]";
    }
}
