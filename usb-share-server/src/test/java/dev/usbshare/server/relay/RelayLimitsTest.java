package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Status;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That nobody takes more than he may, and nobody else suffers. */
class RelayLimitsTest {

    private static final int FRAME_BYTES = 32 << 10;

    private static RelayLimits limits(int connections, int connectsPerMinute, long bytesPerSecond) {
        RelayLimits d = RelayLimits.DEFAULT;
        return new RelayLimits(
                connections, connectsPerMinute, bytesPerSecond, d.queueBytes(), d.queuesBytes(), d.records());
    }

    private static RelayLimits queues(int queueBytes, long queuesBytes) {
        RelayLimits d = RelayLimits.DEFAULT;
        return new RelayLimits(
                d.connections(), d.connectsPerMinute(), d.bytesPerSecond(), queueBytes, queuesBytes, d.records());
    }

    private static RelayRig rig(RelayLimits limits) throws Exception {
        return new RelayRig(AccessPolicy.OPEN, limits, null, false);
    }

    private static void sendMuch(NodeSide from, NodeSide to, int frames) {
        for (int i = 0; i < frames; i++) {
            from.send(new Datagrams(to.id(), 0, 1200, Unpooled.wrappedBuffer(new byte[FRAME_BYTES])));
        }
    }

    @Test
    void nodeThatSendsTooMuch_isToldOnce_andLosesNothing() throws Exception {
        try (var rig = rig(limits(100, 100, 512 << 10))) {
            NodeSide fast = rig.enter();
            NodeSide receiver = rig.enter();

            sendMuch(fast, receiver, 16);
            for (int i = 0; i < 16; i++) {
                assertThat(receiver.nextDatagrams()).hasSize(FRAME_BYTES);
            }

            assertThat(rig.count(RelayCount.PAUSES)).isPositive();
            assertThat(fast.next()).isEqualTo(new Status(Status.RATE_LIMITED));
            assertThat(fast.waiting()).as("not told again").isZero();
        }
    }

    @Test
    void nodeThatDoesNotRead_losesItsOwnFrames_andOthersNone() throws Exception {
        try (var rig = rig(queues(64 << 10, 1 << 20))) {
            NodeSide sender = rig.enter();
            NodeSide lazy = rig.enter();
            NodeSide other = rig.enter();
            lazy.channel().config().setAutoRead(false);

            // More than the sockets' buffers hold.
            while (rig.count(RelayCount.DROPPED_QUEUE) == 0) {
                sendMuch(sender, lazy, 16);
                sender.send(new Ping(1));
                assertThat(sender.next()).isEqualTo(new Pong(1));
            }
            sender.sendTo(other.id(), (byte) 7);

            assertThat(other.nextDatagrams()).containsExactly(7);
            assertThat(rig.server.waitingBytes()).isLessThanOrEqualTo((64 << 10) + FRAME_BYTES + 64);
            lazy.close();
            await().untilAsserted(() -> assertThat(rig.server.waitingBytes()).isZero());
        }
    }

    @Test
    void allQueuesTogether_areBounded() throws Exception {
        try (var rig = rig(queues(10 << 20, 1 << 20))) {
            NodeSide sender = rig.enter();
            var lazy = List.of(rig.enter(), rig.enter(), rig.enter());
            lazy.forEach(node -> node.channel().config().setAutoRead(false));

            while (rig.count(RelayCount.DROPPED_MEMORY) == 0) {
                lazy.forEach(node -> sendMuch(sender, node, 8));
                sender.send(new Ping(1));
                assertThat(sender.next()).isEqualTo(new Pong(1));
                assertThat(rig.server.waitingBytes()).isLessThanOrEqualTo(1 << 20);
            }
        }
    }

    @Test
    void moreConnectionsThanAllowed_areClosed() throws Exception {
        try (var rig = rig(limits(2, 100, 0))) {
            rig.enter();
            NodeSide last = rig.enter();

            assertThat(isClosedAtOnce(rig)).isTrue();
            assertThat(rig.count(RelayCount.REFUSED_FULL)).isOne();

            last.close();
            await().untilAsserted(() -> assertThat(rig.server.clients()).isOne());
            rig.enter();
        }
    }

    @Test
    void addressThatConnectsTooOften_isTurnedAway() throws Exception {
        try (var rig = rig(limits(100, 3, 0))) {
            rig.enter();
            rig.enter();
            rig.enter();

            assertThat(isClosedAtOnce(rig)).isTrue();
            assertThat(rig.count(RelayCount.REFUSED_TOO_MANY)).isOne();
        }
    }

    @Test
    void behindAProxy_theAddressesItTellsCount() throws Exception {
        try (var rig = new RelayRig(AccessPolicy.OPEN, limits(100, 2, 0), null, true)) {
            for (int i = 1; i <= 5; i++) {
                rig.enter(rig.way().with("X-Forwarded-For", "192.0.2.1, 198.51.100." + i), NodeKey.generate());
            }
            rig.enter(rig.way().with("X-Forwarded-For", "192.0.2.7, 198.51.100.1"), NodeKey.generate());

            NodeSide third = rig.dial(rig.way().with("X-Forwarded-For", "192.0.2.8, 198.51.100.1"), NodeKey.generate());

            assertThat(third.isEnded()).isTrue();
            assertThat(rig.count(RelayCount.REFUSED_TOO_MANY)).isOne();
        }
    }

    private static boolean isClosedAtOnce(RelayRig rig) throws Exception {
        try (var socket = new Socket(
                rig.server.address().getAddress(), rig.server.address().getPort())) {
            socket.setSoTimeout(10_000);
            return socket.getInputStream().read() < 0;
        }
    }

    @Test
    void frameThatIsTooLong_endsTheConnection() throws Exception {
        try (var rig = rig(RelayLimits.DEFAULT)) {
            NodeSide node = rig.enter();
            NodeSide other = rig.enter();

            node.channel().writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(new byte[(64 << 10) + 1])));

            assertThat(node.isEnded()).isTrue();
            await().untilAsserted(
                            () -> assertThat(rig.count(RelayCount.CUT_PROTOCOL)).isOne());
            other.send(new Ping(1));
            assertThat(other.next()).isEqualTo(new Pong(1));
        }
    }
}
