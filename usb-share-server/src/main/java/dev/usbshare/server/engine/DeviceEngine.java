package dev.usbshare.server.engine;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.wire.Frame;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One leased device at work: takes the frames of its streams to the device, from the first stream to the device's end.
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
    private final ControlCalls calls;
    private final SubmitForm form;
    private final InFlightTable inFlight;
    private final BulkGate gate;
    private final EngineTap tap;
    private final UrbEnds ends;
    private final StreamTable streams = new StreamTable();
    private final FlushBatch flushes;
    private final UrbMemory memory;

    private @Nullable CompletableFuture<Void> closing;

    /**
     * @param memory shared by all engines on the executor
     * @param bandwidth how fast bulk data may move
     * @param capture where a capture of this device may be put
     * @param nanoClock monotonic, in nanoseconds
     */
    public DeviceEngine(
            UsbDevice device,
            EventExecutor executor,
            UrbMemory memory,
            Bandwidth bandwidth,
            EngineListener listener,
            CapturePoint capture,
            LongSupplier nanoClock) {
        this.device = device;
        this.executor = executor;
        this.memory = memory;
        this.listener = listener;
        this.nanoClock = nanoClock;
        var endpoints = new EndpointTable(device.descriptors());
        this.calls = new ControlCalls(device, endpoints);
        this.form = new SubmitForm(device, endpoints, calls);
        this.inFlight = new InFlightTable(memory);
        this.gate = new BulkGate(bandwidth, this::letGo);
        this.tap = new EngineTap(capture);
        this.ends = new UrbEnds(inFlight, gate, listener, tap, nanoClock);
        this.flushes = new FlushBatch(executor);
        memory.leaseBegan();
    }

    /** URBs that have no answer yet. */
    public int inFlightUrbs() {
        return inFlight.size();
    }

    /** Bytes of URBs in flight and of answers that have not left yet. */
    public long inFlightBytes() {
        return inFlight.bytes();
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
        ends.closing();
        streams.dropFences();
        streams.all().forEach(EndpointStream::abandonTurns);
        gate.clear().forEach(ends::shutDown);
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
        memory.leaseEnded();
        // A device ends what it was given before it is closed; what is left waits for a call's end or for its data.
        inFlight.all().forEach(ends::shutDown);
        for (EndpointStream stream : streams.all()) {
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
        streams.add(stream, endpoint);
        return true;
    }

    /** What will travel on an endpoint's stream. */
    TransferType typeOf(EndpointAddress endpoint) {
        return form.typeOf(endpoint);
    }

    /** A stream ended: nobody waits for its URBs any more. */
    void streamClosed(EndpointStream stream) {
        if (!streams.remove(stream)) {
            return;
        }
        for (InFlightUrb urb : inFlight.all()) {
            if (urb.stream != stream) {
                continue;
            }
            if (urb.urb != null) {
                device.cancel(urb.urb);
            } else if (urb.waits) {
                gate.remove(urb);
                ends.abandon(urb);
            }
        }
        streams.progressed();
    }

    /** A SUBMIT's header is here: takes it into the table and the budget, or says why not. */
    InFlightUrb admit(EndpointStream stream, Frame.Submit submit) {
        inFlight.requireFree(submit.urbId());
        int refusal = closing != null ? UrbStatus.ESHUTDOWN : form.refusalOf(stream.endpoint(), submit);
        if (refusal != InFlightUrb.ADMITTED) {
            return new InFlightUrb(ends, stream, submit, refusal, 0);
        }
        ByteBuf buffer = inFlight.charge(submit.lengthBytes());
        if (buffer == null) {
            return new InFlightUrb(ends, stream, submit, UrbStatus.ENOMEM, 0);
        }
        var urb = new InFlightUrb(ends, stream, submit, InFlightUrb.ADMITTED, submit.lengthBytes());
        urb.buffer = buffer;
        inFlight.enter(urb);
        return urb;
    }

    void refused(InFlightUrb urb) {
        listener.urbRefused(urb.refusal);
    }

    /** Gives an admitted URB to the device; true if what follows on its stream must wait for its end. */
    boolean start(InFlightUrb entry) {
        if (!inFlight.holds(entry)) {
            // The device went while the data was arriving, and the client has its answer.
            entry.releaseBuffer();
            return false;
        }
        boolean call =
                entry.stream.endpoint().isControl() && entry.submit.setup().isTrapped();
        if (call) {
            entry.releaseBuffer();
            begin(entry);
            tap.called(entry.id(), entry.submit.setup());
            calls.carryOut(entry.submit.setup(), status -> ends.callEnded(entry, status));
        } else if (gate.isOpen() || !form.isBulk(entry.stream.endpoint())) {
            submit(entry);
        } else if (gate.enter(entry)) {
            gate.started(entry);
            submit(entry);
        } else {
            listener.urbHeldBack();
        }
        return call;
    }

    /** A limit lets an URB go that it held back; by now it may have nowhere to go. */
    private void letGo(InFlightUrb entry) {
        int refusal = form.refusalOf(entry.stream.endpoint(), entry.submit);
        if (refusal != InFlightUrb.ADMITTED) {
            ends.refuse(entry, refusal);
        } else {
            gate.started(entry);
            submit(entry);
        }
    }

    private void submit(InFlightUrb entry) {
        Urb urb = form.urb(entry);
        entry.urb = urb;
        begin(entry);
        tap.submitted(urb);
        device.submit(urb);
    }

    private void begin(InFlightUrb urb) {
        urb.begun = true;
        urb.submittedNanos = nanoClock.getAsLong();
        listener.urbSubmitted();
    }

    /** The client no longer wants an URB. Only the stream it came in may say so. */
    void unlink(EndpointStream stream, int urbId) {
        InFlightUrb urb = inFlight.find(urbId);
        if (urb == null || urb.stream != stream) {
            stream.unlinked(urbId);
        } else if (urb.urb != null) {
            urb.unlinked = true;
            device.cancel(urb.urb);
        } else if (urb.waits) {
            gate.remove(urb);
            ends.unlinked(urb);
        }
        // Else a call of the USB stack: it cannot be taken back, its COMPLETE is the answer.
    }

    /** Answers an URB that never reached the device, because it is going away. */
    void shutDown(InFlightUrb urb) {
        ends.shutDown(urb);
    }

    /** Forgets an URB that never reached the device and that nobody waits for. */
    void abandon(InFlightUrb urb) {
        ends.abandon(urb);
    }

    /** Holds a stream until the others have come as far as the fence says; true if it must wait. */
    boolean fence(EndpointStream stream, Frame.Fence raised) {
        return streams.raise(stream, raised);
    }

    /** Some stream took a frame. */
    void progressed() {
        streams.progressed();
    }

    /** Flushes the stream once what runs now is done. */
    void flushSoon(EndpointStream stream) {
        flushes.add(stream);
    }
}
