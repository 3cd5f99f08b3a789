package dev.usbshare.client.attachment;

import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.usb.UsbSpeed;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The double of the kernel, which a test can make refuse devices or take its time. */
final class HesitantVhci implements Vhci {

    Optional<VhciException> refusal = Optional.empty();
    /** No attach ends before this does. */
    CompletableFuture<Void> gate = CompletableFuture.completedFuture(null);

    private final InProcessVhci kernel;

    HesitantVhci(EventLoop loop) {
        kernel = new InProcessVhci(loop);
    }

    @Override
    public CompletionStage<VhciPort> attach(UsbSpeed speed, int devid, ChannelHandler handler) {
        return refusal.<CompletionStage<VhciPort>>map(CompletableFuture::failedStage)
                .orElseGet(
                        () -> kernel.attach(speed, devid, handler).thenCompose(port -> gate.thenApply(passed -> port)));
    }

    boolean holds(int port) {
        return kernel.port(port).isPresent();
    }
}
