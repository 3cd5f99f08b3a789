package dev.usbshare.client.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UsbSpeed;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Waiting on a device that says nothing. */
class BlockingPipesTest {

    private static final EndpointAddress IN = new EndpointAddress(0x81);

    private final List<CompletableFuture<UrbResult>> begun = new ArrayList<>();
    private final UsbPipes silent = new UsbPipes() {
        @Override
        public UsbSpeed speed() {
            return UsbSpeed.HIGH;
        }

        @Override
        public ConfigurationDescriptor configuration() {
            return new ConfigurationDescriptor(1, List.of());
        }

        @Override
        public CompletableFuture<UrbResult> control(SetupPacket setup, byte[] out) {
            return begin();
        }

        @Override
        public CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int transferFlags) {
            return begin();
        }

        @Override
        public CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int transferFlags) {
            return begin();
        }

        private CompletableFuture<UrbResult> begin() {
            var future = new CompletableFuture<UrbResult>();
            begun.add(future);
            return future;
        }
    };

    @Test
    void in_noAnswer_isUnlinkedInTime() {
        var pipes = new BlockingPipes(silent, Duration.ofMillis(1));

        assertThatThrownBy(() -> pipes.in(IN, 8))
                .isInstanceOf(UsbIoException.class)
                .hasMessage("read from endpoint 0x81: no answer within PT0.001S");

        assertThat(begun).singleElement().satisfies(f -> assertThat(f).isCancelled());
    }

    @Test
    void in_interrupted_isUnlinkedAndStaysInterrupted() {
        var pipes = new BlockingPipes(silent, Duration.ofDays(1));
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> pipes.in(IN, 8)).isInstanceOf(InterruptedIOException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(begun).singleElement().satisfies(f -> assertThat(f).isCancelled());
    }

    @Test
    void in_brokenAttachment_saysWhy() {
        var pipes = new BlockingPipes(
                new FailingPipes(silent, new IllegalStateException("port detached")), Duration.ofDays(1));

        assertThatThrownBy(() -> pipes.in(IN, 8))
                .isInstanceOf(UsbIoException.class)
                .hasMessage("read from endpoint 0x81: the attachment failed")
                .hasRootCauseMessage("port detached");
    }

    @Test
    void inStream_closed_unlinksEveryRead() {
        var stream = new InStream(new BlockingPipes(silent, Duration.ofDays(1)), IN, 512, 4, Long.MAX_VALUE);
        assertThat(begun).hasSize(4);

        stream.close();

        assertThat(begun).allSatisfy(f -> assertThat(f).isCancelled());
    }

    /** Reads that fail as an attachment's do. */
    private record FailingPipes(UsbPipes others, Throwable failure) implements UsbPipes {

        @Override
        public UsbSpeed speed() {
            return others.speed();
        }

        @Override
        public ConfigurationDescriptor configuration() {
            return others.configuration();
        }

        @Override
        public CompletableFuture<UrbResult> control(SetupPacket setup, byte[] out) {
            return others.control(setup, out);
        }

        @Override
        public CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int transferFlags) {
            return CompletableFuture.failedFuture(failure);
        }

        @Override
        public CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int transferFlags) {
            return others.out(endpoint, data, transferFlags);
        }
    }
}
