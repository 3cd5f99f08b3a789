package dev.usbshare.server.session;

import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.server.access.ApprovedPeer;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.server.policy.DevicePolicies;
import dev.usbshare.server.policy.LeaseTerms;
import dev.usbshare.server.policy.PolicyDecision;
import dev.usbshare.service.audit.AuditEvent;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHost;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostListener;
import dev.usbshare.wire.RefusalCode;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.Supplier;

/** Devices, rules and an audit log that each take a random time, and now and then fail or refuse. */
final class RandomPlace implements UsbHost, DevicePolicies, AuditLog {

    private final Random random;
    private final ManualEventExecutor executor;
    private final SimulatedUsbHost devices;
    private final List<AuditEvent> kept = new ArrayList<>();
    private final List<Runnable> listeners = new ArrayList<>();
    private int open;

    RandomPlace(Random random, ManualEventExecutor executor, SimulatedUsbHost devices) {
        this.random = random;
        this.executor = executor;
        this.devices = devices;
    }

    int openDevices() {
        return open;
    }

    List<AuditEvent> kept() {
        return kept;
    }

    void rulesChanged() {
        listeners.forEach(Runnable::run);
    }

    /** Now, or a few milliseconds later. */
    private <T> CompletionStage<T> later(Supplier<CompletionStage<T>> answer) {
        if (random.nextInt(3) == 0) {
            return answer.get();
        }
        var result = new CompletableFuture<T>();
        executor.schedule(
                () -> answer.get().whenComplete((value, failure) -> {
                    if (failure == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(failure);
                    }
                }),
                random.nextInt(20),
                TimeUnit.MILLISECONDS);
        return result;
    }

    private LeaseTerms terms() {
        return random.nextInt(6) > 0
                ? LeaseTerms.UNBOUND
                : new LeaseTerms(
                        Optional.of(executor.clock().instant().plusMillis(random.nextInt(200))),
                        "time over",
                        List.of(Duration.ofMillis(50)),
                        random.nextBoolean() ? Optional.of(Duration.ofMillis(60)) : Optional.empty(),
                        0,
                        random.nextBoolean());
    }

    private PolicyDecision decision(ApprovedPeer peer, int refusedIn) {
        return random.nextInt(refusedIn) == 0
                ? new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "not now")
                : new PolicyDecision.Allowed(terms().withTakeOver(peer.takeOver()));
    }

    @Override
    public CompletionStage<PolicyDecision> decide(UsbDeviceInfo device, ApprovedPeer peer, String pin) {
        return later(() -> CompletableFuture.completedStage(decision(peer, 20)));
    }

    @Override
    public Optional<PolicyDecision.Refused> checkOpened(
            UsbDeviceInfo device, ApprovedPeer peer, DescriptorSet descriptors) {
        return random.nextInt(30) == 0
                ? Optional.of(new PolicyDecision.Refused(RefusalCode.NOT_ALLOWED, "a blocked class"))
                : Optional.empty();
    }

    @Override
    public PolicyDecision review(UsbDeviceInfo device, ApprovedPeer peer, Instant since, LeaseTerms terms) {
        return decision(peer, 10);
    }

    @Override
    public void addListener(Runnable rulesChanged) {
        listeners.add(rulesChanged);
    }

    @Override
    public CompletionStage<Void> append(AuditEvent event) {
        if (event instanceof ServerEvent.LeaseGranted && random.nextInt(20) == 0) {
            return later(() -> CompletableFuture.failedStage(new IOException("no space left on device")));
        }
        kept.add(event);
        return later(CompletableFuture::allOf);
    }

    @Override
    public List<UsbDeviceInfo> devices() {
        return devices.devices();
    }

    @Override
    public CompletionStage<UsbDevice> open(BusId busId, EventExecutor on, Runnable gone) {
        if (random.nextInt(20) == 0) {
            return later(() -> CompletableFuture.failedStage(
                    new UsbHostException(UsbHostException.Reason.IO, "the device does not answer")));
        }
        return later(() -> devices.open(busId, on, gone).thenApply(device -> {
            open++;
            return new SlowToClose(device);
        }));
    }

    @Override
    public void addListener(UsbHostListener listener) {
        devices.addListener(listener);
    }

    @Override
    public void close() {}

    private final class SlowToClose implements UsbDevice {
        private final UsbDevice real;
        private boolean closed;

        SlowToClose(UsbDevice real) {
            this.real = real;
        }

        @Override
        public CompletionStage<Void> close() {
            if (!closed) {
                closed = true;
                open--;
            }
            return later(real::close);
        }

        @Override
        public UsbDeviceInfo info() {
            return real.info();
        }

        @Override
        public DescriptorSet descriptors() {
            return real.descriptors();
        }

        @Override
        public void submit(Urb urb) {
            real.submit(urb);
        }

        @Override
        public void cancel(Urb urb) {
            real.cancel(urb);
        }

        @Override
        public void setConfiguration(int value, IntConsumer done) {
            real.setConfiguration(value, done);
        }

        @Override
        public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
            real.setInterface(interfaceNumber, alternateSetting, done);
        }

        @Override
        public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
            real.clearHalt(endpoint, done);
        }
    }
}
