package dev.usbshare.nat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.function.Predicate;

/** A question to one UDP server, asked again with growing waits, as RFC 6886 §3.1 has it but for fewer times. */
final class UdpRequest {

    private static final int TRIES = 4;
    private static final int FIRST_WAIT_MILLIS = 250;
    private static final int MAX_ANSWER_BYTES = 1100;

    private UdpRequest() {}

    /**
     * @param isAnswer of the server's datagrams: what is none is passed over
     * @throws IOException if none comes
     */
    static byte[] ask(InetSocketAddress server, byte[] question, Predicate<byte[]> isAnswer) throws IOException {
        try (var socket = new DatagramSocket()) {
            // What somebody else sends is dropped by the kernel.
            socket.connect(server);
            var answer = new DatagramPacket(new byte[MAX_ANSWER_BYTES], MAX_ANSWER_BYTES);
            for (int attempt = 0; attempt < TRIES; attempt++) {
                socket.send(new DatagramPacket(question, question.length));
                long deadline = System.nanoTime() + ((FIRST_WAIT_MILLIS * 1_000_000L) << attempt);
                for (long left; (left = (deadline - System.nanoTime()) / 1_000_000) > 0; ) {
                    socket.setSoTimeout((int) left);
                    try {
                        socket.receive(answer);
                    } catch (SocketTimeoutException e) {
                        break;
                    }
                    byte[] bytes = Arrays.copyOf(answer.getData(), answer.getLength());
                    if (isAnswer.test(bytes)) {
                        return bytes;
                    }
                    answer.setLength(MAX_ANSWER_BYTES);
                }
            }
        }
        throw new IOException("no answer from " + server.getAddress().getHostAddress() + " port " + server.getPort());
    }
}
