package dev.usbshare.usb;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoPacketsTest {

    @Test
    void packets_writtenAndRead_areTheSame() {
        IsoPackets packets = IsoPackets.of(List.of(new IsoPacket(0, 8, 3, 0), new IsoPacket(8, 8, 0, -18)));
        ByteBuf buffer = Unpooled.buffer().writeByte(0);

        packets.write(buffer);

        assertThat(buffer.readableBytes()).isEqualTo(1 + packets.sizeBytes());
        IsoPackets read = IsoPackets.read(buffer, 1, 2);
        assertThat(read).isEqualTo(packets).hasSameHashCodeAs(packets);
        assertThat(read.packet(1)).isEqualTo(new IsoPacket(8, 8, 0, -18));
    }

    @Test
    void noPackets_areOneObject() {
        assertThat(IsoPackets.of(List.of())).isSameAs(IsoPackets.NONE);
        assertThat(IsoPackets.read(Unpooled.EMPTY_BUFFER, 0, 0)).isSameAs(IsoPackets.NONE);
        assertThat(IsoPackets.NONE.isEmpty()).isTrue();
        assertThat(IsoPackets.NONE.fitIn(0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 8, 8, true",
        "8, 0, 8, true",
        "1, 8, 8, false",
        "0, 9, 8, false",
        "-1, 8, 8, false",
        "0, -1, 8, false",
        "2147483647, 2147483647, 8, false",
        "2147483647, 1, 2147483647, false"
    })
    void packet_fitsItsBuffer(int offset, int length, int bufferBytes, boolean fits) {
        assertThat(IsoPackets.of(List.of(new IsoPacket(offset, length, 0, 0))).fitIn(bufferBytes))
                .isEqualTo(fits);
    }

    @Test
    void packetsThatOverlap_mustNotAddUpToMoreThanTheBuffer() {
        var whole = new IsoPacket(0, 8, 0, 0);

        assertThat(IsoPackets.of(List.of(whole, whole)).fitIn(8)).isFalse();
        assertThat(IsoPackets.of(List.of(whole, whole)).fitIn(16)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"3, 3, true", "8, 8, true", "3, 4, false", "3, 2, false", "9, 9, false", "-1, -1, false"})
    void actualLengths_areSound(int actual, int total, boolean sound) {
        assertThat(IsoPackets.of(List.of(new IsoPacket(0, 8, actual, 0))).actualLengthsAreSound(total))
                .isEqualTo(sound);
    }
}
