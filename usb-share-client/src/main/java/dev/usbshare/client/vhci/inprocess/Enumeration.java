package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UsbSpeed;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Makes a fresh device usable, with the requests that Linux makes in this order (hub.c, config.c, message.c):
 * the device descriptor with 64 bytes and with 18, BOS and qualifier where they apply, each configuration with 9 bytes
 * and whole, the strings, then SET_CONFIGURATION.
 *
 * <p><b>Confinement</b>: the port's event loop.
 */
final class Enumeration {

    /** USB_CTRL_GET_TIMEOUT and USB_CTRL_SET_TIMEOUT, include/linux/usb.h. */
    static final long CONTROL_TIMEOUT_MILLIS = 5_000;

    private static final byte[] NOTHING = {};
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;
    private static final int STRING = 3;
    private static final int QUALIFIER = 6;
    private static final int BOS = 15;
    private static final int QUALIFIER_BYTES = 10;
    private static final int CONFIGURATION_HEAD_BYTES = 9;
    private static final int BOS_HEAD_BYTES = 5;
    private static final int MAX_STRING_BYTES = 255;
    private static final int FIRST_DEVICE_BYTES = 64;
    private static final int USB_2_00 = 0x0200;
    private static final int USB_2_01 = 0x0201;
    private static final int SET_ISOCH_DELAY = 0x31;
    /** What Linux announces: 40 ns (hub.c, {@code usb_set_isoch_delay}). */
    private static final int ISOCH_DELAY_NANOS = 40;

    private final InProcessPort port;
    private final List<byte[]> configurations = new ArrayList<>();
    private final List<DescriptorSet.StringDescriptor> strings = new ArrayList<>();
    private byte[] device = {};
    private byte[] bos = {};

    Enumeration(InProcessPort port) {
        this.port = port;
    }

    /** Fails with a {@link VhciException}. */
    CompletableFuture<DescriptorSet> run() {
        return required(getDescriptor(DEVICE, 0, 0, FIRST_DEVICE_BYTES), 8)
                .thenCompose(_ -> required(getDescriptor(DEVICE, 0, 0, DescriptorSet.DEVICE_BYTES), 18))
                .thenApply(data -> device = data)
                .thenCompose(_ -> readBos())
                .thenCompose(_ -> readQualifier())
                .thenCompose(_ -> readConfigurations(0))
                .thenCompose(_ -> readStrings())
                .thenCompose(_ -> setIsochDelay())
                .thenCompose(_ -> configure());
    }

    private CompletableFuture<byte[]> readBos() {
        if (u16(device, 2) < USB_2_01) {
            return done();
        }
        return optional(getDescriptor(BOS, 0, 0, BOS_HEAD_BYTES))
                .thenCompose(head -> head.length < BOS_HEAD_BYTES
                        ? done()
                        : optional(getDescriptor(BOS, 0, 0, u16(head, 2))).thenApply(data -> bos = data));
    }

    private CompletableFuture<byte[]> readQualifier() {
        boolean mayBeHighSpeedCapable = port.speed() == UsbSpeed.FULL && u16(device, 2) >= USB_2_00;
        return mayBeHighSpeedCapable ? optional(getDescriptor(QUALIFIER, 0, 0, QUALIFIER_BYTES)) : done();
    }

    private CompletableFuture<byte[]> readConfigurations(int index) {
        if (index == (device[17] & 0xff)) {
            return done();
        }
        return required(getDescriptor(CONFIGURATION, index, 0, CONFIGURATION_HEAD_BYTES), CONFIGURATION_HEAD_BYTES)
                .thenCompose(head ->
                        required(getDescriptor(CONFIGURATION, index, 0, u16(head, 2)), CONFIGURATION_HEAD_BYTES))
                .thenCompose(data -> {
                    configurations.add(data);
                    return readConfigurations(index + 1);
                });
    }

    private CompletableFuture<byte[]> readStrings() {
        if (device[14] == 0 && device[15] == 0 && device[16] == 0) {
            return done();
        }
        return optional(getDescriptor(STRING, 0, 0, MAX_STRING_BYTES)).thenCompose(languages -> {
            if (languages.length < 4) {
                return done();
            }
            strings.add(new DescriptorSet.StringDescriptor(0, 0, languages));
            int language = u16(languages, 2);
            // Product, manufacturer, serial: the order of usb_enumerate_device.
            return readString(device[15] & 0xff, language)
                    .thenCompose(_ -> readString(device[14] & 0xff, language))
                    .thenCompose(_ -> readString(device[16] & 0xff, language));
        });
    }

    private CompletableFuture<byte[]> readString(int index, int language) {
        if (index == 0) {
            return done();
        }
        return optional(getDescriptor(STRING, index, language, MAX_STRING_BYTES))
                .thenApply(data -> {
                    if (data.length > 0) {
                        strings.add(new DescriptorSet.StringDescriptor(index, language, data));
                    }
                    return data;
                });
    }

    private CompletableFuture<byte[]> setIsochDelay() {
        return port.speed().isSuper()
                ? optional(new SetupPacket(0x00, SET_ISOCH_DELAY, ISOCH_DELAY_NANOS, 0, 0))
                : done();
    }

    /** Chooses the first configuration, as {@code usb_choose_configuration} does for nearly every device. */
    private CompletableFuture<DescriptorSet> configure() {
        int value = configurations.isEmpty() ? 0 : configurations.getFirst()[5] & 0xff;
        DescriptorSet descriptors;
        try {
            descriptors = new DescriptorSet(device, configurations, strings, bos, value);
        } catch (DescriptorException e) {
            return CompletableFuture.failedFuture(failure("its descriptors: " + e.getMessage()));
        }
        return required(new SetupPacket(0x00, 9, value, 0, 0), 0).thenApply(_ -> descriptors);
    }

    /** The data, or a failed stage where the device does not give at least {@code minimumBytes}. */
    private CompletableFuture<byte[]> required(SetupPacket setup, int minimumBytes) {
        return control(setup)
                .thenCompose(result -> result.isOk() && result.actualLengthBytes() >= minimumBytes
                        ? CompletableFuture.completedFuture(result.data())
                        : CompletableFuture.failedFuture(failure(setup + ": " + result)));
    }

    /** The data, or nothing where the device does not give it. */
    private CompletableFuture<byte[]> optional(SetupPacket setup) {
        return control(setup).thenApply(result -> result.isOk() ? result.data() : NOTHING);
    }

    private CompletableFuture<UrbResult> control(SetupPacket setup) {
        var result = new CompletableFuture<UrbResult>();
        KernelUrb urb = KernelUrb.control(setup, NOTHING, ended -> result.complete(InProcessPipes.result(ended)));
        port.submit(urb);
        ScheduledFuture<?> timeout =
                port.eventLoop().schedule(() -> port.unlink(urb), CONTROL_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        result.whenComplete((_, _) -> timeout.cancel(false));
        return result;
    }

    private VhciException failure(String what) {
        return new VhciException(
                VhciException.Reason.REFUSED, "enumerate the device on port " + port.number() + ": " + what);
    }

    private static SetupPacket getDescriptor(int type, int index, int language, int lengthBytes) {
        return new SetupPacket(0x80, 6, type << 8 | index, language, lengthBytes);
    }

    private static CompletableFuture<byte[]> done() {
        return CompletableFuture.completedFuture(NOTHING);
    }

    private static int u16(byte[] data, int at) {
        return (data[at] & 0xff) | (data[at + 1] & 0xff) << 8;
    }
}
