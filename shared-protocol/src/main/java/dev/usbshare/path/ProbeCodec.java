package dev.usbshare.path;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * One connection's probes: first byte {@value #FIRST_BYTE} (neither QUIC nor STUN), type (1), the receiver's slot (8), the ping's number (8), and in a
 * pong where the ping came from: length of the address (1; 0, 4 or 16), address, port (2). Then zeroes as padding, and HMAC-SHA-256 of all
 * before it, cut to 16 bytes. Each direction has a key of its own, so that nothing that was sent can be sent back.
 *
 * <p><b>Confinement</b>: the node's event loop.
 */
final class ProbeCodec {

    static final byte FIRST_BYTE = 0x2d;

    /** The secret that both directions' keys are made of. */
    static final int SECRET_BYTES = 32;

    private static final int MAC_BYTES = 16;
    private static final int SLOT_AT = 2;
    private static final int HEADER_BYTES = SLOT_AT + 2 * Long.BYTES;
    private static final int MIN_BYTES = HEADER_BYTES + MAC_BYTES;

    /** The longest probe that is read: what a QUIC packet of ours takes. */
    static final int MAX_BYTES = 1_500;

    private final Mac outbound;
    private final Mac inbound;
    private final long peerSlot;

    /**
     * @param secret what the side that dialled has chosen
     * @param peerSlot the receiver's slot of what we send
     */
    ProbeCodec(byte[] secret, boolean dialled, long peerSlot) {
        this.outbound = mac(secret, dialled ? "dialler" : "acceptor");
        this.inbound = mac(secret, dialled ? "acceptor" : "dialler");
        this.peerSlot = peerSlot;
    }

    private static Mac mac(byte[] secret, String sender) {
        try {
            SecretKey key = KDF.getInstance("HKDF-SHA256")
                    .deriveKey(
                            "HmacSHA256",
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .thenExpand(
                                            ("usb-share probe 1 " + sender).getBytes(StandardCharsets.US_ASCII), 32));
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java 25 has HKDF-SHA256 and HmacSHA256", e);
        }
    }

    /** Whether a packet can be a probe at all; if so, {@link #slotOf} says whose. */
    static boolean isProbe(ByteBuf packet) {
        return packet.readableBytes() >= MIN_BYTES
                && packet.readableBytes() <= MAX_BYTES
                && packet.getByte(packet.readerIndex()) == FIRST_BYTE;
    }

    static long slotOf(ByteBuf packet) {
        return packet.getLong(packet.readerIndex() + SLOT_AT);
    }

    /** @param bytes to pad it to; less than it needs pads nothing */
    ByteBuf encode(ByteBufAllocator allocator, Probe probe, int bytes) {
        ByteBuf out = allocator.buffer(Math.max(bytes, MIN_BYTES + 19));
        out.writeByte(FIRST_BYTE)
                .writeByte(probe.type().code())
                .writeLong(peerSlot)
                .writeLong(probe.number());
        if (probe.type() == Probe.Type.PONG) {
            InetSocketAddress observed = probe.observed();
            byte[] address =
                    observed == null ? new byte[0] : observed.getAddress().getAddress();
            out.writeByte(address.length).writeBytes(address);
            out.writeShort(observed == null ? 0 : observed.getPort());
        }
        int padding = bytes - MAC_BYTES - out.readableBytes();
        if (padding > 0) {
            out.writeZero(padding);
        }
        return out.writeBytes(sign(outbound, out, out.readableBytes()), 0, MAC_BYTES);
    }

    /** Null unless the peer made it. Leaves the packet's indices alone. */
    @Nullable
    Probe decode(ByteBuf packet) {
        int signed = packet.readableBytes() - MAC_BYTES;
        byte[] claimed = new byte[MAC_BYTES];
        packet.getBytes(packet.readerIndex() + signed, claimed);
        if (!MessageDigest.isEqual(claimed, Arrays.copyOf(sign(inbound, packet, signed), MAC_BYTES))) {
            return null;
        }
        ByteBuf in = packet.slice(packet.readerIndex() + 1, signed - 1);
        int type = in.readByte();
        long number = in.skipBytes(Long.BYTES).readLong();
        return switch (type) {
            case 0 -> new Probe(Probe.Type.PING, number, null);
            case 1 -> new Probe(Probe.Type.PONG, number, address(in));
            default -> null;
        };
    }

    private static @Nullable InetSocketAddress address(ByteBuf in) {
        int length = in.isReadable() ? in.readUnsignedByte() : 0;
        if ((length != 4 && length != 16) || in.readableBytes() < length + Short.BYTES) {
            return null;
        }
        byte[] address = new byte[length];
        in.readBytes(address);
        try {
            InetAddress ip = InetAddress.getByAddress(address);
            return ip instanceof Inet6Address six && six.isLinkLocalAddress()
                    ? null
                    : new InetSocketAddress(ip, in.readUnsignedShort());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 or 16 bytes are an address", e);
        }
    }

    private static byte[] sign(Mac mac, ByteBuf packet, int bytes) {
        mac.update(packet.nioBuffer(packet.readerIndex(), bytes));
        return mac.doFinal();
    }
}
