package dev.usbshare.client.ops;

import dev.usbshare.client.vhci.KernelVhci;
import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import io.netty.channel.EventLoop;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The virtual host controller that the settings ask for. */
final class VhciSide implements AutoCloseable {

    private final Vhci vhci;
    private final ExecutorService blocking;

    /** @param blocking ends with this */
    VhciSide(Vhci vhci, ExecutorService blocking) {
        this.vhci = vhci;
        this.blocking = blocking;
    }

    /** @throws StartFailure if the kernel's controller is missing, or not ours to use */
    static VhciSide open(AttachMode mode, EventLoop loop) {
        ExecutorService blocking = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name("usb-share-vhci").factory());
        Vhci vhci = switch (mode) {
            case KERNEL -> new KernelVhci(loop, blocking);
            case IN_PROCESS -> new InProcessVhci(loop);
        };
        var side = new VhciSide(vhci, blocking);
        Optional<StartFailure> failure = side.obstacle().flatMap(VhciSide::failure);
        if (failure.isPresent()) {
            side.close();
            throw failure.get();
        }
        return side;
    }

    /** What an obstacle means for the start: a port may become free, the rest only changes with the machine's setup. */
    static Optional<StartFailure> failure(VhciException obstacle) {
        return switch (obstacle.reason()) {
            case NO_FREE_PORT -> Optional.empty();
            case NO_PERMISSION -> Optional.of(failure(ExitCode.NO_PERMISSION, obstacle));
            case MODULE_MISSING, UNSUPPORTED, REFUSED -> Optional.of(failure(ExitCode.UNAVAILABLE, obstacle));
        };
    }

    private static StartFailure failure(ExitCode code, VhciException obstacle) {
        return new StartFailure(code, String.valueOf(obstacle.getMessage()), obstacle);
    }

    Vhci vhci() {
        return vhci;
    }

    boolean isKernel() {
        return vhci instanceof KernelVhci;
    }

    /** What would make an attach fail now. Does file I/O. */
    Optional<VhciException> obstacle() {
        return vhci instanceof KernelVhci kernel ? kernel.obstacle() : Optional.empty();
    }

    @Override
    public void close() {
        blocking.shutdown();
    }
}
