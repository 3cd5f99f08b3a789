package dev.usbshare.client.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.client.vhci.inprocess.InProcessPort;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.client.vhci.inprocess.TestDescriptors;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import dev.usbshare.wire.LeaseId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A bridge between the double of the kernel and a scripted server, all on one manual event loop. */
final class BridgeFixture {

    static final int DEVID = 0x00010002;
    static final EndpointAddress BULK_IN = new EndpointAddress(0x81);
    static final EndpointAddress BULK_OUT = new EndpointAddress(0x02);
    static final EndpointAddress INTERRUPT_IN = new EndpointAddress(0x83);
    static final EndpointAddress ISO_IN = new EndpointAddress(0x84);
    static final EndpointAddress ISO_OUT = new EndpointAddress(0x05);

    final ManualEventExecutor loop = new ManualEventExecutor();
    final ScriptedServer server = new ScriptedServer(loop);
    final CapturePoint capture = new CapturePoint();
    final RecordingListener listener = new RecordingListener();
    final InProcessVhci vhci = new InProcessVhci(loop);
    final List<KernelUrb> givenBack = new ArrayList<>();
    private @Nullable DeviceBridge bridge;
    private @Nullable InProcessPort port;

    CompletionStage<DeviceBridge> open() {
        CompletionStage<DeviceBridge> opening = DeviceBridge.open(
                TestDescriptors.set(),
                DEVID,
                EndpointStreams.of(server, new LeaseId(1, 2)),
                listener,
                capture,
                () -> loop.now().toNanos());
        loop.runUntilIdle();
        return opening;
    }

    /** Opens and attaches; the kernel's first question that the descriptors do not answer waits for the server. */
    BridgeFixture attach() {
        DeviceBridge opened = open().toCompletableFuture().join();
        bridge = opened;
        vhci.attach(UsbSpeed.HIGH, DEVID, opened.kernelHandler());
        loop.runUntilIdle();
        port = vhci.port(0).orElseThrow();
        return this;
    }

    /** Attaches; the server has no BOS descriptor and takes the configuration. */
    BridgeFixture ready() {
        attach();
        ScriptedStream control = server.stream(0);
        control.completeIn(control.last().urbId(), UrbStatus.EPIPE);
        loop.runUntilIdle();
        control.completeOut(control.last().urbId(), UrbStatus.OK, 0);
        loop.runUntilIdle();
        assertThat(port().pipes().toCompletableFuture()).isCompleted();
        return this;
    }

    DeviceBridge bridge() {
        return Objects.requireNonNull(bridge);
    }

    InProcessPort port() {
        return Objects.requireNonNull(port);
    }

    KernelUrb in(EndpointAddress endpoint, int lengthBytes) {
        return submit(KernelUrb.in(endpoint, lengthBytes, 0, givenBack::add));
    }

    KernelUrb out(EndpointAddress endpoint, byte... data) {
        return submit(KernelUrb.out(endpoint, data, 0, givenBack::add));
    }

    KernelUrb control(int requestType, int request, int value, int index, int lengthBytes, byte... out) {
        var setup = new SetupPacket(requestType, request, value, index, lengthBytes);
        return submit(KernelUrb.control(setup, out, givenBack::add));
    }

    KernelUrb submit(KernelUrb urb) {
        port().submit(urb);
        loop.runUntilIdle();
        return urb;
    }

    void unlink(KernelUrb urb) {
        port().unlink(urb);
        loop.runUntilIdle();
    }

    void assertAlive() {
        loop.runUntilIdle();
        assertThat(port().breach()).isEmpty();
        assertThat(listener.ends).isEmpty();
        assertThat(port().closed().toCompletableFuture()).isNotDone();
    }

    <E extends BridgeEnd> E assertEnded(Class<E> why) {
        loop.runUntilIdle();
        assertThat(port().breach()).isEmpty();
        assertThat(listener.ends).singleElement().isInstanceOf(why);
        assertThat(port().closed().toCompletableFuture()).isDone();
        assertThat(server.streams).allMatch(stream -> stream.closed);
        return why.cast(listener.ends.getFirst());
    }
}
