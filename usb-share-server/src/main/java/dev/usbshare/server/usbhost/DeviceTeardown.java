package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UsbDeviceInfo;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of an opened device, in the order that libusb and the kernel need: transfers come back, interfaces are given
 * back, the handle closes, the event thread ends, memory is freed, the context ends.
 *
 * <p><b>Confinement</b>: the steps that block run on the device's worker, those that touch transfers on its executor.
 */
final class DeviceTeardown {

    /** How long cancelled transfers may take; the kernel needs milliseconds. */
    static final long DRAIN_MILLIS = 5_000;

    private static final long EVENT_THREAD_MILLIS = 3_000;
    private static final Logger LOG = LoggerFactory.getLogger(DeviceTeardown.class);

    private final UsbDeviceInfo info;
    private final LibusbHandle handle;
    private final InterfaceClaims claims;
    private final EventThread eventThread;
    private final TransferPipeline pipeline;
    private final Confinement confinement;
    private final ExecutorService worker;

    DeviceTeardown(
            UsbDeviceInfo info,
            LibusbHandle handle,
            InterfaceClaims claims,
            EventThread eventThread,
            TransferPipeline pipeline,
            Confinement confinement,
            ExecutorService worker) {
        this.info = info;
        this.handle = handle;
        this.claims = claims;
        this.eventThread = eventThread;
        this.pipeline = pipeline;
        this.confinement = confinement;
        this.worker = worker;
    }

    /**
     * Begins, once every transfer has been cancelled.
     *
     * @param unplugged nothing is left to give back
     * @param drained ends when no transfer is in flight
     * @param done runs on the executor at the end; the worker takes no more work then
     */
    void start(boolean unplugged, CompletableFuture<Void> drained, Runnable done) {
        worker.execute(() -> {
            step("wait for its transfers", () -> await(drained));
            step("give its interfaces back", () -> claims.giveBack(unplugged));
            step("close it", handle::close);
            boolean stopped = stopEventThread();
            confinement.execute(() -> free(stopped, done));
        });
    }

    /** What an event thread that does not end may still touch is not freed. */
    private void free(boolean stopped, Runnable done) {
        step("abandon its transfers", () -> {
            if (!pipeline.isIdle()) {
                pipeline.abandon();
            }
        });
        if (stopped) {
            step("free its transfers", pipeline::free);
        }
        worker.execute(() -> {
            if (stopped) {
                step("end its context", handle::exit);
            }
            confinement.execute(done);
        });
        worker.shutdown();
    }

    /** One that fails must not keep the others from happening: the device would never be free again. */
    private void step(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().addKeyValue("busId", info.busId()).setCause(e).log("Could not {} in order", what);
        }
    }

    private void await(CompletableFuture<Void> drained) {
        try {
            drained.get(DRAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("busId", info.busId())
                    .log("transfers still in flight {} ms after their cancel; closing all the same", DRAIN_MILLIS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean stopEventThread() {
        try {
            if (eventThread.stop(EVENT_THREAD_MILLIS)) {
                return true;
            }
            LOG.atError().addKeyValue("busId", info.busId()).log("libusb event thread does not end; its memory stays");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
