package dev.usbshare.client.attachment;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachmentState.EndReason;
import dev.usbshare.client.bridge.BridgeEnd;
import dev.usbshare.client.bridge.BridgeListener;
import dev.usbshare.client.bridge.DeviceBridge;
import dev.usbshare.client.bridge.EndpointStreams;
import dev.usbshare.client.firewall.DeviceGate;
import dev.usbshare.client.firewall.NotLetInException;
import dev.usbshare.client.firewall.Occasion;
import dev.usbshare.client.firewall.Offer;
import dev.usbshare.client.remote.LeaseGrant;
import dev.usbshare.client.remote.LeaseRequest;
import dev.usbshare.client.remote.RefusedException;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.service.meters.RecentLatency;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.LeaseId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One device on its way to, on, and off a port: lease, streams, port, and all three given back at the end, in whatever
 * state the end finds it.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class Attachment {

    /** Longer than what ended a stream takes to be heard of after it. */
    private static final Duration CAUSE_PATIENCE = Duration.ofMillis(500);

    private final int id;
    private final RemoteServer server;
    private final String captureName;
    private final UsbDeviceInfo device;
    private final AttachOrder order;
    private final AttachmentJournal journal;
    private final Captures captures;
    private final AttachmentListener listener;
    private final Runnable changed;
    private final long beganNanos = System.nanoTime();
    private final CompletableFuture<Attachment> attached = new CompletableFuture<>();
    private AttachmentState state = new AttachmentState.Leasing();
    private @Nullable LeaseId lease;
    private @Nullable DeviceBridge bridge;
    private @Nullable Runnable leaveQueue;
    private String notice = "";
    private long urbs;
    private long bytesIn;
    private long bytesOut;
    private final RecentLatency latency = new RecentLatency();

    /** @param changed runs after each change of state */
    Attachment(
            int id,
            RemoteServer server,
            UsbDeviceInfo device,
            AttachOrder order,
            AttachmentJournal journal,
            Captures captures,
            AttachmentListener listener,
            Runnable changed) {
        this.id = id;
        this.server = server;
        this.captureName = server.address().name() + "/" + device.busId();
        this.device = device;
        this.order = order;
        this.journal = journal;
        this.captures = captures;
        this.listener = listener;
        this.changed = changed;
    }

    int id() {
        return id;
    }

    RemoteServer server() {
        return server;
    }

    UsbDeviceInfo device() {
        return device;
    }

    AttachmentState state() {
        return state;
    }

    boolean isOver() {
        return state instanceof AttachmentState.Ended;
    }

    /** Whether nobody asked for it. */
    boolean isByRule() {
        return order.occasion() instanceof Occasion.ByRule;
    }

    boolean holds(LeaseId candidate) {
        return candidate.equals(lease);
    }

    AttachmentView view() {
        return new AttachmentView(
                id,
                server.address().name(),
                captureName,
                device,
                state,
                notice,
                new AttachmentView.Traffic(
                        urbs,
                        bytesIn,
                        bytesOut,
                        bridge == null ? 0 : bridge.inFlightUrbs(),
                        latency.report(System.nanoTime())));
    }

    /** Ends when the device is on its port, or fails with the reason why it is not. */
    CompletionStage<Attachment> attached() {
        return attached;
    }

    /** Goes all the way to a port. Called once. */
    void start(DeviceGate gate, Vhci vhci) {
        UrbMeter meter = listener.began(server.address().name(), device);
        var wanted = new LeaseRequest(device.busId(), order.mode(), order.pin());
        server.attach(wanted, this::queued).whenComplete((grant, failure) -> {
            if (failure != null) {
                if (cause(failure) instanceof RefusedException refused) {
                    listener.refused(refused.code());
                }
                end(EndReason.LEASE_ENDED, message(failure));
            } else if (isOver()) {
                server.detach(grant.lease());
            } else {
                leased(gate, vhci, meter, grant);
            }
        });
    }

    /** The server said something about the lease that a person should know. */
    void notice(String text) {
        notice = text;
        changed.run();
    }

    private void queued(int position, String holder, Runnable cancel) {
        if (isOver()) {
            cancel.run();
        } else {
            leaveQueue = cancel;
            to(new AttachmentState.Queued(position, holder));
        }
    }

    /** Ends it: the kernel's pending requests are answered, the port freed, the lease given back. Idempotent. */
    void end(EndReason reason, String detail) {
        if (isOver()) {
            return;
        }
        to(new AttachmentState.Ended(reason, detail));
        if (leaveQueue != null) {
            leaveQueue.run();
        }
        if (bridge != null) {
            bridge.close();
        }
        if (lease != null) {
            server.detach(lease);
        }
        journal.ended(reason, detail);
        listener.ended(reason);
        attached.completeExceptionally(new AttachException(detail));
    }

    private void leased(DeviceGate gate, Vhci vhci, UrbMeter meter, LeaseGrant grant) {
        lease = grant.lease();
        leaveQueue = null;
        to(new AttachmentState.Preparing());
        var offer = new Offer(
                server.address().nodeId(), server.address().name(), device, grant.device(), grant.descriptors());
        gate.admit(offer, order.occasion())
                .whenCompleteAsync(
                        (admitted, failure) -> {
                            if (failure != null) {
                                boolean refused = cause(failure) instanceof NotLetInException;
                                end(refused ? EndReason.NOT_LET_IN : EndReason.FAILED, message(failure));
                            } else if (!isOver()) {
                                prepare(vhci, meter, grant);
                            }
                        },
                        server.executor());
    }

    private void prepare(Vhci vhci, UrbMeter meter, LeaseGrant grant) {
        PeerConnection connection = server.connection();
        if (connection == null) {
            end(EndReason.CONNECTION_LOST, "the connection ended");
            return;
        }
        CapturePoint capture = captures.join(captureName);
        DeviceBridge.open(
                        grant.descriptors(),
                        devid(grant.device()),
                        EndpointStreams.of(connection, grant.lease()),
                        new BridgeEvents(meter, () -> captures.leave(captureName, capture)),
                        capture,
                        System::nanoTime)
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        captures.leave(captureName, capture);
                        end(EndReason.FAILED, message(failure));
                    } else if (isOver()) {
                        opened.close();
                    } else {
                        takePort(vhci, grant, opened);
                    }
                });
    }

    private void takePort(Vhci vhci, LeaseGrant grant, DeviceBridge opened) {
        bridge = opened;
        vhci.attach(grant.device().speed(), opened.devid(), opened.kernelHandler())
                .whenComplete((port, failure) -> {
                    if (failure != null) {
                        end(EndReason.FAILED, message(failure));
                    } else if (isOver()) {
                        port.channel().close();
                    } else {
                        record(port);
                    }
                });
    }

    /** Nothing stays attached that the audit log does not take. */
    private void record(VhciPort port) {
        journal.attached(order.occasion().actor(), port.number())
                .whenCompleteAsync(
                        (kept, failure) -> {
                            if (failure != null) {
                                end(EndReason.FAILED, message(failure));
                            } else if (!isOver()) {
                                toAttached(port);
                            }
                        },
                        server.executor());
    }

    private void bridgeEnded(BridgeEnd how) {
        switch (how) {
            case BridgeEnd.Closed() -> {
                // By end(), which has said why.
            }
            case BridgeEnd.KernelDetached() -> end(EndReason.DETACHED, "the kernel let the device go");
            case BridgeEnd.StreamLost(var detail) -> streamLost(detail);
            case BridgeEnd.ServerBrokeProtocol(var cause) -> {
                end(EndReason.FAILED, String.valueOf(cause.getMessage()));
                PeerConnection connection = server.connection();
                if (connection != null) {
                    connection.close(cause.code(), cause.detail());
                }
            }
            case BridgeEnd.KernelBrokeProtocol(var cause) ->
                end(EndReason.FAILED, "the kernel's stream is broken: " + cause.getMessage());
        }
    }

    /** Streams end before we hear what ended them: the connection, or the server its lease. If neither comes, it was they alone. */
    private void streamLost(String detail) {
        server.executor()
                .schedule(() -> end(EndReason.LEASE_ENDED, detail), CAUSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void toAttached(VhciPort port) {
        listener.attached(Duration.ofNanos(System.nanoTime() - beganNanos));
        to(new AttachmentState.Attached(port.number()));
        attached.complete(this);
    }

    private void to(AttachmentState next) {
        state = next;
        changed.run();
    }

    /** The number by which the kernel names the device in each request: {@code busnum << 16 | devnum}. */
    private static int devid(UsbDeviceInfo device) {
        return device.busNumber() << 16 | device.deviceNumber();
    }

    private static String message(Throwable failure) {
        return String.valueOf(cause(failure).getMessage());
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** The bridge's news: traffic goes to the meter, the end to us. */
    private final class BridgeEvents implements BridgeListener {

        private final UrbMeter meter;
        private final Runnable ended;

        BridgeEvents(UrbMeter meter, Runnable ended) {
            this.meter = meter;
            this.ended = ended;
        }

        @Override
        public void urbCompleted(TransferType type, Direction direction, int bytes, long nanos, int status) {
            urbs++;
            if (direction == Direction.IN) {
                bytesIn += bytes;
            } else {
                bytesOut += bytes;
            }
            latency.record(nanos, System.nanoTime());
            meter.completed(type, direction, bytes, nanos, status);
        }

        @Override
        public void urbUnlinked() {
            meter.unlinked();
        }

        @Override
        public void lateData(int bytes, boolean kept) {
            meter.late(bytes, kept);
        }

        @Override
        public void urbRefused(int status) {
            meter.refused(status);
        }

        @Override
        public void ended(BridgeEnd how) {
            ended.run();
            bridgeEnded(how);
        }
    }
}
