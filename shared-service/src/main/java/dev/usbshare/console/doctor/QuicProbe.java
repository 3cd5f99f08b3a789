package dev.usbshare.console.doctor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Asks whether something speaks QUIC at a UDP address, without being known there: a packet of a version that does not exist is
 * answered with the versions that do.
 *
 * <p>Source: RFC 9000 §6 and §17.2.1; RFC 8999 for the parts that every version has.
 */
final class QuicProbe {

    private static final int PACKET_BYTES = 1_200;
    private static final int ID_BYTES = 8;
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Reserved to provoke the answer: 0x?a?a?a?a (RFC 9000 §15). */
    private static final int NO_VERSION = 0x1a2a3a4a;

    private QuicProbe() {}

    /** @throws IOException if the packet cannot even be sent, or is refused on the way */
    static boolean answers(InetSocketAddress address, RandomGenerator random) throws IOException {
        byte[] ours = new byte[ID_BYTES];
        byte[] theirs = new byte[ID_BYTES];
        random.nextBytes(ours);
        random.nextBytes(theirs);
        byte[] packet = packet(ours, theirs);
        try (var socket = new DatagramSocket()) {
            socket.connect(address);
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var answer = new DatagramPacket(new byte[PACKET_BYTES], PACKET_BYTES);
            for (int i = 0; i < TRIES; i++) {
                socket.send(new DatagramPacket(packet, packet.length));
                try {
                    socket.receive(answer);
                    if (isAnswer(answer, ours)) {
                        return true;
                    }
                } catch (SocketTimeoutException e) {
                    // Packets get lost: once more.
                }
            }
            return false;
        }
    }

    /** A long header: flags, version, both connection ids with their lengths; then padding. */
    private static byte[] packet(byte[] ours, byte[] theirs) {
        var packet = ByteBuffer.allocate(PACKET_BYTES);
        packet.put((byte) 0xc0).putInt(NO_VERSION);
        packet.put((byte) theirs.length).put(theirs);
        packet.put((byte) ours.length).put(ours);
        return packet.array();
    }

    /** A long header of version 0, to our connection id. */
    private static boolean isAnswer(DatagramPacket answer, byte[] ours) {
        byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
        return bytes.length > 6 + ours.length
                && bytes[0] < 0
                && Arrays.equals(Arrays.copyOfRange(bytes, 1, 5), new byte[4])
                && bytes[5] == ours.length
                && Arrays.equals(Arrays.copyOfRange(bytes, 6, 6 + ours.length), ours);
    }
}
