package dev.usbshare.quic;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.Quic;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Bounds what strangers can make us remember. While few handshakes are unfinished, a first packet opens one at once.
 * Beyond {@link #FREE_HANDSHAKES} the sender must first return a token, which proves that it receives at its address
 * (Retry, RFC 9000 §8.1.2) and costs us nothing; beyond {@link #MAX_HANDSHAKES} new ones are not answered.
 *
 * <p>Token: issue time in ms (8 bytes, big-endian), HMAC-SHA-256 of it, the origin and the connection id cut to 16
 * bytes, and the original connection id.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class AddressValidation implements QuicTokenHandler {

    static final int FREE_HANDSHAKES = 32;
    static final int MAX_HANDSHAKES = 256;

    private static final long LIFETIME_MILLIS = 10_000;
    private static final int MAC_BYTES = 16;
    private static final int HEADER_BYTES = Long.BYTES + MAC_BYTES;

    private final LongSupplier clockMillis;
    private final Supplier<byte[]> origin;
    private final int freeHandshakes;
    private final Mac mac;
    private int handshakes;

    /**
     * @param origin where the packet comes from that is being read, whatever address QUIC takes it for
     * @param freeHandshakes how many may be unfinished before tokens are asked for
     */
    AddressValidation(LongSupplier clockMillis, Supplier<byte[]> origin, int freeHandshakes) {
        this.clockMillis = clockMillis;
        this.origin = origin;
        this.freeHandshakes = freeHandshakes;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        try {
            mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA256", e);
        }
    }

    void handshakeBegan() {
        handshakes++;
    }

    void handshakeEnded() {
        handshakes--;
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
        if (handshakes < freeHandshakes) {
            return false;
        }
        byte[] id = new byte[dcid.readableBytes()];
        dcid.getBytes(dcid.readerIndex(), id);
        long now = clockMillis.getAsLong();
        out.writeLong(now).writeBytes(sign(now, id)).writeBytes(id);
        return true;
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int idBytes = token.readableBytes() - HEADER_BYTES;
        if (idBytes < 0 || idBytes > Quic.MAX_CONN_ID_LEN || handshakes >= MAX_HANDSHAKES) {
            return -1;
        }
        int at = token.readerIndex();
        long issued = token.getLong(at);
        long age = clockMillis.getAsLong() - issued;
        if (age < 0 || age > LIFETIME_MILLIS) {
            return -1;
        }
        byte[] claimed = new byte[MAC_BYTES];
        token.getBytes(at + Long.BYTES, claimed);
        byte[] id = new byte[idBytes];
        token.getBytes(at + HEADER_BYTES, id);
        return MessageDigest.isEqual(claimed, sign(issued, id)) ? HEADER_BYTES : -1;
    }

    @Override
    public int maxTokenLength() {
        return HEADER_BYTES + Quic.MAX_CONN_ID_LEN;
    }

    private byte[] sign(long issued, byte[] id) {
        byte[] from = origin.get();
        mac.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(issued)
                .putInt(from.length)
                .flip());
        mac.update(from);
        return Arrays.copyOf(mac.doFinal(id), MAC_BYTES);
    }
}
