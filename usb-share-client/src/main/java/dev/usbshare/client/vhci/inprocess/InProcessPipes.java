package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The pipes of a device on a port of the double: takes calls from any thread to the port's event loop. */
final class InProcessPipes implements UsbPipes {

    private static final byte[] NOTHING = {};

    private final InProcessPort port;
    private final DescriptorSet descriptors;
    /** Confined to the event loop. */
    private final EndpointTable endpoints;

    private volatile ConfigurationDescriptor configuration;

    InProcessPipes(InProcessPort port, DescriptorSet descriptors) {
        this.port = port;
        this.descriptors = descriptors;
        this.endpoints = new EndpointTable(descriptors);
        this.configuration = configuration(descriptors.activeConfiguration());
    }

    @Override
    public UsbSpeed speed() {
        return port.speed();
    }

    @Override
    public ConfigurationDescriptor configuration() {
        return configuration;
    }

    @Override
    public CompletableFuture<UrbResult> control(SetupPacket setup, byte[] out) {
        int expected = setup.direction() == Direction.OUT ? setup.lengthBytes() : 0;
        if (out.length != expected) {
            throw new IllegalArgumentException(out.length + " bytes of OUT data for " + setup);
        }
        byte[] copy = out.clone();
        return start(
                EndpointAddress.CONTROL,
                ended -> KernelUrb.control(setup, copy, urb -> {
                    follow(setup, urb);
                    ended.accept(urb);
                }));
    }

    @Override
    public CompletableFuture<UrbResult> in(EndpointAddress endpoint, int lengthBytes, int transferFlags) {
        if (endpoint.direction() != Direction.IN || lengthBytes < 0) {
            throw new IllegalArgumentException(lengthBytes + " bytes IN from endpoint " + endpoint);
        }
        return start(endpoint, ended -> KernelUrb.in(endpoint, lengthBytes, transferFlags, ended));
    }

    @Override
    public CompletableFuture<UrbResult> out(EndpointAddress endpoint, byte[] data, int transferFlags) {
        if (endpoint.direction() != Direction.OUT || endpoint.isControl()) {
            throw new IllegalArgumentException("OUT to endpoint " + endpoint);
        }
        byte[] copy = data.clone();
        return start(endpoint, ended -> KernelUrb.out(endpoint, copy, transferFlags, ended));
    }

    static UrbResult result(KernelUrb urb) {
        return new UrbResult(urb.status(), urb.actualLengthBytes(), urb.inData());
    }

    private CompletableFuture<UrbResult> start(EndpointAddress endpoint, UrbFactory factory) {
        var future = new PipeFuture();
        try {
            port.eventLoop().execute(() -> {
                if (!endpoint.isControl() && endpoints.find(endpoint).isEmpty()) {
                    future.complete(new UrbResult(UrbStatus.ENOENT, 0, NOTHING)); // as usb_submit_urb says
                    return;
                }
                future.submit(factory.urb(urb -> future.complete(result(urb))));
            });
        } catch (RejectedExecutionException e) {
            future.complete(new UrbResult(UrbStatus.ESHUTDOWN, 0, NOTHING));
        }
        return future;
    }

    /** What the kernel's USB core does when a driver changes the configuration or an alternate setting. */
    private void follow(SetupPacket setup, KernelUrb urb) {
        if (urb.status() == UrbStatus.OK && setup.isSetConfiguration()) {
            endpoints.configure(setup.value() & 0xff);
            configuration = configuration(endpoints.configurationValue());
        } else if (urb.status() == UrbStatus.OK && setup.isSetInterface()) {
            endpoints.select(setup.index() & 0xff, setup.value() & 0xff);
        }
    }

    private ConfigurationDescriptor configuration(int value) {
        return descriptors.configuration(value).orElseGet(() -> new ConfigurationDescriptor(value, List.of()));
    }

    @FunctionalInterface
    private interface UrbFactory {
        KernelUrb urb(Consumer<KernelUrb> givenBack);
    }

    /** Cancelling it unlinks its URB. The URB is known to the event loop alone. */
    private final class PipeFuture extends CompletableFuture<UrbResult> {
        private @Nullable KernelUrb urb;

        void submit(KernelUrb request) {
            if (!isDone()) {
                urb = request;
                port.submit(request);
            }
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            boolean cancelled = super.cancel(mayInterruptIfRunning);
            if (cancelled) {
                try {
                    port.eventLoop().execute(this::unlink);
                } catch (RejectedExecutionException e) {
                    // The port is gone, and its URBs with it.
                }
            }
            return cancelled;
        }

        private void unlink() {
            if (urb != null) {
                port.unlink(urb);
            }
        }
    }
}
