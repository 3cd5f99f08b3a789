package dev.usbshare.client.driver;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Pipes for a driver that waits, for a bounded time, on a virtual thread. */
final class BlockingPipes {

    private static final byte[] NOTHING = {};
    private static final int CLEAR_FEATURE = 1;
    private static final int TO_ENDPOINT = 0x02;

    private final UsbPipes pipes;
    private final Duration timeout;

    /** @param timeout for each transfer */
    BlockingPipes(UsbPipes pipes, Duration timeout) {
        this.pipes = pipes;
        this.timeout = timeout;
    }

    UsbPipes pipes() {
        return pipes;
    }

    UrbResult in(EndpointAddress endpoint, int lengthBytes) throws IOException {
        return await(pipes.in(endpoint, lengthBytes, 0), "read from endpoint " + endpoint);
    }

    UrbResult out(EndpointAddress endpoint, byte[] data) throws IOException {
        return await(pipes.out(endpoint, data, 0), "write to endpoint " + endpoint);
    }

    /** A control request whose end may be a stall; the data it gave. */
    UrbResult request(SetupPacket setup, byte[] out) throws IOException {
        return await(pipes.control(setup, out), describe(setup));
    }

    /** A control request that must succeed; the data it gave. */
    byte[] control(SetupPacket setup, byte[] out) throws IOException {
        return requireOk(request(setup, out), describe(setup)).data();
    }

    void clearHalt(EndpointAddress endpoint) throws IOException {
        control(new SetupPacket(TO_ENDPOINT, CLEAR_FEATURE, 0, endpoint.value(), 0), NOTHING);
    }

    /** Waits; unlinks what takes too long. */
    UrbResult await(CompletableFuture<UrbResult> pending, String action) throws IOException {
        try {
            return pending.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            pending.cancel(true);
            throw new UsbIoException(action + ": no answer within " + timeout, e);
        } catch (InterruptedException e) {
            pending.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(action + ": interrupted");
        } catch (ExecutionException e) {
            throw new UsbIoException(action + ": the attachment failed", e.getCause());
        }
    }

    static UrbResult requireOk(UrbResult result, String action) throws UsbIoException {
        if (!result.isOk()) {
            throw new UsbIoException(action + ": " + result);
        }
        return result;
    }

    /** The first interface of that kind, alternate setting 0. */
    InterfaceDescriptor findInterface(String what, Predicate<InterfaceDescriptor> kind) throws UsbIoException {
        return pipes.configuration().interfaces().stream()
                .filter(i -> i.alternateSetting() == 0)
                .filter(kind)
                .findFirst()
                .orElseThrow(() -> new UsbIoException("the device has no " + what + " interface"));
    }

    static EndpointDescriptor findEndpoint(InterfaceDescriptor in, TransferType type, Direction direction)
            throws UsbIoException {
        return in.endpoints().stream()
                .filter(e -> e.type() == type && e.address().direction() == direction)
                .findFirst()
                .orElseThrow(() -> new UsbIoException(
                        "interface " + in.number() + " has no " + type + " " + direction + " endpoint"));
    }

    private static String describe(SetupPacket setup) {
        return "control request %02x %02x".formatted(setup.requestType(), setup.request());
    }
}
