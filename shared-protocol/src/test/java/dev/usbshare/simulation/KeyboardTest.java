package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KeyboardTest {

    private static final int IN = 0x81;

    @Test
    void type_pressesAndReleasesInOrder() {
        var keyboard = new Keyboard("000000000001");
        try (var rig = new Rig(keyboard)) {
            keyboard.type("aB\n");

            assertThat(rig.in(IN, 8).data()).containsExactly(0, 0, 0x04, 0, 0, 0, 0, 0);
            assertThat(rig.in(IN, 8).data()).containsExactly(0, 0, 0, 0, 0, 0, 0, 0);
            assertThat(rig.in(IN, 8).data()).containsExactly(2, 0, 0x05, 0, 0, 0, 0, 0);
            assertThat(rig.controlIn(0xa1, 1, 0x0100, 0, 8).data()).containsExactly(2, 0, 0x05, 0, 0, 0, 0, 0);
            assertThat(rig.in(IN, 8).data()).containsOnly(0);
            assertThat(rig.in(IN, 8).data()).containsExactly(0, 0, 0x28, 0, 0, 0, 0, 0);
            assertThat(rig.in(IN, 8).data()).containsOnly(0);
        }
    }

    @Test
    void interruptIn_nothingPressed_staysPending() {
        var keyboard = new Keyboard("000000000001");
        try (var rig = new Rig(keyboard)) {
            Rig.Pending read = rig.in(IN, 8, 0);
            rig.settle();
            assertThat(read.end()).isNotDone();

            keyboard.type("z");

            assertThat(read.await().data()).startsWith(0, 0, 0x1d);
        }
    }

    @Test
    void type_everyPrintableCharacter_hasItsOwnKey() {
        var seen = new ArrayList<Integer>();
        for (char c = ' '; c <= '~'; c++) {
            seen.add(KeyboardLayout.keyOf(c));
        }

        assertThat(seen).doesNotHaveDuplicates().doesNotContain(KeyboardLayout.NONE);
        assertThat(KeyboardLayout.keyOf('?')).isEqualTo(0x0238);
        assertThat(KeyboardLayout.keyOf(')')).isEqualTo(0x0227);
        assertThat(KeyboardLayout.keyOf('~')).isEqualTo(0x0235);
        assertThat(KeyboardLayout.keyOf('\t')).isEqualTo(0x2b);
    }

    @Test
    void type_impossibleCharacter_typesNothing() {
        var keyboard = new Keyboard("000000000001");
        try (var rig = new Rig(keyboard)) {
            assertThatThrownBy(() -> keyboard.type("a\u00e9"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("U+00E9");

            Rig.Pending read = rig.in(IN, 8, 0);
            rig.settle();
            assertThat(read.end()).isNotDone();
        }
    }

    @Test
    void type_nobodyReads_isBounded() {
        var keyboard = new Keyboard("000000000001");
        keyboard.type("x".repeat(Keyboard.MAX_WAITING_REPORTS / 2));

        assertThatThrownBy(() -> keyboard.type("x")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void requests_ofTheBootProtocol_areAnswered() {
        var keyboard = new Keyboard("000000000001");
        try (var rig = new Rig(keyboard)) {
            assertThat(rig.controlIn(0x81, 6, 0x2200, 0, 255).data())
                    .hasSize(63)
                    .startsWith(5, 1, 9, 6)
                    .endsWith(0xc0);
            assertThat(rig.controlIn(0x81, 6, 0x2100, 0, 255).data())
                    .containsExactly(9, 0x21, 0x11, 1, 0, 1, 0x22, 63, 0);
            assertThat(rig.control(0x21, 0x0a, 0x7d00, 0, new byte[0]).status()).isEqualTo(UrbStatus.OK);
            assertThat(rig.controlIn(0xa1, 2, 0, 0, 1).data()).containsExactly(0x7d);
            assertThat(rig.controlIn(0xa1, 3, 0, 0, 1).data()).containsExactly(1);
            assertThat(rig.control(0x21, 0x0b, 0, 0, new byte[0]).status()).isEqualTo(UrbStatus.OK);
            assertThat(rig.controlIn(0xa1, 3, 0, 0, 1).data()).containsExactly(0);
        }
    }

    @Test
    void setReport_setsTheLeds() {
        var keyboard = new Keyboard("000000000001");
        try (var rig = new Rig(keyboard)) {
            assertThat(rig.control(0x21, 9, 0x0200, 0, new byte[] {2}).status()).isEqualTo(UrbStatus.OK);

            assertThat(keyboard.leds()).isEqualTo(2);
            assertThat(rig.controlIn(0xa1, 1, 0x0200, 0, 1).data()).containsExactly(2);
            assertThat(rig.control(0x21, 9, 0x0100, 0, new byte[] {2}).status()).isEqualTo(UrbStatus.EPIPE);
        }
    }

    @Test
    void typist_whileOpen_typesOnceAPeriodUnlessUnread() {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var reports = new ArrayList<Integer>();
        try (var host = new SimulatedUsbHost()) {
            var opening = host.open(
                            host.plug(new Keyboard("000000000001", "hi", Duration.ofSeconds(2))),
                            channel.eventLoop(),
                            () -> {})
                    .toCompletableFuture();
            channel.runPendingTasks();
            UsbDevice device = opening.join();

            pass(channel, Duration.ofSeconds(7)); // three periods, and nobody reads
            readAll(channel, device, reports, 5);
            assertThat(reports).containsExactlyElementsOf(List.of(0x0b, 0, 0x0c, 0));

            pass(channel, Duration.ofSeconds(1));
            assertThat(reports).endsWith(0x0b).hasSize(5);

            device.close();
            pass(channel, Duration.ofSeconds(10));
            assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
        } finally {
            channel.close();
        }
    }

    private static void pass(EmbeddedChannel channel, Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runPendingTasks();
        channel.runPendingTasks(); // what the scheduled tasks have left
    }

    private static void readAll(EmbeddedChannel channel, UsbDevice device, List<Integer> reports, int reads) {
        for (int i = 0; i < reads; i++) {
            device.submit(Urb.data(
                    i,
                    new EndpointAddress(IN),
                    TransferType.INTERRUPT,
                    0,
                    8,
                    Unpooled.buffer(Urb.HEADROOM_BYTES + 8),
                    (urb, status, actual) -> {
                        if (status == UrbStatus.OK) {
                            reports.add((int) urb.buffer().getByte(Urb.HEADROOM_BYTES + 2));
                        }
                        urb.release();
                    }));
        }
        channel.runPendingTasks();
    }
}
