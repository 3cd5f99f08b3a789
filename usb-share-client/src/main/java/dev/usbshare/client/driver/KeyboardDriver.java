package dev.usbshare.client.driver;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.InterfaceDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;

/**
 * A keyboard in the boot protocol (HID 1.11, appendix B), listened to until it is closed.
 *
 * <p><b>Confinement</b>: one thread at a time; methods block.
 */
public final class KeyboardDriver implements AutoCloseable {

    private static final byte[] NOTHING = {};
    private static final int REPORT_BYTES = 8;
    private static final int FIRST_KEY = 2;
    private static final int FIRST_MODIFIER = 0xe0;
    /** Usages below are no keys: none, too many at once, self-test failed. */
    private static final int FIRST_USAGE = 4;

    private static final int READS = 2;
    private static final int TO_INTERFACE = 0x21;
    private static final int SET_REPORT = 0x09;
    private static final int SET_IDLE = 0x0a;
    private static final int SET_PROTOCOL = 0x0b;
    private static final int OUTPUT_REPORT = 0x0200;

    private final BlockingPipes pipes;
    private final int interfaceNumber;
    private final InStream input;
    private final ArrayDeque<KeyEvent> events = new ArrayDeque<>();
    private byte[] last = new byte[REPORT_BYTES];
    private boolean shift;

    /**
     * @param timeout for each transfer, and for {@link #next}
     * @throws UsbIoException if the device is no boot keyboard or does not answer
     */
    public KeyboardDriver(UsbPipes pipes, Duration timeout) throws IOException {
        this.pipes = new BlockingPipes(pipes, timeout);
        InterfaceDescriptor keyboard = this.pipes.findInterface(
                "boot keyboard",
                i -> i.classCode().baseClass() == 0x03 && i.classCode().protocol() == 0x01);
        this.interfaceNumber = keyboard.number();
        EndpointAddress in = BlockingPipes.findEndpoint(keyboard, TransferType.INTERRUPT, Direction.IN)
                .address();
        tell(SET_PROTOCOL, 0, NOTHING);
        this.pipes.request(new SetupPacket(TO_INTERFACE, SET_IDLE, 0, interfaceNumber, 0), NOTHING); // may stall
        this.input = new InStream(this.pipes, in, REPORT_BYTES, READS, Long.MAX_VALUE);
    }

    /** Waits for the next key to go down or up. */
    public KeyEvent next() throws IOException {
        while (events.isEmpty()) {
            byte[] report = input.next();
            if (report.length != REPORT_BYTES) {
                throw new UsbIoException("keyboard report of " + report.length + " bytes");
            }
            compare(report);
        }
        return events.remove();
    }

    /** Waits until keys that type that many characters have gone down, on a US layout. */
    public String readText(int characters) throws IOException {
        var text = new StringBuilder();
        while (text.length() < characters) {
            KeyEvent event = next();
            if (event.usage() == UsLayout.LEFT_SHIFT || event.usage() == UsLayout.RIGHT_SHIFT) {
                shift = event.pressed();
            } else if (event.pressed()) {
                UsLayout.characterOf(event.usage(), shift).ifPresent(c -> text.append((char) c));
            }
        }
        return text.toString();
    }

    /** @param leds bit 0 num lock, 1 caps lock, 2 scroll lock, 3 compose, 4 kana */
    public void setLeds(int leds) throws IOException {
        tell(SET_REPORT, OUTPUT_REPORT, new byte[] {(byte) leds});
    }

    /** Unlinks the reads. */
    @Override
    public void close() {
        input.close();
    }

    private void compare(byte[] report) {
        int changed = report[0] ^ last[0];
        for (int bit = 0; bit < 8; bit++) {
            if ((changed >> bit & 1) != 0) {
                events.add(new KeyEvent(FIRST_MODIFIER + bit, (report[0] >> bit & 1) != 0));
            }
        }
        addMissing(last, report, false);
        addMissing(report, last, true);
        last = report;
    }

    /** An event for each key of {@code some} that is not in {@code others}. */
    private void addMissing(byte[] some, byte[] others, boolean pressed) {
        for (int i = FIRST_KEY; i < REPORT_BYTES; i++) {
            int usage = some[i] & 0xff;
            if (usage >= FIRST_USAGE && !contains(others, some[i])) {
                events.add(new KeyEvent(usage, pressed));
            }
        }
    }

    private static boolean contains(byte[] report, byte usage) {
        for (int i = FIRST_KEY; i < REPORT_BYTES; i++) {
            if (report[i] == usage) {
                return true;
            }
        }
        return false;
    }

    private void tell(int request, int value, byte[] data) throws IOException {
        pipes.control(new SetupPacket(TO_INTERFACE, request, value, interfaceNumber, data.length), data);
    }
}
