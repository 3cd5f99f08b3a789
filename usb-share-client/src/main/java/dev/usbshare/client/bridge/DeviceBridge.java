package dev.usbshare.client.bridge;

import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import java.util.List;
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
 * was never seen (case 3b). Late answers of the server are dropped here.
 *
 * <p><b>Order</b>: an endpoint's URBs travel and end in order, because its stream does. A request that changes the
 * device's setting waits on the server for what was sent on the other streams before it ({@link Frame.Fence}).
 *
 * <p><b>Back-pressure</b>: while any stream is unwritable the kernel's socket is not read; while the socket is
 * unwritable no stream is read. Unlinks then wait too, at most until the connection is given up.
 */
public final class DeviceBridge {

    private final DescriptorSet descriptors;
    private final int devid;
    private final BridgeListener listener;
    private final LongSupplier nanoClock;
    private final EndpointTable endpoints;
    private final KernelSide kernel;
    private final InFlightTable table = new InFlightTable();
    private final EndpointPipes pipes;
    private final DescriptorAnswers descriptorAnswers;
    private final CompletableFuture<DeviceBridge> opening = new CompletableFuture<>();
    private @Nullable BridgeEnd end;

    private DeviceBridge(
            DescriptorSet descriptors,
            int devid,
            EndpointStreams streams,
            BridgeListener listener,
            LongSupplier nanoClock) {
        this.descriptors = descriptors;
        this.devid = devid;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.endpoints = new EndpointTable(descriptors);
        this.kernel = new KernelSide(this, devid);
        this.pipes = new EndpointPipes(this, streams);
        this.descriptorAnswers = new DescriptorAnswers(descriptors, kernel);
    }

    /**
     * Opens the streams of every endpoint that the active configuration has in any alternate setting, so that the kernel
     * need not wait for them later. Called on the event loop.
     *
     * @param devid {@code busnum << 16 | devnum}: the same must be given to the controller
     * @param nanoClock monotonic, in nanoseconds
     * @return completes on the event loop; fails with {@link BridgeException}
     */
    public static CompletionStage<DeviceBridge> open(
            DescriptorSet descriptors,
            int devid,
            EndpointStreams streams,
            BridgeListener listener,
            LongSupplier nanoClock) {
        return new DeviceBridge(descriptors, devid, streams, listener, nanoClock).open();
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
        pipes.open(configuration()).thenRun(() -> opening.complete(this));
        return opening;
    }

    private ConfigurationDescriptor configuration() {
        int value = endpoints.configurationValue();
        return descriptors.configuration(value).orElseGet(() -> new ConfigurationDescriptor(value, List.of()));
    }

    // ---- what the kernel says

    boolean mayBeIsochronous(int endpointNumber, Direction direction) {
        EndpointAddress address = EndpointAddress.of(endpointNumber, direction);
        // An endpoint that we do not know is refused, but its PDU has to be read with its packets first.
        return !address.isControl()
                && endpoints
                        .find(address)
                        .map(e -> e.type() == TransferType.ISOCHRONOUS)
                        .orElse(true);
    }

