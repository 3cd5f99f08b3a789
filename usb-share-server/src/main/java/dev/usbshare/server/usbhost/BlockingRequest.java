package dev.usbshare.server.usbhost;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.UrbStatus;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A request that libusb only offers as a call that blocks, such as SET_INTERFACE. One object is one request. */
final class BlockingRequest implements RequestSequence.Item {

    private final String name;
    private final Predicate<EndpointAddress> ends;
    private final Supplier<IntSupplier> plan;
    private final Runnable succeeded;
    private final IntConsumer done;

    /**
     * @param name for the log
     * @param ends the endpoints that it ends: what is in flight there is cancelled first
     * @param plan called on the device's executor when the request's turn has come; what it returns runs on the worker
     *     and gives an {@link UrbStatus}
     * @param succeeded runs on the executor after a success, before {@code done}
     * @param done hears the status on the executor
     */
    BlockingRequest(
            String name,
            Predicate<EndpointAddress> ends,
            Supplier<IntSupplier> plan,
            Runnable succeeded,
            IntConsumer done) {
        this.name = name;
        this.ends = ends;
        this.plan = plan;
        this.succeeded = succeeded;
        this.done = done;
    }

    String name() {
        return name;
    }

    Predicate<EndpointAddress> ends() {
        return ends;
    }

    IntSupplier plan() {
        return plan.get();
    }

    void finish(int status) {
        if (status == UrbStatus.OK) {
            succeeded.run();
        }
        done.accept(status);
    }
}
