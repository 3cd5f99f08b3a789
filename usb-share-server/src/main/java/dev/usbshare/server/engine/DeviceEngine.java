package dev.usbshare.server.engine;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One leased device at work: the URBs in flight on it, the streams they came in, and what may be in flight at all.
 *
 * <p><b>Confinement</b>: the executor that the device was opened with and that its session's streams run on.
 *
 * <p><b>Answers</b>: each SUBMIT is answered by one COMPLETE, or by one UNLINKED if an UNLINK won; an UNLINK of an URB
 * that is not in flight (any more) is answered UNLINKED. An URB that ends because the device goes away, or because the
 * lease does, ends with ESHUTDOWN.
 */
public final class DeviceEngine {

    private final UsbDevice device;
    private final EventExecutor executor;
    private final EngineListener listener;
    private final LongSupplier nanoClock;
    private final EndpointTable endpoints;
    private final UrbBudget budget;
    private final IntObjectHashMap<InFlightUrb> inFlight = new IntObjectHashMap<>();
    private final Map<EndpointAddress, EndpointStream> streams = new HashMap<>();
    private final Set<EndpointAddress> closedStreams = new HashSet<>();
    private final List<EndpointStream> dirty = new ArrayList<>();
    private final ControlCalls calls;

    private Frame.@Nullable Fence fence;
    private boolean flushScheduled;
    private @Nullable CompletableFuture<Void> closing;

    /**
     * @param memory shared by all engines on the executor
     * @param nanoClock monotonic, in nanoseconds
     */
    public DeviceEngine(
            UsbDevice device,
            EventExecutor executor,
            UrbMemory memory,
            EngineListener listener,
            LongSupplier nanoClock) {
        this.device = device;
        this.budget = new UrbBudget(memory);
        this.executor = executor;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.endpoints = new EndpointTable(device.descriptors());
        this.calls = new ControlCalls(device, endpoints);
    }

    /** URBs that have no answer yet. */
    public int inFlightUrbs() {
        return inFlight.size();
    }

    /** Bytes of URBs in flight and of answers that have not left yet. */
    public long inFlightBytes() {
        return budget.bytes();
    }

    /**
     * Ends the device's work, because it is given back or gone: what is in flight ends with ESHUTDOWN, streams close when
     * their last answers have left, and the stage ends on the executor when the device is free. Idempotent.
     */
    public CompletionStage<Void> close() {
        if (closing != null) {
            return closing;
        }
        var free = new CompletableFuture<Void>();
        closing = free;
        fence = null;
        streams.values().forEach(EndpointStream::abandonTurns);
        device.close().whenComplete((done, failure) -> {
            if (executor.inEventLoop()) {
                closed(free, failure);
            } else {
                executor.execute(() -> closed(free, failure));
            }
        });
        return free;
    }

    private void closed(CompletableFuture<Void> free, @Nullable Throwable failure) {
        // A device ends what it was given before it is closed; what is left here waited for a call's end.
        for (InFlightUrb urb : List.copyOf(inFlight.values())) {
            shutDown(urb);
        }
        for (EndpointStream stream : List.copyOf(streams.values())) {
            stream.flush();
            stream.endGracefully();
        }
        if (failure == null) {
            free.complete(null);
        } else {
            free.completeExceptionally(failure);
        }
    }

    /** A stream was opened for an endpoint; false if the engine is closing. */
    boolean opened(EndpointStream stream, EndpointAddress endpoint) {
        if (closing != null) {
            return false;
        }
        if (streams.putIfAbsent(endpoint, stream) != null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a second stream for endpoint " + endpoint);
        }
        closedStreams.remove(endpoint);
        return true;
    }

    /**
     * What will travel on an endpoint's stream, which may be opened before an alternate setting brings the endpoint into
     * being; one that the device has in no setting counts as bulk.
     */
    TransferType typeOf(EndpointAddress endpoint) {
        if (endpoint.isControl()) {
            return TransferType.CONTROL;
        }
        return endpoints
                .find(endpoint)
                .or(() -> device.descriptors().parsedConfigurations().stream()
                        .flatMap(configuration -> configuration.interfaces().stream())
                        .flatMap(setting -> setting.endpoints().stream())
                        .filter(e -> e.address().equals(endpoint))
                        .findFirst())
                .map(EndpointDescriptor::type)
                .orElse(TransferType.BULK);
    }

