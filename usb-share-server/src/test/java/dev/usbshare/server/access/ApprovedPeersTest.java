package dev.usbshare.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.usbshare.identity.NodeId;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApprovedPeersTest {

    private static final NodeId ALICE = node(1);
    private static final NodeId BOB = node(2);

    private static NodeId node(int number) {
        byte[] key = new byte[NodeId.BYTES];
        Arrays.fill(key, (byte) number);
        return NodeId.of(key);
    }

    @Test
    void emptyList_admitsNobody() {
        assertThat(new ApprovedPeers(List.of()).decide(ALICE)).isInstanceOf(AccessDecision.Denied.class);
    }

    @Test
    void listed_isGranted() {
        var alice = new ApprovedPeer(ALICE, "alice");

        assertThat(new ApprovedPeers(List.of(alice)).decide(ALICE)).isEqualTo(new AccessDecision.Granted(alice));
    }

    @Test
    void notListed_isDenied_withItsIdAndTheRemedy() {
        var decision = new ApprovedPeers(List.of(new ApprovedPeer(ALICE, ""))).decide(BOB);

        assertThat(decision)
                .isInstanceOfSatisfying(
                        AccessDecision.Denied.class,
                        denied -> assertThat(denied.reason()).contains(BOB.toString(), "usb-share.peers"));
    }

    @Test
    void listedTwice_isRefused() {
        var twice = List.of(new ApprovedPeer(ALICE, "a"), new ApprovedPeer(ALICE, "b"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ApprovedPeers(twice))
                .withMessageContaining(ALICE.toString());
    }
}
