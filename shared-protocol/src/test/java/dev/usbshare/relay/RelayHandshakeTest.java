package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.relay.RelayFrame.ClientAuth;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RelayHandshakeTest {

    private final NodeKey key = NodeKey.generate();
    private final Random random = new Random(1);

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
