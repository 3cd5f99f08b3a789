package dev.usbshare.simulation;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;

/**
 * A simulated device while somebody has it open: the door through which URBs enter and, later and in order, leave.
 *
 * <p><b>Confinement</b>: the executor that it was opened with. Ends are queued and told from a task of their own, at most
 * those that were settled when the task began, so that a device that always has data leaves room for other work.
 */
final class OpenDevice implements UsbDevice {

    private enum State {
        OPEN,
        UNPLUGGED,
        CLOSED
    }

    private final SimulatedDevice device;
    private final UsbDeviceInfo info;
    private final EventExecutor executor;
    private final Runnable gone;
    private final EndpointTable table;
    private final StandardRequests standard;
    private final ArrayDeque<Runnable> endings = new ArrayDeque<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Runnable released;
    private Endpoints endpoints;
    private State state = State.OPEN;
    private boolean tellScheduled;

    /** @param released runs once when the device is free for others */
    OpenDevice(SimulatedDevice device, UsbDeviceInfo info, EventExecutor executor, Runnable gone, Runnable released) {
        this.device = device;
        this.info = info;
        this.executor = executor;
        this.gone = gone;
        this.released = released;
        this.table = new EndpointTable(descriptors());
        this.standard = new StandardRequests(descriptors(), table);
        this.endpoints = new Endpoints(List.of(), this::later);
    }

    /** Resets and configures the device. The first call on the executor. */
    void start() {
        configure(table.configurationValue());
    }

    /** The device has left its socket. */
    void unplug() {
        if (state == State.OPEN) {
            state = State.UNPLUGGED;
            endPipes();
            released.run();
            later(gone);
        }
    }

    @Override
    public UsbDeviceInfo info() {
        return info;
    }

    @Override
    public DescriptorSet descriptors() {
        return device.description().descriptors();
    }

    @Override
    public void submit(Urb urb) {
        assert executor.inEventLoop();
        Pipe pipe = endpoints.find(urb.endpoint());
        var transfer = new Transfer(urb, pipe);
        if (state != State.OPEN) {
            refuse(transfer, UrbStatus.ESHUTDOWN);
        } else if (urb.isControl()) {
            control(urb, transfer);
        } else if (urb.type() == TransferType.ISOCHRONOUS) {
            refuse(transfer, UrbStatus.EINVAL);
        } else if (pipe == null) {
            refuse(transfer, UrbStatus.ENOENT);
        } else {
            pipe.submit(transfer);
        }
    }

    @Override
    public void cancel(Urb urb) {
        assert executor.inEventLoop();
        if (urb.deviceState() instanceof Transfer transfer && transfer.pipe() != null) {
            transfer.pipe().cancel(transfer);
        }
    }

    @Override
    public void setConfiguration(int value, IntConsumer done) {
        assert executor.inEventLoop();
        boolean known = value == 0 || descriptors().configuration(value).isPresent();
        if (state == State.OPEN && known) {
            endPipes();
            configure(value);
        }
        answer(done, known);
    }

    @Override
    public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
        assert executor.inEventLoop();
        boolean known = descriptors()
                .configuration(table.configurationValue())
                .flatMap(c -> c.alternateSetting(interfaceNumber, alternateSetting))
                .isPresent();
        if (state == State.OPEN && known) {
            table.select(interfaceNumber, alternateSetting);
            endpoints.resetInterface(table, interfaceNumber);
            device.interfaceReset(interfaceNumber);
        }
        answer(done, known);
    }

    @Override
    public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
        assert executor.inEventLoop();
        Optional<Pipe> pipe = Optional.ofNullable(endpoints.find(endpoint));
        if (state == State.OPEN && pipe.isPresent()) {
            pipe.get().clearHalt();
            device.haltCleared(endpoint);
        }
        answer(done, pipe.isPresent() || endpoint.isControl());
    }

    @Override
    public CompletionStage<Void> close() {
        assert executor.inEventLoop();
        if (state != State.CLOSED) {
            boolean wasOpen = state == State.OPEN;
            state = State.CLOSED;
            if (wasOpen) {
                endPipes();
                released.run();
            }
            later(() -> closed.complete(null));
        }
        return closed;
    }

    private void control(Urb urb, Transfer transfer) {
        SetupPacket setup = urb.setup();
        ByteBuf data = transfer.data().slice(0, Math.min(urb.lengthBytes(), setup.lengthBytes()));
        boolean in = setup.direction() == Direction.IN;
        if (in) {
            data.clear();
        }
        int status;
        if (standard.knows(setup)) {
            status = standard.handle(setup, data, endpoints);
        } else {
            status = table.configurationValue() == 0 ? SimulatedDevice.STALL : device.control(setup, data);
        }
        if (status == UrbStatus.OK) {
            transfer.moved(in ? data.readableBytes() : data.capacity());
            if (in) {
                transfer.endIn();
            }
        } else {
            transfer.end(status);
        }
        later(transfer);
    }

    private void configure(int value) {
        table.configure(value);
        endpoints = new Endpoints(table.all(), this::later);
        if (value != 0) {
            device.start(endpoints, executor);
        }
    }

    private void endPipes() {
        endpoints.end(UrbStatus.ESHUTDOWN);
        if (table.configurationValue() != 0) {
            device.stop();
        }
    }

    private void answer(IntConsumer done, boolean known) {
        int status = state != State.OPEN ? UrbStatus.ESHUTDOWN : known ? UrbStatus.OK : UrbStatus.EPIPE;
        later(() -> done.accept(status));
    }

    private void refuse(Transfer transfer, int status) {
        transfer.end(status);
        later(transfer);
    }

    private void later(Runnable ending) {
        endings.add(ending);
        if (!tellScheduled) {
            tellScheduled = true;
            executor.execute(this::tell);
        }
    }

    private void tell() {
        try {
            for (int n = endings.size(); n > 0; n--) {
                endings.remove().run();
            }
        } finally {
            tellScheduled = !endings.isEmpty();
            if (tellScheduled) {
                executor.execute(this::tell);
            }
        }
    }
}
