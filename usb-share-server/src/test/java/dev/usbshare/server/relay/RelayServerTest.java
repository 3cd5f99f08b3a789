package dev.usbshare.server.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.Datagrams;
import dev.usbshare.relay.RelayFrame.EndpointGone;
import dev.usbshare.relay.RelayFrame.Health;
import dev.usbshare.relay.RelayFrame.Ping;
import dev.usbshare.relay.RelayFrame.Pong;
import dev.usbshare.relay.RelayFrame.Restarting;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import dev.usbshare.relay.RelayFrame.ServerDeniesAuth;
import dev.usbshare.relay.RelayFrame.Status;
import dev.usbshare.relay.RelayHandshake;
import dev.usbshare.relay.RelayVersion;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What nodes get from a relay, over real connections. */
class RelayServerTest {

    private RelayRig rig;

    @BeforeEach
    void open() throws Exception {
        rig = new RelayRig();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    @ParameterizedTest
    @EnumSource(RelayVersion.class)
    void datagram_arrivesWithItsSender(RelayVersion version) throws Exception {
        NodeSide a = rig.enter(rig.way().with(version.subprotocol()), NodeKey.generate());
        NodeSide b = rig.enter();

        a.sendTo(b.id(), (byte) 1, (byte) 2);

        NodeSide.Heard heard = b.nextHeard();
        assertThat(heard.datagrams()).containsExactly(1, 2);
        assertThat(heard.frame()).isInstanceOfSatisfying(Datagrams.class, frame -> {
            assertThat(frame.peer()).isEqualTo(a.id());
            assertThat(frame.ecn()).isEqualTo(2);
            assertThat(frame.segmentBytes()).isZero();
        });
    }

    @Test
    void batch_arrivesWithItsSegments() throws Exception {
        NodeSide a = rig.enter();
        NodeSide b = rig.enter();

        a.send(new Datagrams(b.id(), 0, 2, Unpooled.wrappedBuffer(new byte[] {1, 2, 3})));

        NodeSide.Heard heard = b.nextHeard();
        assertThat(heard.datagrams()).containsExactly(1, 2, 3);
        assertThat(((Datagrams) heard.frame()).segmentBytes()).isEqualTo(2);
    }

    @Test
    void ping_isAnswered() throws Exception {
        NodeSide a = rig.enter();

        a.send(new Ping(0x0102030405060708L));

        assertThat(a.next()).isEqualTo(new Pong(0x0102030405060708L));
    }

    @Test
    void datagramForNobody_isDropped() throws Exception {
        NodeSide a = rig.enter();

        a.sendTo(NodeKey.generate().id(), (byte) 1);
        a.send(new Ping(1));

        assertThat(a.next()).as("the connection lives").isEqualTo(new Pong(1));
        assertThat(rig.count(RelayCount.DROPPED_UNKNOWN)).isOne();
    }

    @Test
    void secondConnectionOfANode_getsWhatIsForIt_untilItGoes() throws Exception {
        NodeKey key = NodeKey.generate();
        NodeSide sender = rig.enter();
        NodeSide first = rig.enter(key);
        NodeSide second = rig.enter(key);

        assertThat(first.next()).isEqualTo(new Status(Status.SAME_NODE_CONNECTED));
        sender.sendTo(key.id(), (byte) 1);
        assertThat(second.nextDatagrams()).containsExactly(1);

        second.close();
        assertThat(first.next()).isEqualTo(new Status(Status.HEALTHY));
        sender.sendTo(key.id(), (byte) 2);
        assertThat(first.nextDatagrams()).containsExactly(2);
    }

    @Test
    void secondConnectionOfANodeOfVersion1_isToldInWords() throws Exception {
        NodeKey key = NodeKey.generate();
        NodeSide first = rig.enter(rig.way().with(RelayVersion.V1.subprotocol()), key);

        rig.enter(key);

        assertThat(first.next()).isInstanceOf(Health.class);
    }

    @Test
    void moreStandbysThanAllowed_theOldestIsClosed() throws Exception {
        NodeKey key = NodeKey.generate();
        NodeSide oldest = rig.enter(key);
        for (int i = 0; i <= RelayLimits.STANDBYS; i++) {
            rig.enter(key);
        }

        assertThat(oldest.isEnded()).isTrue();
        assertThat(rig.server.clients()).isOne();
    }

    @Test
    void peersOfANodeThatGoes_areTold() throws Exception {
        NodeSide a = rig.enter();
        NodeSide b = rig.enter();
        a.sendTo(b.id(), (byte) 1);
        b.nextDatagrams();

        a.close();

        assertThat(b.next()).isEqualTo(new EndpointGone(a.id()));
    }

    @Test
    void anothersKey_isRefused() throws Exception {
        NodeSide liar = rig.dial(rig.way(), NodeKey.generate());
        NodeKey other = NodeKey.generate();

        var challenge = (ServerChallenge) liar.next();
        var answer = RelayHandshake.answer(challenge, other);
        liar.send(new ClientAuth(liar.id(), answer.signature()));

        assertThat(liar.next()).isInstanceOf(ServerDeniesAuth.class);
        assertThat(liar.isEnded()).isTrue();
        assertThat(rig.count(RelayCount.REFUSED_PROOF)).isOne();
        assertThat(rig.server.clients()).isZero();
    }

    @Test
    void datagramsBeforeTheProof_areRefused() throws Exception {
        NodeSide hasty = rig.dial(rig.way(), NodeKey.generate());

        hasty.next();
        hasty.sendTo(hasty.id(), (byte) 1);

        assertThat(hasty.next()).isInstanceOf(ServerDeniesAuth.class);
        assertThat(hasty.isEnded()).isTrue();
    }

    @Test
    void unknownFrame_endsTheConnection() throws Exception {
        NodeSide a = rig.enter();

        a.sendBytes((byte) 42);

        assertThat(a.isEnded()).isTrue();
        assertThat(rig.count(RelayCount.CUT_PROTOCOL)).isOne();
    }

    @Test
    void deniedNode_isTold_andWhoIsDeniedLater_isPutOut() throws Exception {
        NodeKey key = NodeKey.generate();
        NodeSide inside = rig.enter(key);
        NodeSide other = rig.enter();

        rig.server.change(new AccessPolicy(Set.of(), Set.of(key.id()), List.of()), RelayLimits.DEFAULT);

        assertThat(inside.isEnded()).isTrue();
        NodeSide again = rig.dial(rig.way(), key);
        again.prove(key);
        assertThat(again.next())
                .isInstanceOfSatisfying(
                        ServerDeniesAuth.class,
                        denied -> assertThat(denied.reason()).contains("operator"));
        other.send(new Ping(1));
        assertThat(other.next()).isEqualTo(new Pong(1));
    }

    @Test
    void token_letsIn() throws Exception {
        rig.server.change(new AccessPolicy(Set.of(), Set.of(), List.of("open sesame")), RelayLimits.DEFAULT);
        NodeKey key = NodeKey.generate();

        rig.enter(rig.way().with("Authorization", "Bearer open sesame"), key);

        NodeSide without = rig.dial(rig.way().with("Authorization", "Bearer open"), key);
        without.prove(key);
        assertThat(without.next()).isInstanceOf(ServerDeniesAuth.class);
    }

    @Test
    void end_isAnnounced() throws Exception {
        NodeSide a = rig.enter();

        rig.server.close();

        assertThat(a.next()).isInstanceOf(Restarting.class);
        assertThat(a.isEnded()).isTrue();
        await().untilAsserted(() -> assertThat(rig.server.clients()).isZero());
    }
}
