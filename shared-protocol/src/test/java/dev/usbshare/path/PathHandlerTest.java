package dev.usbshare.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.lookup.NodeAddresses;
import dev.usbshare.path.PathView.State;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PathHandlerTest {

    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("203.0.113.9", 999);

    private final PathLab lab = new PathLab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void dial_anAddressAndARelay_takesWhoAnswersFirst() {
        lab.connect(lab.direct().and(lab.relayed()));

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.DIRECT);
        assertThat(lab.client.heard()).contains("welcome");
        assertThat(Objects.requireNonNull(lab.server.paths).remoteAddress()).isEqualTo(lab.client.place);
    }

    @Test
    void dial_onlyTheRelayAnswers_goesThroughIt() {
        lab.udpUp = false;

        lab.connect(lab.direct().and(lab.relayed()));

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.RELAY);
        assertThat(lab.client.active().target()).isEqualTo(PathLab.RELAY.text());
        assertThat(Objects.requireNonNull(lab.server.paths).remoteAddress()).isInstanceOf(RelayAddress.class);
    }

    @Test
    void firstPacketThatIsLost_isSaidAgainBeforeQuicWould() {
        lab.udpUp = false;
        lab.connect(lab.direct());
        lab.udpUp = true;

        lab.pass(400);

        assertThat(lab.client.heard()).contains("welcome");
    }

    @Test
    void relayed_whereAddressesReachEachOther_isDirectWithinAMoment() {
        lab.connect(lab.relayed());

        lab.open();
        lab.pass(400);

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.DIRECT);
        assertThat(lab.client.active().state()).isEqualTo(State.VALID);
        assertThat(lab.client.switches).containsExactly("RELAY>DIRECT");
        assertThat(lab.server.active().kind()).isEqualTo(PathKind.DIRECT);
        assertThat(Objects.requireNonNull(lab.client.paths).directness().reason())
                .isEqualTo(Directness.Reason.IS_DIRECT);
    }

    @Test
    void addressThatLetsOnlySmallPacketsPass_isNotUsed() {
        lab.passes = bytes -> bytes.length < 1_000;
        lab.connect(lab.relayed());

        lab.open();
        lab.pass(5_000);

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.RELAY);
        assertThat(lab.client.switches).isEmpty();
    }

    @Test
    void directPathThatDies_isLeftWithinTwoSeconds_andTakenAgainWhenItIsBack() {
        upgrade();
        lab.udpUp = false;

        keepSaying(lab.client, 2_000);
        int before = lab.server.heard().size();
        lab.client.say("after");
        lab.pass(100);

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.RELAY);
        assertThat(lab.server.heard().subList(before, lab.server.heard().size()))
                .containsOnlyOnce("after");

        lab.udpUp = true;
        keepSaying(lab.client, 3_000);
        assertThat(lab.client.active().kind()).isEqualTo(PathKind.DIRECT);
    }

    @Test
    void pathInDoubt_isHelpedOutByTheRelayWithinASecond() {
        upgrade();
        lab.udpUp = false;

        keepSaying(lab.client, 1_100);
        int before = lab.server.heard().size();
        lab.client.say("in doubt");
        lab.pass(100);

        assertThat(lab.server.heard().subList(before, lab.server.heard().size()))
                .contains("in doubt");
    }

    @Test
    void outageOfEverything_lastPacketIsSaidAgainAsSoonAsItEnds() {
        upgrade();
        lab.udpUp = false;
        lab.relayUp = false;
        lab.client.say("lost");
        lab.pass(6_000);
        assertThat(lab.server.heard()).doesNotContain("lost");

        lab.udpUp = true;
        lab.relayUp = true;
        lab.pass(1_200);

        assertThat(lab.server.heard()).contains("lost");
    }

    @Test
    void pathsOfLikeSpeed_areNotSwappedForeverAndAgain() {
        upgrade();
        for (int i = 0; i < 100; i++) {
            lab.udpDelay = i % 2 == 0 ? 8 : 12;
            keepSaying(lab.client, 200);
        }

        assertThat(lab.client.switches).containsExactly("RELAY>DIRECT");
    }

    @Test
    void sixtyFlips_everythingThatIsSaidTwiceIsHeard() {
        upgrade();
        for (int i = 0; i < 60; i++) {
            lab.udpUp = i % 2 == 1;
            keepSaying(lab.client, 3_000);
            assertThat(lab.client.active().kind()).isEqualTo(i % 2 == 1 ? PathKind.DIRECT : PathKind.RELAY);
        }
        assertThat(Objects.requireNonNull(lab.client.paths).views()).hasSizeLessThan(5);
    }

    @Test
    void peerWhoseAddressChanges_isFoundByItsProbes() {
        upgrade();

        lab.move(lab.client, new InetSocketAddress("192.0.2.77", 5_000));
        keepSaying(lab.client, 3_000);
        lab.server.say("to the new address");
        lab.pass(100);

        assertThat(lab.server.active().target()).isEqualTo("192.0.2.77:5000");
        assertThat(lab.client.heard()).contains("to the new address");
    }

    @Test
    void packetsOfTheConnectionFromElsewhere_moveNothing() {
        upgrade();
        byte[] replayed = lab.server.received.getLast();

        for (int i = 0; i < 100; i++) {
            lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(replayed));
            lab.pass(50);
        }

        assertThat(lab.server.active().target()).isEqualTo("192.0.2.1:7490");
        assertThat(Objects.requireNonNull(lab.server.paths).views())
                .noneMatch(view -> view.target().contains("203.0.113.9"));
    }

    @Test
    void packetsOfTheConnectionFromElsewhere_moveNothing_evenWithoutProbes() {
        lab.connect(lab.direct());
        byte[] replayed = lab.server.received.getLast();
        lab.udpUp = false;

        for (int i = 0; i < 60; i++) {
            lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(replayed));
            lab.pass(50);
        }

        assertThat(lab.server.active().target()).isEqualTo("192.0.2.1:7490");
        assertThat(lab.sentTo(ELSEWHERE)).isZero();
    }

    @Test
    void firstPacketWithTheSlotOfAnother_isNobodysConnection() {
        upgrade();
        byte[] stolen = lab.server.received.getFirst().clone();
        byte[] own = lab.client.idAtPeer();
        byte[] forged = new byte[stolen.length + 12];
        System.arraycopy(stolen, 0, forged, 0, 5);
        forged[5] = 20;
        System.arraycopy(own, 0, forged, 6, 20);
        forged[25] ^= 1;
        System.arraycopy(stolen, 14, forged, 26, stolen.length - 14);

        lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(forged));

        assertThat(lab.server.handler.keep(
                        Objects.requireNonNull(lab.server.paths).address()))
                .isNull();
        keepSaying(lab.client, 500);
        assertThat(lab.server.active().target()).isEqualTo("192.0.2.1:7490");
    }

    @Test
    void manyAddressesThatDoNotAnswer_leaveRoomForARelay() {
        var dead = new ArrayList<InetSocketAddress>();
        for (int i = 1; i <= NodeAddresses.MAX; i++) {
            dead.add(new InetSocketAddress("198.18.0." + i, 7490));
        }

        lab.connect(new NodeAddresses(dead, List.of()).and(lab.relayed()));

        assertThat(lab.client.active().kind()).isEqualTo(PathKind.RELAY);
    }

    @Test
    void relaysOfAPeer_thatAreInThisNetwork_areNotAsked() {
        lab.connect(lab.direct());
        lab.open();
        var near = List.of(
                new RelayUrl("http://127.0.0.1:631/"),
                new RelayUrl("http://localhost/"),
                new RelayUrl("https://192.168.1.1/"),
                new RelayUrl("https://[::1]/"));

        Objects.requireNonNull(lab.server.paths)
                .signalled(new PathSignal.Candidates(new NodeAddresses(List.of(), near)), lab.client.id);

        assertThat(Objects.requireNonNull(lab.server.paths).views()).noneMatch(view -> view.kind() == PathKind.RELAY);
    }

    @Test
    void probes_forgedReplayedAndReflected_areNotAnswered() {
        upgrade();
        List<byte[]> probes = lab.sent.stream()
                .filter(bytes -> bytes[0] == ProbeCodec.FIRST_BYTE)
                .toList();
        assertThat(probes).hasSizeGreaterThan(4);
        int before = lab.sent.size();

        for (byte[] probe : probes) {
            lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(probe));
            lab.client.inject(ELSEWHERE, Unpooled.copiedBuffer(probe));
            for (int bit = 0; bit < 8 * Math.min(probe.length, 40); bit += 3) {
                byte[] forged = probe.clone();
                forged[bit / 8] ^= (byte) (1 << bit % 8);
                lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(forged));
            }
        }
        lab.collect();

        assertThat(lab.sentTo(ELSEWHERE)).isZero();
        assertThat(lab.sent).hasSize(before);
        assertThat(lab.server.active().target()).isEqualTo("192.0.2.1:7490");
    }

    @Test
    void strangersPackets_leaveNothingBehind() {
        lab.connect(lab.direct());
        int before = lab.server.handler.connections();

        for (int i = 0; i < 1_000; i++) {
            byte[] first = lab.server.received.getFirst().clone();
            first[6] = (byte) i;
            first[7] = (byte) (i >> 8);
            lab.server.inject(ELSEWHERE, Unpooled.copiedBuffer(first));
        }

        assertThat(lab.server.handler.connections()).isEqualTo(before);
    }

    @Test
    void candidatesThatNoNodeHas_areNotProbed() {
        lab.connect(lab.direct());
        lab.open();
        var bad = List.of(
                new InetSocketAddress("127.0.0.1", 22),
                new InetSocketAddress("224.0.0.1", 7490),
                new InetSocketAddress("255.255.255.255", 7490),
                new InetSocketAddress("0.0.0.0", 7490),
                new InetSocketAddress("192.0.2.200", 0));

        Objects.requireNonNull(lab.server.paths)
                .signalled(new PathSignal.Candidates(new NodeAddresses(bad, List.of())), lab.client.id);
        lab.pass(1_000);

        bad.forEach(address -> assertThat(lab.sentTo(address)).isZero());
    }

    @Test
    void candidates_manyAndAgain_areBoundedAndSmall() {
        lab.connect(lab.direct());
        lab.open();

        for (int i = 0; i < 50; i++) {
            var many = new ArrayList<InetSocketAddress>();
            for (int j = 0; j < NodeAddresses.MAX; j++) {
                many.add(new InetSocketAddress("198.18." + i + "." + (j + 1), 1));
            }
            Objects.requireNonNull(lab.server.paths)
                    .signalled(new PathSignal.Candidates(new NodeAddresses(many, List.of())), lab.client.id);
        }

        assertThat(Objects.requireNonNull(lab.server.paths).views()).hasSizeLessThanOrEqualTo(64);
        assertThat(lab.server.active().target()).isEqualTo("192.0.2.1:7490");
    }

    @Test
    void pathsOpenedTwice_orWithoutASecret_areRefused() {
        lab.connect(lab.direct());
        PeerPaths server = Objects.requireNonNull(lab.server.paths);
        assertThatThrownBy(() -> server.signalled(new PathSignal.Punch(), lab.client.id))
                .isInstanceOf(IllegalArgumentException.class);
        server.open(signal -> {});
        for (int bytes : new int[] {0, 31, 33}) {
            assertThatThrownBy(() -> server.signalled(new PathSignal.Open(1, new byte[bytes]), lab.client.id))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        server.signalled(new PathSignal.Open(1, new byte[32]), lab.client.id);

        assertThatThrownBy(() -> server.signalled(new PathSignal.Open(1, new byte[32]), lab.client.id))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void closed_sendsNothingMore() {
        upgrade();
        lab.client.handler.forget(Objects.requireNonNull(lab.client.paths));
        lab.pass(100);
        int before = lab.sentTo(lab.server.place);

        lab.client.say("nobody hears");
        lab.client.channel.advanceTimeBy(10, TimeUnit.SECONDS);
        lab.client.channel.runScheduledPendingTasks();
        lab.collect();

        assertThat(lab.sentTo(lab.server.place)).isEqualTo(before);
    }

    private void upgrade() {
        lab.connect(lab.relayed());
        lab.open();
        lab.pass(400);
        assertThat(lab.client.active().kind()).isEqualTo(PathKind.DIRECT);
    }

    /** Both talk, as QUIC does under load. */
    private void keepSaying(PathLab.Node who, long millis) {
        for (long i = 0; i < millis; i += 50) {
            who.say("data");
            lab.other(who).say("answer");
            lab.pass(50);
        }
    }
}
