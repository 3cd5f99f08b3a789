package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import dev.usbshare.relay.RelayFrame.ServerChallenge;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayHandshakeTest {

    private final NodeKey key = NodeKey.generate();
    private final Random random = new Random(1);

    /** What a relay asked a real iroh endpoint (1.1), and what that answered. */
    @Test
    void answerOfIroh_isGenuine() {
        var hex = HexFormat.of();
        var challenge = new ServerChallenge(hex.parseHex("846f2f6ea25af85bab6a6f9599ccac26"));
        NodeId id = NodeId.parse("01f6a9997941bd87744cb7769cbc4355dac4209b37b0e2e16225237840bcfc3b");
        byte[] signature = hex.parseHex("8047dc392c72160197df342ed027769891e5e7e086043fdf66e509e5c33ab72c"
                + "88d52193cba56042f223487de2679fbc1dcf993d019df66a6559b34ac4b77508");

        assertThat(RelayHandshake.isGenuine(challenge, new ClientAuth(id, signature)))
                .isTrue();
    }

    @Test
    void answer_toItsChallenge_isGenuine() {
        var challenge = RelayHandshake.challenge(random);

        ClientAuth answer = RelayHandshake.answer(challenge, key);

        assertThat(answer.id()).isEqualTo(key.id());
        assertThat(RelayHandshake.isGenuine(challenge, answer)).isTrue();
    }

    @Test
    void answer_toAnotherChallenge_isNot() {
        ClientAuth answer = RelayHandshake.answer(RelayHandshake.challenge(random), key);

        assertThat(RelayHandshake.isGenuine(RelayHandshake.challenge(random), answer))
                .isFalse();
    }

    @Test
    void answer_inAnothersName_isNot() {
        var challenge = RelayHandshake.challenge(random);
        ClientAuth answer = RelayHandshake.answer(challenge, NodeKey.generate());

        assertThat(RelayHandshake.isGenuine(challenge, new ClientAuth(key.id(), answer.signature())))
                .isFalse();
    }

    @Test
    void answer_nameOfNoKey_isNot() {
        var challenge = RelayHandshake.challenge(random);
        byte[] noPoint = new byte[32];
        Arrays.fill(noPoint, (byte) 0xff);

        assertThat(RelayHandshake.isGenuine(challenge, new ClientAuth(NodeId.of(noPoint), new byte[64])))
                .isFalse();
    }
}
