package dev.usbshare.server.engine;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A device that does nothing by itself: holds what it is given until the test ends it. */
final class ScriptedUsbDevice implements UsbDevice {

    static final EndpointAddress BULK_IN = new EndpointAddress(0x81);
    static final EndpointAddress BULK_OUT = new EndpointAddress(0x02);
    static final EndpointAddress INTERRUPT_IN = new EndpointAddress(0x83);
    /** Exists in alternate setting 1 only. */
    static final EndpointAddress LATE_IN = new EndpointAddress(0x84);

    static final EndpointAddress ISO_IN = new EndpointAddress(0x85);

    /** One interface; setting 0 has 81, 02, 83 and 85, setting 1 has 81 and 84. */
    private static final String CONFIGURATION = "0902450001010080 32"
            + "0904000004ff000000 0705810200 0200 0705020200 0200 0705830308 0004 0705850140 0001"
            + "0904000102ff000000 0705810200 0200 0705840308 0004";

    private static final String DEVICE = "12010002ff000040 feca0df0 00010000 0001";

    /** A trapped request that was called, with the way to end it. */
    record Call(String what, IntConsumer done) {}

    final List<Urb> submitted = new ArrayList<>();
    final List<Integer> cancelled = new ArrayList<>();
    final List<Call> calls = new ArrayList<>();
    final CompletableFuture<Void> free = new CompletableFuture<>();
    boolean closeCalled;
    /** Ends calls inside the call, as a device may that has nothing to do. */
    boolean callsEndAtOnce;

    private final UsbDeviceInfo info = new UsbDeviceInfo(
            new BusId("1-1"),
            1,
            2,
            UsbSpeed.HIGH,
            0xcafe,
            0xf00d,
            0x0100,
            new ClassCode(0xff, 0, 0),
            List.of(),
            "",
            "",
            "");
    private final DescriptorSet descriptors = descriptorSet();

    private static DescriptorSet descriptorSet() {
        try {
            return new DescriptorSet(hex(DEVICE), List.of(configuration()), List.of(), new byte[0], 1);
        } catch (DescriptorException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] configuration() {
        byte[] raw = hex(CONFIGURATION);
        raw[2] = (byte) raw.length;
        return raw;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
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
        submitted.add(urb);
    }

    @Override
    public void cancel(Urb urb) {
        cancelled.add(urb.id());
    }

    @Override
    public void setConfiguration(int value, IntConsumer done) {
        call("configuration " + value, done);
    }

    @Override
    public void setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
        call("interface " + interfaceNumber + " to " + alternateSetting, done);
    }

    @Override
    public void clearHalt(EndpointAddress endpoint, IntConsumer done) {
        call("halt of " + endpoint, done);
    }

    private void call(String what, IntConsumer done) {
        calls.add(new Call(what, done));
        if (callsEndAtOnce) {
            done.accept(UrbStatus.OK);
        }
    }

    @Override
    public CompletionStage<Void> close() {
        closeCalled = true;
        return free;
    }

    /** Ends an URB that was submitted. */
    void end(int urbId, int status, int actualLengthBytes) {
        Urb urb = submitted.stream().filter(u -> u.id() == urbId).findFirst().orElseThrow();
        submitted.remove(urb);
        urb.complete(status, actualLengthBytes);
    }

    /** Ends an IN URB with data. */
    void endWith(int urbId, String data) {
        Urb urb = submitted.stream().filter(u -> u.id() == urbId).findFirst().orElseThrow();
        assertIn(urb);
        byte[] bytes = data.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        urb.buffer().setBytes(Urb.HEADROOM_BYTES, bytes);
        end(urbId, UrbStatus.OK, bytes.length);
    }

    /** Ends everything, as unplugging and closing do. */
    void endAll(int status) {
        for (Urb urb : List.copyOf(submitted)) {
            end(urb.id(), status, 0);
        }
    }

    List<Integer> submittedIds() {
        return submitted.stream().map(Urb::id).toList();
    }

    static @Nullable String text(Urb urb) {
        return urb.buffer().toString(Urb.HEADROOM_BYTES, urb.lengthBytes(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    private static void assertIn(Urb urb) {
        if (urb.direction() != Direction.IN) {
            throw new AssertionError("URB " + urb.id() + " is not IN");
        }
    }
}
