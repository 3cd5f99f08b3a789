package dev.usbshare.path;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ConnectionIdsTest {

    private static final long SLOT = 0x1122334455667788L;
    private static final ByteBuffer SOURCE = ByteBuffer.wrap(new byte[] {9, 9});
    private static final ByteBuffer DESTINATION = ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});

    private final ConnectionIds ids = new ConnectionIds();
    private final byte[] dialled = ids.dialled(SLOT);

    @Test
    void packetsOfADialledConnection_nameRoleAndSlot() {
        for (String header : new String[] {"40", "c0 00000001 14"}) {
            ByteBuf packet = packet(header, dialled, "0102");

            assertThat(ids.isDialled(packet)).isTrue();
            assertThat(ids.hasSlot(packet)).isTrue();
            assertThat(ids.slotOf(packet)).isEqualTo(SLOT);
        }
    }

    @Test
    void packetsOfAnAcceptedConnection_nameTheSlotThatItsFirstPacketHad() {
        ByteBuf first = packet("c0 00000001 08", bytes(DESTINATION), "020909 00");
        byte[] accepted = bytes(ids.newId(SOURCE, DESTINATION, 20));

        assertThat(ids.isFirst(first)).isTrue();
        assertThat(ids.hasSlot(first)).isFalse();
        ByteBuf later = packet("40", accepted, "00");
        assertThat(ids.hasSlot(later)).isTrue();
        assertThat(ids.isDialled(later)).isFalse();
        assertThat(ids.slotOf(later)).isEqualTo(ids.slotOfFirst(first));
    }

    @Test
    void firstPacketThatComesAgain_isGivenTheSameId() {
        assertThat(ids.newId(SOURCE, DESTINATION, 20)).isEqualTo(ids.newId(SOURCE, DESTINATION, 20));
        assertThat(new ConnectionIds().newId(SOURCE, DESTINATION, 20)).isNotEqualTo(ids.newId(SOURCE, DESTINATION, 20));
    }

    @Test
    void furtherIdsOfAConnection_keepItsRoleAndSlot() {
        byte[] more = bytes(ids.newId(ByteBuffer.wrap(dialled), 20));

        assertThat(more).hasSize(20).isNotEqualTo(dialled);
        assertThat(ids.isDialled(packet("40", more, ""))).isTrue();
        assertThat(ids.slotOf(packet("40", more, ""))).isEqualTo(SLOT);
    }

    @Test
    void idsOfOthers_nameNothing() {
        byte[] other = new ConnectionIds().dialled(SLOT);

        assertThat(ids.hasSlot(packet("40", other, "0102"))).isFalse();
        assertThat(ids.hasSlot(packet("c0 00000001 14", other, "00"))).isFalse();
        // An id of ours that claims to be shorter.
        assertThat(ids.hasSlot(packet("c0 00000001 13", dialled, "00"))).isFalse();
    }

    @Test
    void anyCutPacket_namesNothingAndOpensNothing() {
        for (String header : new String[] {"40", "c0 00000001 14"}) {
            ByteBuf whole = packet(header, dialled, "");
            for (int length = 0; length < whole.readableBytes(); length++) {
                assertThat(ids.hasSlot(whole.slice(0, length))).isFalse();
                assertThat(ids.isDialled(whole.slice(0, length))).isFalse();
            }
        }
        ByteBuf first = packet("c0 00000001 08", bytes(DESTINATION), "020909 00");
        for (int length = 0; length < first.readableBytes() - 1; length++) {
            assertThat(ids.isFirst(first.slice(0, length))).isFalse();
        }
    }

    @Test
    void idsLongerThanQuicAllows_openNothing() {
        assertThat(ids.isFirst(packet("c0 00000001 15", new byte[21], "0000"))).isFalse();
        assertThat(ids.isFirst(packet("c0 00000001 08", bytes(DESTINATION), "15" + "00".repeat(30))))
                .isFalse();
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static ByteBuf packet(String header, byte[] id, String rest) {
        return Unpooled.wrappedBuffer(
                HexFormat.of().parseHex(header.replace(" ", "")),
                id,
                HexFormat.of().parseHex(rest.replace(" ", "")));
    }
}
