package dev.usbshare.client.ops;

import dev.usbshare.client.vhci.KernelVhci;
import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.VhciException.Reason;
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

    private VhciSide(Vhci vhci, ExecutorService blocking) {
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
        Optional<VhciException> obstacle = side.obstacle();
        // A port may become free; the rest only changes with the machine's setup.
        if (obstacle.isPresent() && obstacle.get().reason() != Reason.NO_FREE_PORT) {
            side.close();
            throw failure(obstacle.get());
        }
        return side;
    }

    private static StartFailure failure(VhciException obstacle) {
        ExitCode code = obstacle.reason() == Reason.NO_PERMISSION ? ExitCode.NO_PERMISSION : ExitCode.UNAVAILABLE;
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
