package dev.usbshare.client.bridge;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One attached device: carries URBs between the kernel's USB/IP socket and the lease's endpoint streams.
 *
 * <p><b>Confinement</b>: one event loop, that of the streams and of the kernel's socket.
 *
 * <p><b>Answers</b>: each CMD_SUBMIT hears either one RET_SUBMIT or, if an unlink comes first, none; each CMD_UNLINK
 * hears one RET_UNLINK, at once: -ECONNRESET if it cancelled (case 3a of vhci_hcd.c), 0 if the URB had its RET_SUBMIT or
 * was never seen (case 3b). Late answers of the server end here; the data in them waits for the endpoint's next URB
 * ({@link LateData}).
 *
 * <p><b>Order</b>: an endpoint's URBs travel and end in order, because its stream does. A request that changes the
 * device's setting waits on the server for what was sent on the other streams before it ({@link dev.usbshare.wire.Frame.Fence}),
 * and any URB for the unlinks before it: the kernel was told that those are done, so that the device's answer to an OUT URB must
 * not end up in an IN URB that is no longer wanted.
 *
 * <p><b>Back-pressure</b>: while a stream is unwritable and more than {@value #READ_ON_BYTES} bytes are in flight, the
 * kernel's socket is not read; up to there a full stream holds up neither the other endpoints nor its own unlinks. While the
 * socket is unwritable no stream is read.
 */
public final class DeviceBridge {

    /** Several of the largest commands that a storage driver sends, a small part of what the table allows. */
    private static final long READ_ON_BYTES = 4L << 20;

    private final int devid;
    private final BridgeListener listener;
    private final LongSupplier nanoClock;
    private final ActiveSetting setting;
    private final KernelSide kernel;
    private final KernelTap tap;
    private final InFlightTable table = new InFlightTable();
    private final ServerAnswers answers;
    private final EndpointPipes pipes;
    private final DescriptorAnswers descriptorAnswers;
    private final CompletableFuture<DeviceBridge> opening = new CompletableFuture<>();
    private boolean reading = true;
    private @Nullable BridgeEnd end;

    private DeviceBridge(
            DescriptorSet descriptors,
            int devid,
            EndpointStreams streams,
            BridgeListener listener,
            CapturePoint capture,
            LongSupplier nanoClock) {
        this.devid = devid;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.setting = new ActiveSetting(descriptors);
        this.tap = new KernelTap(capture, setting);
        this.kernel = new KernelSide(this, devid, tap);
        this.answers = new ServerAnswers(table, kernel, setting, listener, nanoClock, this::takeBack, this::openPipes);
        this.pipes = new EndpointPipes(this, answers, streams);
        this.descriptorAnswers = new DescriptorAnswers(descriptors, kernel);
    }

    /**
     * Opens the streams of every endpoint that the active configuration has in any alternate setting, so that the kernel
     * need not wait for them later. Called on the event loop.
     *
     * @param devid {@code busnum << 16 | devnum}: the same must be given to the controller
     * @param capture where a capture of this device may be put
     * @param nanoClock monotonic, in nanoseconds
     * @return completes on the event loop; fails with {@link BridgeException}
     */
    public static CompletionStage<DeviceBridge> open(
            DescriptorSet descriptors,
            int devid,
            EndpointStreams streams,
            BridgeListener listener,
            CapturePoint capture,
            LongSupplier nanoClock) {
        return new DeviceBridge(descriptors, devid, streams, listener, capture, nanoClock).open();
    }

    /** For our end of the controller's socket; good for one. */
    public ChannelHandler kernelHandler() {
        return kernel.handler();
    }

    public int devid() {
        return devid;
    }

    /** URBs that the server has not ended. */
    public int inFlightUrbs() {
        return table.urbs();
    }

    /** Bytes asked for by {@link #inFlightUrbs()}. */
    public long inFlightBytes() {
        return table.bytes();
    }

    /**
     * Ends everything: the kernel hears ESHUTDOWN for all that it waits for, then its socket closes, which detaches the
     * device. Idempotent.
     */
    public void close() {
        end(new BridgeEnd.Closed());
    }

    private CompletionStage<DeviceBridge> open() {
        openPipes().thenRun(() -> opening.complete(this));
        return opening;
    }

    private CompletableFuture<Void> openPipes() {
        return pipes.open(setting.configuration());
    }

    // ---- what the kernel says

    boolean mayBeIsochronous(int endpointNumber, Direction direction) {
        // An endpoint that we do not know is refused, but its PDU has to be read with its packets first.
        return setting.mayBeIsochronous(EndpointAddress.of(endpointNumber, direction));
    }

    /** Decides about an URB from its header, before anything is allocated for it. */
    Admission admit(CmdSubmit header) {
        if (!table.isFree(header.seqnum())) {
            throw new UsbIpException(
                    UsbIpException.Reason.UNEXPECTED,
                    "seqnum " + Integer.toUnsignedString(header.seqnum()) + " is in flight already");
        }
        EndpointAddress address = header.endpoint();
        Optional<EndpointDescriptor> endpoint = setting.endpoint(address);
        if (!address.isControl() && endpoint.isEmpty()) {
            return Admission.refused(UrbStatus.ENOENT);
        }
        boolean contradiction = address.isControl()
                && header.lengthBytes() > 0
                && header.setup().direction() != header.direction();
        if (contradiction) {
            return Admission.refused(UrbStatus.EINVAL);
        }
        if (!table.charge(header.lengthBytes())) {
            return Admission.refused(UrbStatus.ENOMEM);
        }
        return Admission.admitted(endpoint.map(EndpointDescriptor::type).orElse(TransferType.CONTROL));
    }

    /**
     * A whole CMD_SUBMIT.
     *
     * @param admitted what was decided when its header came; null if that is still to be done
     * @param payload OUT data behind its headroom, owned by the bridge now
     */
    void submit(CmdSubmit cmd, @Nullable Admission admitted, @Nullable ByteBuf payload) {
        // An earlier control URB has to be answered first.
        if (!table.isControlWaiting() && descriptorAnswers.answer(cmd)) {
            listener.descriptorAnswered();
            return;
        }
        Admission admission = admitted != null ? admitted : admit(cmd);
        if (admission.isRefused()) {
            kernel.refuse(cmd, admission.refusal());
            listener.urbRefused(admission.refusal());
            return;
        }
        EndpointPipe pipe = pipes.pipe(cmd.endpoint(), admission.type());
        if (end != null) {
            if (payload != null) {
                payload.release(); // a stream could not even be asked for
            }
            return;
        }
        if (admission.type() == TransferType.CONTROL && cmd.setup().isTrapped()) {
            pipes.fenceAll(pipe);
            pipes.begunAnewBy(cmd.setup(), setting).forEach(answers::beginAnew);
        } else {
            pipes.fenceUnlinks(pipe);
        }
        var urb = new PendingUrb(cmd, admission.type(), pipe, nanoClock.getAsLong());
        table.add(urb);
        if (!answers.answerLate(urb)) {
            pipe.submit(cmd, payload);
        }
    }

    /** The kernel takes an URB back; false if it is not waiting for it. */
    boolean unlink(int victim) {
        PendingUrb urb = table.find(victim);
        if (urb == null) {
            return false;
        }
        tap.takenBack(urb.cmd());
        takeBack(urb);
        listener.urbUnlinked();
        return true;
    }

    private void takeBack(PendingUrb urb) {
        table.unlink(urb);
        pipes.unlink(urb.pipe(), urb.seqnum());
    }

    // ---- flow

    boolean isKernelWritable() {
        return kernel.isWritable();
    }

    void kernelWritabilityChanged(boolean writable) {
        pipes.setReading(writable);
    }

    void pipeWritabilityChanged(boolean writable) {
        pipes.writabilityChanged(writable);
        updateReading();
    }

    private void updateReading() {
        boolean mayRead = pipes.areAllWritable() || table.bytes() <= READ_ON_BYTES;
        if (mayRead != reading) {
            reading = mayRead;
            kernel.setReading(mayRead);
        }
    }

    void flushLater(EndpointPipe pipe) {
        pipes.flushLater(pipe);
    }

    /** Sends what was written since the last time, each channel once. */
    void flush() {
        pipes.flush();
        kernel.flush();
        updateReading();
    }

    void end(BridgeEnd why) {
        if (end != null) {
            return;
        }
        end = why;
        answers.end();
        table.clear().forEach(urb -> kernel.refuse(urb.cmd(), UrbStatus.ESHUTDOWN));
        pipes.close();
        kernel.close(() -> {
            if (!opening.completeExceptionally(new BridgeException(why))) {
                listener.ended(why);
            }
        });
    }
}