    /** Decides about an URB from its header, before anything is allocated for it. */
    Admission admit(CmdSubmit header) {
        if (!table.isFree(header.seqnum())) {
            throw new UsbIpException(
                    UsbIpException.Reason.UNEXPECTED,
                    "seqnum " + Integer.toUnsignedString(header.seqnum()) + " is in flight already");
        }
        EndpointAddress address = header.endpoint();
        Optional<EndpointDescriptor> endpoint = endpoints.find(address);
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
            release(payload); // a stream could not even be asked for
            return;
        }
        if (admission.type() == TransferType.CONTROL && cmd.setup().isTrapped()) {
            pipes.raiseFence(pipe);
        }
        table.add(new PendingUrb(cmd, admission.type(), pipe, nanoClock.getAsLong()));
        pipe.submit(cmd, payload);
    }

    /** The kernel takes an URB back; false if it is not waiting for it. */
    boolean unlink(int victim) {
        PendingUrb urb = table.unlink(victim);
        if (urb == null) {
            return false;
        }
        urb.pipe().unlink(victim);
        listener.urbUnlinked();
        return true;
    }

    // ---- what the server says

    /** Where a COMPLETE's data belongs; null if nobody wants it any more. */
    @Nullable
    ByteBuf payload(EndpointPipe pipe, Frame.Complete complete, int payloadBytes) {
        if (end != null) {
            return null;
        }
        PendingUrb urb = requireSound(pipe, complete, payloadBytes);
        boolean wanted = table.find(complete.urbId()) != null;
        return wanted ? KernelSide.answerBuffer(urb.cmd(), payloadBytes) : null;
    }

    void completed(EndpointPipe pipe, Frame.Complete complete, @Nullable ByteBuf payload) {
        if (end != null) {
            release(payload);
            return;
        }
        PendingUrb urb = table.find(complete.urbId());
        if (urb == null) {
            release(payload);
            endUnlinked(pipe, complete);
            return;
        }
        if (payload == null) {
            requireSound(pipe, complete, 0);
        }
        table.completed(urb);
        follow(urb, complete.status());
        kernel.retSubmit(
                urb.cmd(),
                complete.status(),
                complete.actualLengthBytes(),
                complete.startFrame(),
                complete.packets(),
                payload != null ? payload : KernelSide.answerBuffer(urb.cmd(), 0));
        listener.urbCompleted(
                urb.type(),
                urb.cmd().direction(),
                complete.actualLengthBytes(),
                nanoClock.getAsLong() - urb.submittedNanos(),
                complete.status());
    }

    /** The server completed what the kernel had taken back: the kernel hears nothing, but the device has done it. */
    private void endUnlinked(EndpointPipe pipe, Frame.Complete complete) {
        PendingUrb urb = table.findUnlinked(complete.urbId());
        if (urb == null || urb.pipe() != pipe) {
            throw unknown(complete.urbId());
        }
        table.unlinkedEnded(urb);
        follow(urb, complete.status());
    }

    /** The server cancelled an URB, or had completed it before it was asked to. */
    void unlinked(EndpointPipe pipe, int urbId) {
        PendingUrb urb = table.findUnlinked(urbId);
        if (urb != null && urb.pipe() == pipe) {
            table.unlinkedEnded(urb);
            return;
        }
        // A COMPLETE may have crossed the UNLINK and ended the URB before: then this says nothing new.
        if (table.find(urbId) != null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "UNLINKED for an URB that was not taken back");
        }
    }

    private PendingUrb requireSound(EndpointPipe pipe, Frame.Complete complete, int payloadBytes) {
        PendingUrb urb = table.find(complete.urbId());
        if (urb == null) {
            urb = table.findUnlinked(complete.urbId());
        }
        if (urb == null || urb.pipe() != pipe) {
            throw unknown(complete.urbId());
        }
        urb.requireSound(complete, payloadBytes);
        return urb;
    }

    private static ProtocolException unknown(int urbId) {
        return new ProtocolException(
                CloseCode.UNEXPECTED,
                "COMPLETE for URB " + Integer.toUnsignedString(urbId) + ", which is not in flight");
    }

    /** Endpoints change with a configuration or an alternate setting, which the device has now taken. */
    private void follow(PendingUrb urb, int status) {
        SetupPacket setup = urb.cmd().setup();
        if (!urb.isControl() || status != UrbStatus.OK) {
            return;
        }
        if (setup.isSetConfiguration()) {
            endpoints.configure(setup.value() & 0xff);
            pipes.open(configuration());
        } else if (setup.isSetInterface()) {
            endpoints.select(setup.index() & 0xff, setup.value() & 0xff);
        }
    }

    // ---- flow

    boolean isKernelWritable() {
        return kernel.isWritable();
    }

    void kernelWritabilityChanged(boolean writable) {
        pipes.setReading(writable);
    }

    void pipeWritabilityChanged(boolean writable) {
        boolean wasReading = pipes.areAllWritable();
        pipes.writabilityChanged(writable);
        boolean isReading = pipes.areAllWritable();
        if (wasReading != isReading) {
            kernel.setReading(isReading);
        }
    }

    void flushLater(EndpointPipe pipe) {
        pipes.flushLater(pipe);
    }

    /** Sends what was written since the last time, each channel once. */
    void flush() {
        pipes.flush();
        kernel.flush();
    }

    void end(BridgeEnd why) {
        if (end != null) {
            return;
        }
        end = why;
        table.clear().forEach(urb -> kernel.refuse(urb.cmd(), UrbStatus.ESHUTDOWN));
        pipes.close();
        kernel.close(() -> {
            if (!opening.completeExceptionally(new BridgeException(why))) {
                listener.ended(why);
            }
        });
    }

    private static void release(@Nullable ByteBuf payload) {
        if (payload != null) {
            payload.release();
        }
    }
}
