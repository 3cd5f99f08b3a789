package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port of the double with a device on it ({@code struct vhci_device}): sends what drivers submit and unlink, gives
 * back what is answered, and drops a device that breaks the rules.
 *
 * <p><b>Confinement</b>: the event loop of its channel, {@link #number}, {@link #channel}, {@link #pipes} and
 * {@link #closed()} aside.
 */
public final class InProcessPort implements VhciPort {

    private static final Logger LOG = LoggerFactory.getLogger(InProcessPort.class);

    private static final int CMD_SUBMIT = 1;
    private static final int CMD_UNLINK = 2;

    /** {@code URB_DIR_IN}, which the kernel sends along in the flags (include/linux/usb.h). */
    private static final int FLAG_DIR_IN = 0x200;

    private final int number;
    private final UsbSpeed speed;
    private final int devid;
    private final IntSupplier nextSeqnum;
    private final Channel deviceEnd;
    private final Channel kernelEnd;
    private final UrbTable table = new UrbTable();
    private final KernelReceiver receiver = new KernelReceiver(this, table);
    private final Deque<KernelUrb> submits = new ArrayDeque<>();
    private final Deque<KernelUrb> unlinks = new ArrayDeque<>();
    private final CompletableFuture<UsbPipes> pipes = new CompletableFuture<>();
    private final CompletableFuture<Optional<Breach>> end = new CompletableFuture<>();
    private @Nullable Breach breach;
    private boolean transmitScheduled;
    private boolean closing;
    private boolean down;

    InProcessPort(int number, UsbSpeed speed, int devid, IntSupplier nextSeqnum, PipeChannel.Pair ends) {
        this.number = number;
        this.speed = speed;
        this.devid = devid;
        this.nextSeqnum = nextSeqnum;
        this.deviceEnd = ends.first();
        this.kernelEnd = ends.second();
        kernelEnd.pipeline().addLast(receiver);
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public Channel channel() {
        return deviceEnd;
    }

    public UsbSpeed speed() {
        return speed;
    }

    /**
     * The device, once it is enumerated and configured. Fails with a {@link dev.usbshare.client.vhci.VhciException} if
     * it could not be.
     */
    public CompletionStage<UsbPipes> pipes() {
        return pipes.minimalCompletionStage();
    }

    /** The end of the attachment, with the breach where one was the reason. */
    public CompletionStage<Optional<Breach>> closed() {
        return end.minimalCompletionStage();
    }

    /** What the peer did wrong, if it did. */
    public Optional<Breach> breach() {
        return Optional.ofNullable(breach);
    }

    /**
     * Sends a request as a driver's {@code usb_submit_urb} does, whatever the descriptors say. On a port that lost its
     * device the request comes back with ENODEV.
     */
    public void submit(KernelUrb urb) {
        if (down) {
            eventLoop().execute(() -> urb.giveBack(UrbStatus.ENODEV));
            return;
        }
        urb.queued(nextSeqnum.getAsInt());
        submits.add(urb);
        scheduleTransmit();
    }

    /** Asks for a request's early end as {@code usb_unlink_urb} does; nothing happens if it has ended. */
    public void unlink(KernelUrb urb) {
        if (urb.unlinking || urb.isGivenBack() || urb.state == KernelUrb.State.NEW) {
            return;
        }
        urb.unlinking = true;
        table.unlinking(urb);
        unlinks.add(urb);
        scheduleTransmit();
    }

    /** Whether every request and unlink has its answer. */
    public boolean isIdle() {
        return submits.isEmpty() && unlinks.isEmpty() && table.isIdle();
    }

    /** Leaves answers in the socket, as a kernel that is busy elsewhere does, or takes them again. */
    public void pauseReceiving(boolean paused) {
        kernelEnd.config().setAutoRead(!paused);
    }

    /** Drops the device as a person does who writes the port's number to {@code detach}. */
    public void detach() {
        closing = true;
        kernelEnd.close();
    }

    Channel kernelEnd() {
        return kernelEnd;
    }

    CompletableFuture<UsbPipes> pipesPromise() {
        return pipes;
    }

    EventLoop eventLoop() {
        return kernelEnd.eventLoop();
    }

    boolean isClosing() {
        return closing;
    }

    void breached(Breach what) {
        if (breach == null) {
            breach = what;
            LOG.atWarn().addKeyValue("port", number).log("The device is dropped: its peer broke a rule: {}", what);
        }
        detach();
    }

    /** The socket is closed, from whichever side. */
    void disconnected() {
        if (down) {
            return;
        }
        down = true;
        receiver.abandon(UrbStatus.ESHUTDOWN);
        table.giveBackAll(UrbStatus.ESHUTDOWN);
        for (KernelUrb urb = submits.poll(); urb != null; urb = submits.poll()) {
            urb.giveBack(UrbStatus.ESHUTDOWN);
        }
        unlinks.clear();
        end.complete(Optional.ofNullable(breach));
    }

    /** All waiting requests go out before any unlink ({@code vhci_tx_loop}), and nothing while the socket is full. */
    void transmit() {
        transmitScheduled = false;
        boolean wrote = false;
        while (kernelEnd.isWritable() && !down) {
            if (!submits.isEmpty()) {
                KernelUrb urb = submits.remove();
                table.sent(urb);
                kernelEnd.write(submitPdu(urb), kernelEnd.voidPromise());
            } else if (!unlinks.isEmpty()) {
                KernelUrb victim = unlinks.remove();
                int seqnum = nextSeqnum.getAsInt();
                table.unlinkSent(seqnum, victim);
                kernelEnd.write(unlinkPdu(seqnum, victim), kernelEnd.voidPromise());
            } else {
                break;
            }
            wrote = true;
        }
        if (wrote) {
            kernelEnd.flush();
        }
    }

    private void scheduleTransmit() {
        if (!transmitScheduled) {
            transmitScheduled = true;
            eventLoop().execute(this::transmit);
        }
    }

    private ByteBuf submitPdu(KernelUrb urb) {
        boolean in = urb.direction() == Direction.IN;
        int bytes = KernelReceiver.HEADER_BYTES
                + urb.outData().length
                + urb.packets().sizeBytes();
        ByteBuf pdu = kernelEnd.alloc().buffer(bytes, bytes);
        pdu.writeInt(CMD_SUBMIT)
                .writeInt(urb.seqnum())
                .writeInt(devid)
                .writeInt(urb.directionCode())
                .writeInt(urb.endpointNumber())
                .writeInt(urb.transferFlags() | (in ? FLAG_DIR_IN : 0))
                .writeInt(urb.lengthBytes())
                .writeInt(0) // start_frame
                .writeInt(urb.packets().count())
                .writeInt(0); // interval: the exporter has the descriptor
        urb.setup().write(pdu.writeZero(8), pdu.writerIndex() - 8);
        pdu.writeBytes(urb.outData());
        urb.packets().write(pdu);
        return pdu;
    }

    private ByteBuf unlinkPdu(int seqnum, KernelUrb victim) {
        return kernelEnd
                .alloc()
                .buffer(KernelReceiver.HEADER_BYTES, KernelReceiver.HEADER_BYTES)
                .writeInt(CMD_UNLINK)
                .writeInt(seqnum)
                .writeInt(devid)
                .writeInt(victim.directionCode())
                .writeInt(victim.endpointNumber())
                .writeInt(victim.seqnum())
                .writeZero(24);
    }
}
