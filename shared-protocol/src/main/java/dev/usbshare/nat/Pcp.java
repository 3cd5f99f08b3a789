package dev.usbshare.nat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;

/** The Port Control Protocol, version 2, opcode MAP (RFC 6887 §7, §11). Integers are big-endian, addresses 16 bytes. */
final class Pcp implements PortProtocol {

    static final int PORT = 5351;

    private static final byte VERSION = 2;
    private static final byte MAP = 1;
    private static final byte RESPONSE = (byte) 0x80;
    private static final int BYTES = 60;
    private static final int NONCE_BYTES = 12;
    private static final byte UDP = 17;

    private final InetSocketAddress router;
    private final byte[] nonce = new byte[NONCE_BYTES];

    /** @param random for the nonce, without which nobody else can change the mapping */
    Pcp(InetSocketAddress router, SecureRandom random) {
        this.router = router;
        random.nextBytes(nonce);
    }

    @Override
    public Mapping map(int port, int external) throws IOException {
        return ask(port, external, LIFETIME);
    }

    @Override
    public void unmap(int port, Mapping mapping) throws IOException {
        ask(port, 0, Duration.ZERO);
    }

    private Mapping ask(int port, int external, Duration lifetime) throws IOException {
        ByteBuffer question = ByteBuffer.allocate(BYTES)
                .put(VERSION)
                .put(MAP)
                .putShort((short) 0)
                .putInt((int) lifetime.toSeconds())
                .put(mapped(ownAddress()))
                .put(nonce)
                .put(UDP)
                .put(new byte[3])
                .putShort((short) port)
                .putShort((short) external)
                .put(mapped(InetAddress.ofLiteral("0.0.0.0")));
        byte[] answer = UdpRequest.ask(router, question.array(), bytes -> isAnswer(bytes, port));
        var in = ByteBuffer.wrap(answer);
        if (answer[0] != VERSION || answer[3] != 0) {
            throw new IOException(
                    "the router refuses (PCP version " + answer[0] + ", result " + (answer[3] & 0xff) + ")");
        }
        Duration granted = Duration.ofSeconds(in.getInt(4) & 0xffff_ffffL);
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(answer, 44, 60));
        return new Mapping(new InetSocketAddress(address, in.getShort(42) & 0xffff), granted);
    }

    /** A router that speaks NAT-PMP alone answers in that, version 0 (RFC 6887 §9). */
    private boolean isAnswer(byte[] bytes, int port) {
        if (bytes.length >= 4 && bytes[0] == 0 && (bytes[1] & RESPONSE) != 0) {
            return true;
        }
        return bytes.length >= BYTES
                && bytes[0] == VERSION
                && bytes[1] == (RESPONSE | MAP)
                && Arrays.equals(bytes, 24, 24 + NONCE_BYTES, nonce, 0, NONCE_BYTES)
                && bytes[36] == UDP
                && (ByteBuffer.wrap(bytes).getShort(40) & 0xffff) == port;
    }

    private InetAddress ownAddress() throws IOException {
        try (var socket = new DatagramSocket()) {
            socket.connect(router);
            return socket.getLocalAddress();
        }
    }

    /** As IPv6 has an address of IPv4 (RFC 4291 §2.5.5.2). */
    private static byte[] mapped(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (!(address instanceof Inet4Address)) {
            return bytes;
        }
        byte[] mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(bytes, 0, mapped, 12, 4);
        return mapped;
    }

    @Override
    public String name() {
        return "PCP";
    }
}
