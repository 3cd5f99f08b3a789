package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.BULK_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.UrbEvent;
import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.usb.TransferType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A capture at the client has what the kernel asked and what it heard. */
class KernelTapTest {

    private final BridgeFixture f = new BridgeFixture().ready();
    private final List<String> heard = new ArrayList<>();

    KernelTapTest() {
        f.capture.set(this::hear);
    }

    @AfterEach
    void endTheBridge() {
        f.bridge().close();
        f.loop.runUntilIdle();
    }

    @Test
    void dataUrbs_areHeardWithTheirData() {
        KernelUrb out = f.out(BULK_OUT, (byte) 1, (byte) 2);
        f.server.stream(BULK_OUT.value()).completeOut(out.seqnum(), 0, 2);
        KernelUrb in = f.in(BULK_IN, 64);
        f.server.stream(BULK_IN.value()).completeIn(in.seqnum(), 0, (byte) 3);
        f.loop.runUntilIdle();

        assertThat(heard)
                .containsExactly(
                        "BEGIN BULK 0x02 2 bytes status -115 data 0102",
                        "END BULK 0x02 2 bytes status 0",
                        "BEGIN BULK 0x81 64 bytes status -115",
                        "END BULK 0x81 1 bytes status 0 data 03");
    }

    @Test
    void descriptorThatIsAnsweredHere_isHeard() {
        f.control(0x80, 6, 0x0100, 0, 4);

        assertThat(heard)
                .containsExactly(
                        "BEGIN CONTROL 0x00 4 bytes status -115 setup 6",
                        "END CONTROL 0x00 4 bytes status 0 data 12011002");
    }

    @Test
    void unlink_isHeardAsTheUrbsEnd() {
        KernelUrb in = f.in(BULK_IN, 64);
        f.unlink(in);

        assertThat(heard).containsExactly("BEGIN BULK 0x81 64 bytes status -115", "END BULK 0x81 0 bytes status -104");
    }

    private void hear(UrbEvent event, @Nullable ByteBuf data, int index, int dataBytes) {
        var line = new StringBuilder("%s %s 0x%02x %d bytes status %d"
                .formatted(event.kind(), event.type(), event.endpoint().value(), event.lengthBytes(), event.status()));
        if (event.setup() != null) {
            assertThat(event.type()).isEqualTo(TransferType.CONTROL);
            line.append(" setup ").append(event.setup().request());
        }
        if (data != null) {
            line.append(" data ").append(ByteBufUtil.hexDump(data, index, dataBytes));
        }
        heard.add(line.toString());
    }
}
