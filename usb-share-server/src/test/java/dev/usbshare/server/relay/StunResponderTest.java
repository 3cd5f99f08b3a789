package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.nat.StunMessage;
import dev.usbshare.nat.StunMessage.TransactionId;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StunResponderTest {

    private static final TransactionId ID = new TransactionId(1, 2);

    private RelayRig rig;
    private DatagramSocket socket;

    @BeforeEach
    void open() throws Exception {
        rig = new RelayRig();
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(10_000);
    }

    @AfterEach
    void close() {
        socket.close();
        rig.close();
    }

    private static byte[] bytes(StunMessage message) {
        var encoded = message.encode(UnpooledByteBufAllocator.DEFAULT);
        try {
            return ByteBufUtil.getBytes(encoded);
        } finally {
            encoded.release();
        }
    }

    private void send(byte[] bytes) throws Exception {
        socket.send(
                new DatagramPacket(bytes, bytes.length, rig.server.stunAddress().orElseThrow()));
    }

    @Test
    void node_isToldItsAddress() throws Exception {
        send(bytes(StunMessage.request(ID)));

        var answer = new DatagramPacket(new byte[1500], 1500);
        socket.receive(answer);
        byte[] payload = Arrays.copyOf(answer.getData(), answer.getLength());
        StunMessage success = Objects.requireNonNull(StunMessage.parse(Unpooled.wrappedBuffer(payload)));
        assertThat(success.type()).isEqualTo(StunMessage.Type.SUCCESS);
        assertThat(success.transaction()).isEqualTo(ID);
        assertThat(success.mapped())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort()));
    }

    @Test
    void node_isToldTheSameAtAnotherPort() throws Exception {
        byte[] request = bytes(StunMessage.request(ID));
        InetSocketAddress second = rig.server.secondStunAddress().orElseThrow();
        assertThat(second.getPort())
                .isNotEqualTo(rig.server.stunAddress().orElseThrow().getPort());

        socket.send(new DatagramPacket(request, request.length, second));
        var answer = new DatagramPacket(new byte[1500], 1500);
        socket.receive(answer);

        assertThat(answer.getSocketAddress()).isEqualTo(second);
    }

    @Test
    void whatIsNoRequest_isNotAnswered() throws Exception {
        send(new byte[] {1, 2, 3});
        send(bytes(StunMessage.success(ID, new InetSocketAddress(InetAddress.getLoopbackAddress(), 1))));

        await().untilAsserted(
                        () -> assertThat(rig.count(RelayCount.STUN_IGNORED)).isEqualTo(2));
        assertThat(rig.count(RelayCount.STUN_ANSWERED)).isZero();
    }

    @Test
    void addressThatAsksTooOften_isIgnored() throws Exception {
        int sent = 4 * RelayLimits.STUN_BURST;
        for (int i = 0; i < sent; i++) {
            send(bytes(StunMessage.request(ID)));
        }

        await().untilAsserted(
                        () -> assertThat(rig.count(RelayCount.STUN_IGNORED)).isPositive());
        assertThat(rig.count(RelayCount.STUN_ANSWERED)).isLessThan(sent);
    }
}