    /** A stream ended: nobody waits for its URBs any more. */
    void streamClosed(EndpointStream stream) {
        if (!streams.remove(stream.endpoint(), stream)) {
            return;
        }
        closedStreams.add(stream.endpoint());
        if (stream.endpoint().isControl()) {
            fence = null;
        }
        for (InFlightUrb urb : List.copyOf(inFlight.values())) {
            if (urb.stream == stream && urb.urb != null) {
                device.cancel(urb.urb);
            }
        }
        progressed();
    }

    /** A SUBMIT's header is here: takes it into the table and the budget, or says why not. */
    InFlightUrb admit(EndpointStream stream, Frame.Submit submit) {
        if (inFlight.containsKey(submit.urbId())) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "URB id " + submit.urbId() + " is in flight already");
        }
        int refusal = refusalOf(stream.endpoint(), submit);
        if (refusal != InFlightUrb.ADMITTED) {
            return new InFlightUrb(this, stream, submit, refusal, 0);
        }
        ByteBuf buffer = budget.admit(submit.lengthBytes());
        if (buffer == null) {
            return new InFlightUrb(this, stream, submit, UrbStatus.ENOMEM, 0);
        }
        var urb = new InFlightUrb(this, stream, submit, InFlightUrb.ADMITTED, submit.lengthBytes());
        urb.buffer = buffer;
        inFlight.put(submit.urbId(), urb);
        return urb;
    }

    private int refusalOf(EndpointAddress endpoint, Frame.Submit submit) {
        if (closing != null) {
            return UrbStatus.ESHUTDOWN;
        }
        if (endpoint.isControl()) {
            return calls.isForbidden(submit.setup()) ? UrbStatus.EPIPE : InFlightUrb.ADMITTED;
        }
        var descriptor = endpoints.find(endpoint);
        if (descriptor.isEmpty()) {
            return UrbStatus.ENOENT;
        }
        boolean isochronous = descriptor.get().type() == TransferType.ISOCHRONOUS;
        return isochronous || !submit.packets().isEmpty() ? UrbStatus.EINVAL : InFlightUrb.ADMITTED;
    }

    void refused(InFlightUrb urb) {
        listener.urbRefused(urb.refusal);
    }

    /** Gives an admitted URB to the device; true if what follows on its stream must wait for its end. */
    boolean start(InFlightUrb urb) {
        EndpointAddress endpoint = urb.stream.endpoint();
        if (!endpoint.isControl()) {
            submit(urb, dataUrb(urb, endpoint));
            return false;
        }
        if (!urb.submit.setup().isTrapped()) {
            submit(urb, controlUrb(urb));
            return false;
        }
        releaseBuffer(urb);
        begin(urb);
        calls.carryOut(urb.submit.setup(), status -> callEnded(urb, status));
        return true;
    }

    private Urb dataUrb(InFlightUrb urb, EndpointAddress endpoint) {
        TransferType type = typeOf(endpoint);
        Frame.Submit submit = urb.submit;
        int flags = HonouredFlags.of(submit.transferFlags(), type, endpoint.direction());
        return Urb.data(urb.id(), endpoint, type, flags, submit.lengthBytes(), urb.takeBuffer(), urb);
    }

    private Urb controlUrb(InFlightUrb urb) {
        Frame.Submit submit = urb.submit;
        var setup = calls.fitted(submit.setup(), submit.lengthBytes());
        int flags = HonouredFlags.of(submit.transferFlags(), TransferType.CONTROL, setup.direction());
        return Urb.control(urb.id(), setup, flags, setup.lengthBytes(), urb.takeBuffer(), urb);
    }

    private void submit(InFlightUrb entry, Urb urb) {
        entry.urb = urb;
        begin(entry);
        device.submit(urb);
    }

    private void begin(InFlightUrb urb) {
        urb.submittedNanos = nanoClock.getAsLong();
        listener.urbSubmitted();
    }

    /** The client no longer wants an URB. Only the stream it came in may say so. */
    void unlink(EndpointStream stream, int urbId) {
        InFlightUrb urb = inFlight.get(urbId);
        if (urb == null || urb.stream != stream) {
            stream.unlinked(urbId);
        } else if (urb.urb != null) {
            urb.unlinked = true;
            device.cancel(urb.urb);
        }
        // Else a call of the USB stack: it cannot be taken back, its COMPLETE is the answer.
    }

    /** The device has ended an URB. */
    void ended(InFlightUrb entry, Urb urb, int status, int actualLengthBytes) {
        int actual = Math.clamp(actualLengthBytes, 0, urb.lengthBytes());
        leaveTable(entry);
        entry.urb = null;
        listener.urbCompleted(
                urb.type(), urb.direction(), status, actual, nanoClock.getAsLong() - entry.submittedNanos);
        if (entry.stream.isClosed()) {
            urb.release();
            answerLeft(entry);
            return;
        }
        boolean in = urb.direction() == Direction.IN;
        boolean cancelled = status == UrbStatus.ECONNRESET;
        if (cancelled && entry.unlinked && !(in && actual > 0)) {
            urb.release();
            entry.stream.unlinked(entry.id());
            answerLeft(entry);
            return;
        }
        // A cancelled IN transfer can have moved data; losing it would break a serial line (libusb#739).
        int told = cancelled && entry.unlinked ? UrbStatus.OK : statusToTell(status);
        entry.stream.complete(entry, urb.takeBuffer(), told, actual, in ? actual : 0);
    }

    private int statusToTell(int status) {
        if (closing != null && status != UrbStatus.OK) {
            return UrbStatus.ESHUTDOWN;
        }
        // Cancelled by us, as when its interface changed its setting: the kernel must not read it as its own unlink.
        return status == UrbStatus.ECONNRESET ? UrbStatus.EPROTO : status;
    }

    private void callEnded(InFlightUrb urb, int status) {
        if (!inFlight.containsKey(urb.id())) {
            return;
        }
        leaveTable(urb);
        listener.urbCompleted(
                TransferType.CONTROL, Direction.OUT, status, 0, nanoClock.getAsLong() - urb.submittedNanos);
        if (urb.stream.isClosed()) {
            answerLeft(urb);
            return;
        }
        urb.stream.complete(urb, closing != null ? UrbStatus.ESHUTDOWN : status);
        urb.stream.resume();
    }

    /** Answers an URB that never reached the device, because it is going away. */
    void shutDown(InFlightUrb urb) {
        leaveTable(urb);
        releaseBuffer(urb);
        listener.urbRefused(UrbStatus.ESHUTDOWN);
        if (urb.stream.isClosed()) {
            answerLeft(urb);
        } else {
            urb.stream.complete(urb, UrbStatus.ESHUTDOWN);
        }
    }

    /** Forgets an URB that never reached the device and that nobody waits for. */
    void abandon(InFlightUrb urb) {
        if (!urb.isRefused()) {
            leaveTable(urb);
            releaseBuffer(urb);
            answerLeft(urb);
        }
    }

    private void leaveTable(InFlightUrb urb) {
        inFlight.remove(urb.id());
        budget.urbEnded();
    }

    void answerLeft(InFlightUrb urb) {
        budget.bytesLeft(urb.chargedBytes);
    }

    private static void releaseBuffer(InFlightUrb urb) {
        if (urb.buffer != null) {
            urb.takeBuffer().release();
        }
    }

    /** Holds the control stream until the other streams have come as far as the fence says; true if it must wait. */
    boolean fence(Frame.Fence raised) {
        if (isPassed(raised)) {
            return false;
        }
        fence = raised;
        return true;
    }

    /** Some stream took a frame or ended. */
    void progressed() {
        if (fence != null && isPassed(fence)) {
            fence = null;
            EndpointStream control = streams.get(EndpointAddress.CONTROL);
            if (control != null) {
                control.resume();
            }
        }
    }

    private boolean isPassed(Frame.Fence raised) {
        for (Frame.Mark mark : raised.marks()) {
            EndpointStream stream = streams.get(mark.endpoint());
            // A stream that ended will not come any further.
            boolean passed = stream != null
                    ? stream.received() >= mark.sequence()
                    : mark.sequence() == 0 || closedStreams.contains(mark.endpoint());
            if (!passed) {
                return false;
            }
        }
        return true;
    }

    /** Flushes the stream once what runs now is done, so that a batch of answers leaves together. */
    void flushSoon(EndpointStream stream) {
        dirty.add(stream);
        if (!flushScheduled) {
            flushScheduled = true;
            executor.execute(this::flushDirty);
        }
    }

    private void flushDirty() {
        flushScheduled = false;
        for (EndpointStream stream : dirty) {
            stream.flush();
        }
        dirty.clear();
    }
}
