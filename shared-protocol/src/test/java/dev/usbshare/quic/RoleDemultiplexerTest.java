package dev.usbshare.quic;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RoleDemultiplexerTest {

    private final RoleDemultiplexer roles = new RoleDemultiplexer();
    private final byte[] id = roles.newConnectionId();

    @Test
    void shortHeader_withAnIdOfOurs_isForTheClient() {
        assertThat(roles.isForClient(packet("40", id, "0102"))).isTrue();
    }

    @Test
    void longHeader_withAnIdOfOurs_isForTheClient() {
        assertThat(roles.isForClient(packet("c0 00000001 14", id, "00"))).isTrue();
    }

    @Test
    void otherIds_areForTheServer() {
        byte[] other = new RoleDemultiplexer().newConnectionId();

        assertThat(roles.isForClient(packet("40", other, "0102"))).isFalse();
        assertThat(roles.isForClient(packet("c0 00000001 14", other, "00"))).isFalse();
        // Eight bytes of an id that claims to have seven.
        assertThat(roles.isForClient(packet("c0 00000001 07", id, "00"))).isFalse();
    }

    @Test
    void anyCutPacket_isForTheServer() {
        for (String header : new String[] {"40", "c0 00000001 14"}) {
            ByteBuf whole = packet(header, id, "");
            int headerBytes = whole.readableBytes() - id.length;
            for (int length = 0; length < headerBytes + 8; length++) {
                assertThat(roles.isForClient(whole.slice(0, length))).isFalse();
            }
        }
    }

    @Test
    void newConnectionId_isNewEachTime() {
        assertThat(roles.newConnectionId()).hasSize(20).isNotEqualTo(id);
    }

    private static ByteBuf packet(String header, byte[] id, String rest) {
        return Unpooled.wrappedBuffer(
                HexFormat.of().parseHex(header.replace(" ", "")),
                id,
                HexFormat.of().parseHex(rest));
    }
}
