package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.BULK_OUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.usb.UrbStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackPressureTest {

    private static final int URBS = 200;
    private static final int MANY_URBS = 600;
    private static final int URB_BYTES = 16_384;

    private final BridgeFixture f = new BridgeFixture();

    @Test
    void streamTakesNothing_kernelsSocketIsNotRead() {
        f.server.streamBytes = 50_000;
        f.ready();
        ScriptedStream stream = f.server.stream(0x02);
        stream.autoRead(false);
        List<KernelUrb> urbs = write(MANY_URBS);

        assertThat(f.bridge().inFlightBytes())
                .as("what the bridge took in, of %d bytes", MANY_URBS * URB_BYTES)
                .isLessThan(5 << 20);
        assertThat(f.port().isIdle()).isFalse();
        stream.autoRead(true);
        f.loop.runUntilIdle();

        f.assertAlive();
        assertThat(stream.submits).hasSize(MANY_URBS);
        urbs.forEach(urb -> stream.completeOut(urb.seqnum(), 0, URB_BYTES));
        f.assertAlive();
        assertThat(urbs).allMatch(KernelUrb::isGivenBack);
        assertThat(f.bridge().inFlightBytes()).isZero();
    }

    @Test
    void streamTakesNothing_otherEndpointsAndUnlinksGoOn() {
        f.server.streamBytes = 50_000;
        f.ready();
        f.server.stream(0x02).autoRead(false);
        List<KernelUrb> stuck = write(20);
        ScriptedStream other = f.server.stream(0x81);

        KernelUrb read = f.in(BULK_IN, 64);
        f.unlink(stuck.getLast());

        assertThat(stuck.getLast().status()).isEqualTo(UrbStatus.ECONNRESET);
        other.completeIn(read.seqnum(), 0, (byte) 1);
        f.assertAlive();
        assertThat(read.inData()).containsExactly(1);
        f.server.stream(0x02).autoRead(true);
        f.loop.runUntilIdle();
        f.assertAlive();
    }

    @Test
    void kernelTakesNothing_streamsAreNotRead() {
        f.server.streamBytes = 50_000;
        f.ready();
        ScriptedStream stream = f.server.stream(0x81);
        List<KernelUrb> urbs = new ArrayList<>();
        for (int i = 0; i < URBS; i++) {
            urbs.add(f.in(BULK_IN, URB_BYTES));
        }
        f.port().pauseReceiving(true);

        urbs.forEach(urb -> stream.completeIn(urb.seqnum(), 0, new byte[URB_BYTES]));
        f.loop.runUntilIdle();

        assertThat(stream.isWritable()).as("the server is held back").isFalse();
        assertThat(f.bridge().inFlightUrbs()).isGreaterThan(URBS / 2);
        f.port().pauseReceiving(false);
        f.assertAlive();
        assertThat(urbs).allMatch(KernelUrb::isGivenBack);
    }

    @Test
    void connectionLost_whileHeldBack_endsAllTheSame() {
        f.server.streamBytes = 50_000;
        f.ready();
        f.server.stream(0x02).autoRead(false);
        List<KernelUrb> urbs = write(MANY_URBS);

        f.server.cut();

        f.assertEnded(BridgeEnd.StreamLost.class);
        assertThat(urbs).allMatch(KernelUrb::isGivenBack);
    }

    @Test
    void close_whileTheKernelTakesNothing_endsAfterTheLinger() {
        f.ready();
        for (int i = 0; i < URBS; i++) {
            f.in(BULK_IN, 10 * URB_BYTES);
        }
        f.port().pauseReceiving(true);
        ScriptedStream stream = f.server.stream(0x81);
        stream.submits.forEach(submit -> stream.completeIn(submit.urbId(), 0, new byte[10 * URB_BYTES]));
        f.loop.runUntilIdle();

        f.bridge().close();
        f.loop.runUntilIdle();
        assertThat(f.listener.ends).isEmpty();
        f.loop.advance(Duration.ofSeconds(2));

        assertThat(f.listener.ends).containsExactly(new BridgeEnd.Closed());
    }

    private List<KernelUrb> write(int count) {
        List<KernelUrb> urbs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            urbs.add(KernelUrb.out(BULK_OUT, new byte[URB_BYTES], 0, f.givenBack::add));
        }
        urbs.forEach(f.port()::submit);
        f.loop.runUntilIdle();
        return urbs;
    }
}
