package dev.usbshare.nat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;

/** The NAT Port Mapping Protocol (RFC 6886 §3). Integers are big-endian. */
final class NatPmp implements PortProtocol {

    private static final byte VERSION = 0;
    private static final byte ADDRESS = 0;
    private static final byte MAP_UDP = 1;
    private static final int RESPONSE = 0x80;
    private static final int ADDRESS_BYTES = 12;
    private static final int MAP_BYTES = 16;

    private final InetSocketAddress router;

    NatPmp(InetSocketAddress router) {
        this.router = router;
    }

    @Override
    public Mapping map(int port, int external) throws IOException {
        byte[] told = ask(new byte[] {VERSION, ADDRESS}, ADDRESS_BYTES);
        InetAddress address = InetAddress.getByAddress(Arrays.copyOfRange(told, 8, ADDRESS_BYTES));
        var mapped = ByteBuffer.wrap(change(port, external, LIFETIME));
        Duration granted = Duration.ofSeconds(mapped.getInt(12) & 0xffff_ffffL);
        return new Mapping(new InetSocketAddress(address, mapped.getShort(10) & 0xffff), granted);
    }

    @Override
    public void unmap(int port, Mapping mapping) throws IOException {
        change(port, 0, Duration.ZERO);
    }

    private byte[] change(int port, int external, Duration lifetime) throws IOException {
        byte[] question = ByteBuffer.allocate(12)
                .put(VERSION)
                .put(MAP_UDP)
                .putShort((short) 0)
                .putShort((short) port)
                .putShort((short) external)
                .putInt((int) lifetime.toSeconds())
                .array();
        return ask(question, MAP_BYTES);
    }

    private byte[] ask(byte[] question, int answerBytes) throws IOException {
        byte[] answer = UdpRequest.ask(
                router,
                question,
                bytes -> bytes.length >= 4
                        && bytes[0] == VERSION
                        && (bytes[1] & 0xff) == (RESPONSE | question[1])
                        && (ByteBuffer.wrap(bytes).getShort(2) != 0 || bytes.length >= answerBytes));
        int result = ByteBuffer.wrap(answer).getShort(2);
        if (result != 0) {
            throw new IOException("the router refuses (NAT-PMP result " + result + ")");
        }
        return answer;
    }

    @Override
    public String name() {
        return "NAT-PMP";
    }
}
