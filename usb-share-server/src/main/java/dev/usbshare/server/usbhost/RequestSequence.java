package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UrbStatus;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The order of URBs and blocking requests on one device: requests run one at a time, and what comes after one waits
 * until it has run. That keeps data toggles in step, and keeps submits, which take the device's lock in the kernel, from
 * blocking the executor behind a slow request.
 *
 * <p><b>Confinement</b>: the device's executor; a request's work runs on the worker.
 */
final class RequestSequence {

    /** How long a request waits for cancelled transfers to come back, before it fails. */
    static final long DRAIN_MILLIS = 5_000;

    private static final Logger LOG = LoggerFactory.getLogger(RequestSequence.class);

    /** What may wait. */
    sealed interface Item permits UrbTransfer, BlockingRequest {}

    private final TransferPipeline pipeline;
    private final Confinement confinement;
    private final Executor worker;
    private final ArrayDeque<Item> waiting = new ArrayDeque<>();
    private @Nullable BlockingRequest current;
    private boolean running;
    private boolean closed;

    RequestSequence(TransferPipeline pipeline, Confinement confinement, Executor worker) {
        this.pipeline = pipeline;
        this.confinement = confinement;
        this.worker = worker;
    }

    void urb(UrbTransfer transfer) {
        if (closed) {
            pipeline.refuse(transfer, UrbStatus.ESHUTDOWN);
        } else if (current == null && waiting.isEmpty()) {
            pipeline.start(transfer);
        } else {
            waiting.add(transfer);
        }
    }

    void unlink(UrbTransfer transfer) {
        waiting.remove(transfer);
        pipeline.unlink(transfer);
    }

    void request(BlockingRequest request) {
        if (closed) {
            refuse(request);
        } else {
            waiting.add(request);
            advance();
        }
    }

    /** Goes on with what can go on; called after each drain. */
    void advance() {
        BlockingRequest draining = current;
        if (draining != null) {
            if (!running && pipeline.isIdle(draining.ends())) {
                run(draining);
            }
            return;
        }
        while (current == null) {
            switch (waiting.peek()) {
                case null -> {
                    return;
                }
                case UrbTransfer urb -> {
                    waiting.poll();
                    pipeline.start(urb);
                }
                case BlockingRequest request -> {
                    if (pipeline.isStarving()) {
                        return; // URBs that came before it have not started yet.
                    }
                    waiting.poll();
                    begin(request);
                }
            }
        }
    }

    /** Refuses what waits and all that comes. A running request ends by itself. */
    void shutDown() {
        closed = true;
        for (Item item = waiting.poll(); item != null; item = waiting.poll()) {
            switch (item) {
                case UrbTransfer urb -> pipeline.refuse(urb, UrbStatus.ESHUTDOWN);
                case BlockingRequest request -> refuse(request);
            }
        }
        BlockingRequest draining = current;
        if (draining != null && !running) {
            current = null;
            refuse(draining);
        }
    }

    private void begin(BlockingRequest request) {
        current = request;
        pipeline.flush(request.ends());
        if (pipeline.isIdle(request.ends())) {
            run(request);
        } else {
            confinement.schedule(() -> giveUp(request), DRAIN_MILLIS);
        }
    }

    private void run(BlockingRequest request) {
        running = true;
        pipeline.hold();
        IntSupplier work = request.plan();
        worker.execute(() -> {
            int status = UrbStatus.EPROTO;
            try {
                status = work.getAsInt();
            } catch (RuntimeException | Error e) {
                // An error too, such as one of linking: whoever waits behind the request would wait for ever.
                LOG.atError().setCause(e).log("{} failed", request.name());
            }
            int outcome = status;
            confinement.execute(() -> finish(request, outcome));
        });
    }

    private void giveUp(BlockingRequest request) {
        if (current == request && !running) {
            LOG.atWarn().log("{}: cancelled transfers did not come back within {} ms", request.name(), DRAIN_MILLIS);
            finish(request, UrbStatus.EPROTO);
        }
    }

    private void finish(BlockingRequest request, int status) {
        current = null;
        running = false;
        pipeline.resume();
        request.finish(status);
        advance();
    }

    private void refuse(BlockingRequest request) {
        confinement.execute(() -> request.finish(UrbStatus.ESHUTDOWN));
    }
}
