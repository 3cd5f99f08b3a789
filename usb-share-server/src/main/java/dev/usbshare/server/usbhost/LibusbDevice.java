package dev.usbshare.server.usbhost;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device, opened and claimed through libusb.
 *
 * <p><b>Confinement</b>: the executor it was opened with, except what says otherwise. Its life: open; lost when the
 * device is unplugged or its event thread dies; closing, from which nothing returns.
 */
final class LibusbDevice implements UsbDevice, TransferPipeline.Owner {

    /** How long a lost device's transfers may take to say so themselves. */
    static final long LOST_MILLIS = 2_000;

    private static final long STARVED_RETRY_MILLIS = 20;
    private static final Logger LOG = LoggerFactory.getLogger(LibusbDevice.class);

    /** What the host hears of its devices; on the device's executor. */
    interface Events {

        void onClosed(LibusbDevice device);

        void onEventThreadDied(LibusbDevice device, Throwable cause);
    }

    private enum State {
        OPEN,
        LOST,
        CLOSING
    }

    private final UsbDeviceInfo info;
    private final DescriptorSet descriptors;
    private final LibusbHandle handle;
    private final InterfaceClaims claims;
    private final Confinement confinement;
    private final ExecutorService worker;
    private final Runnable gone;
    private final Events events;
    private final TransferPipeline pipeline;
    private final DeviceRequests requests;
    private final RequestSequence sequence;
    private final EventThread eventThread;
    private final CompletableFuture<Void> drained = new CompletableFuture<>();
    private State state = State.OPEN;
    private boolean unplugged;
    private boolean goneTold;
    private @Nullable CompletableFuture<Void> closed;

    LibusbDevice(
            OpenedDevice opened,
            EventExecutor executor,
            ExecutorService worker,
            TransferMeter meter,
            Runnable gone,
            Events events) {
        this.info = opened.info();
        this.descriptors = opened.descriptors();
        this.handle = opened.handle();
        this.claims = opened.claims();
        this.confinement = new Confinement(executor);
        this.worker = worker;
        this.gone = gone;
        this.events = events;
        var endpoints = new EndpointTable(descriptors);
        var completions = new CompletionQueue(this::wake);
        this.pipeline = new TransferPipeline(handle, new UrbForm(endpoints), meter, this, completions);
        this.requests = new DeviceRequests(opened, endpoints, pipeline);
        this.sequence = new RequestSequence(pipeline, confinement, worker);
        this.eventThread = new EventThread(handle, "usb-events-" + info.busId(), this::eventThreadDied);
    }

    /** Begins to hear completions; once, before anything is submitted. Any thread. */
    void start() {
        eventThread.start();
    }

    /** Any thread. */
    boolean isEventThreadAlive() {
        return eventThread.isAlive();
    }

    /** Any thread: the host has seen the device go. */
    void unplugged() {
        confinement.execute(this::lose);
    }

    /** Any thread. */
    CompletionStage<Void> closeFromOutside() {
        var result = new CompletableFuture<Void>();
        confinement.execute(() -> close().thenRun(() -> result.complete(null)));
        return result;
    }

    @Override
    public UsbDeviceInfo info() {
        return info;
    }

    @Override
    public DescriptorSet descriptors() {
        return descriptors;
    }

    @Override
    public void submit(Urb urb) {
        sequence.urb(pipeline.admit(urb));
    }

    @Override
    public void cancel(Urb urb) {
        if (urb.deviceState() instanceof UrbTransfer transfer && transfer.carries(urb)) {
            sequence.unlink(transfer);
        }
    }

    @Override
    public void setConfiguration(int value, IntConsumer done) {
        sequence.request(requests.setConfiguration(value, watched(done)));
    }

    @Override
    public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
        sequence.request(requests.setInterface(interfaceNumber, alternateSetting, watched(done)));
    }

    @Override
    public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
        sequence.request(requests.clearHalt(endpoint, watched(done)));
    }

    @Override
    public CompletionStage<Void> close() {
        CompletableFuture<Void> end = closed;
        if (end == null) {
            end = new CompletableFuture<>();
            closed = end;
            boolean lost = unplugged;
            state = State.CLOSING;
            sequence.shutDown();
            pipeline.shutDown();
            tellIfIdle();
            CompletableFuture<Void> result = end;
            var teardown = new DeviceTeardown(info, handle, claims, eventThread, pipeline, confinement, worker);
            teardown.start(lost, drained, () -> {
                events.onClosed(this);
                result.complete(null);
            });
        }
        return end.minimalCompletionStage();
    }

    @Override
    public void onDeviceLost() {
        confinement.execute(this::lose);
    }

    @Override
    public void onDrained() {
        sequence.advance();
        tellIfIdle();
    }

    @Override
    public void later(Runnable task) {
        confinement.execute(task);
    }

    @Override
    public void retryLater() {
        confinement.schedule(() -> pipeline.retryStarved(), STARVED_RETRY_MILLIS);
    }

    private void wake() {
        confinement.execute(pipeline::drain);
    }

    private void lose() {
        if (state == State.OPEN) {
            state = State.LOST;
            unplugged = true;
            LOG.atInfo().addKeyValue("busId", info.busId()).log("device unplugged while open");
            sequence.shutDown();
            pipeline.shutDown();
            confinement.schedule(this::abandonLost, LOST_MILLIS);
            tellIfIdle();
        }
    }

    private void abandonLost() {
        if (state == State.LOST && !pipeline.isIdle()) {
            pipeline.abandon();
        }
    }

    private void eventThreadDied(Throwable cause) {
        confinement.execute(() -> {
            LOG.atError().addKeyValue("busId", info.busId()).setCause(cause).log("libusb event thread died");
            events.onEventThreadDied(this, cause);
            if (state == State.OPEN) {
                state = State.LOST;
            }
            sequence.shutDown();
            pipeline.abandon();
        });
    }

    private void tellIfIdle() {
        if (!pipeline.isIdle()) {
            return;
        }
        if (state == State.LOST && !goneTold) {
            goneTold = true;
            gone.run();
        } else if (state == State.CLOSING) {
            drained.complete(null);
        }
    }

    /** A request can be the first to notice that the device is gone. */
    private IntConsumer watched(IntConsumer done) {
        return status -> {
            if (status == UrbStatus.ESHUTDOWN) {
                lose();
            }
            done.accept(status);
        };
    }
}
