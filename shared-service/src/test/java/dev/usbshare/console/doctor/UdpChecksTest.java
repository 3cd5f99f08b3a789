package dev.usbshare.console.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.console.doctor.Finding.Level;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UdpChecksTest {

    private static final String HOST = "127.0.0.1";

    private DatagramSocket socket;

    @BeforeEach
    void open() throws IOException {
        socket = new DatagramSocket(0, InetAddress.ofLiteral(HOST));
    }

    @AfterEach
    void close() {
        socket.close();
    }

    @Test
    void port_ofAnotherProgram_isNotFree() {
        Finding finding = UdpChecks.free(HOST, socket.getLocalPort());

        assertThat(finding.level()).isEqualTo(Level.FAIL);
        assertThat(finding.remedy()).contains("ss -lunp");
    }

    @Test
    void port_ofNobody_isFree() {
        int port = socket.getLocalPort();
        socket.close();

        assertThat(UdpChecks.free(HOST, port).level()).isEqualTo(Level.OK);
    }

    @Test
    void address_ofAnotherMachine_fails() {
        assertThat(UdpChecks.free("192.0.2.1", 0).level()).isEqualTo(Level.FAIL);
    }

    @Test
    void server_thatNegotiatesVersions_isReachable() {
        answerWith(0);

        assertThat(UdpChecks.reachable("server x", HOST, socket.getLocalPort()).level())
                .isEqualTo(Level.OK);
    }

    @Test
    void server_thatAnswersSomethingElse_isNot() {
        answerWith(1);

        assertThat(UdpChecks.reachable("server x", HOST, socket.getLocalPort()).level())
                .isEqualTo(Level.FAIL);
    }

    @Test
    void port_thatNobodyListensOn_isToldFromSilence() {
        int port = socket.getLocalPort();
        socket.close();

        assertThat(UdpChecks.reachable("server x", HOST, port).says()).contains("nobody listens");
    }

    /** As RFC 9000 §17.2.1 says: version 0, the connection ids turned around, a version. */
    private void answerWith(int version) {
        DatagramSocket open = socket;
        Thread.ofVirtual().start(() -> {
            try {
                while (true) {
                    var packet = new DatagramPacket(new byte[2_000], 2_000);
                    open.receive(packet);
                    byte[] bytes = packet.getData();
                    byte[] theirs = Arrays.copyOfRange(bytes, 6, 14);
                    byte[] ours = Arrays.copyOfRange(bytes, 15, 23);
                    var answer = ByteBuffer.allocate(27).put((byte) 0x80).putInt(version);
                    answer.put((byte) 8).put(ours).put((byte) 8).put(theirs).putInt(1);
                    open.send(new DatagramPacket(answer.array(), 27, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                // The test is over.
            }
        });
    }
}
