package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A full-speed boot keyboard (HID 1.11, appendix B) with a US layout. It reports changes only, whatever idle rate the host sets.
 *
 * <p><b>Confinement</b>: {@link #type} and {@link #leds} are thread-safe.
 */
public final class Keyboard extends SimulatedDevice {

    /** Key presses and releases that wait for a host. */
    public static final int MAX_WAITING_REPORTS = 16384;

    private static final int PRODUCT_ID = 0x0003;
    private static final int INTERRUPT_IN = 0x81;
    private static final int REPORT_BYTES = 8;
    private static final int INTERVAL_MILLIS = 10;
    private static final int FROM_INTERFACE = 0xa1;
    private static final int TO_INTERFACE = 0x21;
    private static final int STANDARD_FROM_INTERFACE = 0x81;
    private static final int GET_DESCRIPTOR = 0x06;
    private static final int GET_REPORT = 0x01;
    private static final int GET_IDLE = 0x02;
    private static final int GET_PROTOCOL = 0x03;
    private static final int SET_REPORT = 0x09;
    private static final int SET_IDLE = 0x0a;
    private static final int SET_PROTOCOL = 0x0b;
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int TYPE_HID = 0x21;
    private static final int TYPE_REPORT = 0x22;
    private static final int REPORT_PROTOCOL = 1;

    /** Appendix B.1: modifiers, a reserved byte, five LEDs and their padding, six keys. */
    private static final int[] REPORT_DESCRIPTOR = {
        0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01, 0x75, 0x01,
        0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x01, 0x95, 0x05, 0x75, 0x01, 0x05, 0x08, 0x19, 0x01,
        0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x01, 0x95, 0x06, 0x75, 0x08, 0x15, 0x00, 0x25, 0x65,
        0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xc0
    };

    private static final int[] HID_DESCRIPTOR = {9, TYPE_HID, 0x11, 0x01, 0, 1, TYPE_REPORT, REPORT_DESCRIPTOR.length, 0
    };

    private final String repeatedText;
    private final Duration every;

    private final Object lock = new Object();
    /** Modifier and key of each waiting report, as {@link KeyboardLayout} packs them. Guarded by {@link #lock}. */
    private final ArrayDeque<Integer> waiting = new ArrayDeque<>();

    private @Nullable EventExecutor executor;
    private @Nullable InPipe reports;

    private volatile int leds;
    private int current;
    private int idleRate;
    private int protocol = REPORT_PROTOCOL;
    private @Nullable Future<?> typist;

    /** A keyboard that types when told to. */
    public Keyboard(String serial) {
        this(serial, "", Duration.ZERO);
    }

    /**
     * A keyboard that types a text again and again while somebody has it open, unless the last one is still unread.
     *
     * @throws IllegalArgumentException as {@link #type}
     */
    public Keyboard(String serial, String repeatedText, Duration every) {
        super(new DeviceDescription(
                UsbSpeed.FULL,
                PRODUCT_ID,
                new ClassCode(0, 0, 0),
                "Keyboard",
                serial,
                new ConfigurationBytes(true)
                        .addInterface(new ClassCode(0x03, 0x01, 0x01), 1)
                        .raw(HID_DESCRIPTOR)
                        .addInterrupt(INTERRUPT_IN, REPORT_BYTES, INTERVAL_MILLIS)));
        if (keysOf(repeatedText).size() > MAX_WAITING_REPORTS) {
            throw new IllegalArgumentException("a text of " + repeatedText.length() + " characters is too long");
        }
        this.repeatedText = repeatedText;
        this.every = every;
    }

    /**
     * Presses and releases the keys of a text, in order. They wait until a host reads them.
     *
     * @throws IllegalArgumentException if a US keyboard cannot type one of the characters; nothing is typed then
     * @throws IllegalStateException if more than {@value #MAX_WAITING_REPORTS} reports would wait
     */
    public void type(String text) {
        List<Integer> keys = keysOf(text);
        synchronized (lock) {
            if (waiting.size() + keys.size() > MAX_WAITING_REPORTS) {
                throw new IllegalStateException("nobody reads the keyboard");
            }
            waiting.addAll(keys);
            if (executor != null && reports != null) {
                executor.execute(reports::pump);
            }
        }
    }

    /** The LEDs as the host last set them: bit 0 num lock, 1 caps lock, 2 scroll lock, 3 compose, 4 kana. */
    public int leds() {
        return leds;
    }

    @Override
    void start(Endpoints endpoints, EventExecutor newExecutor) {
        leds = 0;
        current = 0;
        idleRate = 0;
        protocol = REPORT_PROTOCOL;
        InPipe pipe = endpoints.in(INTERRUPT_IN);
        pipe.source(this::report);
        synchronized (lock) {
            executor = newExecutor;
            reports = pipe;
        }
        if (!repeatedText.isEmpty()) {
            typist = newExecutor.scheduleAtFixedRate(
                    this::typeAgain, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    void stop() {
        synchronized (lock) {
            executor = null;
            reports = null;
        }
        if (typist != null) {
            typist.cancel(false);
            typist = null;
        }
    }

    @Override
    int control(SetupPacket setup, ByteBuf data) {
        if (setup.index() != 0) {
            return STALL;
        }
        int type = setup.value() >> 8;
        return switch ((setup.requestType() << 8) | setup.request()) {
            case (STANDARD_FROM_INTERFACE << 8) | GET_DESCRIPTOR ->
                switch (type) {
                    case TYPE_HID -> answer(data, HID_DESCRIPTOR);
                    case TYPE_REPORT -> answer(data, REPORT_DESCRIPTOR);
                    default -> STALL;
                };
            case (FROM_INTERFACE << 8) | GET_REPORT ->
                switch (type) {
                    case INPUT -> answer(data, current >> 8, 0, current & 0xff, 0, 0, 0, 0, 0);
                    case OUTPUT -> answer(data, leds);
                    default -> STALL;
                };
            case (FROM_INTERFACE << 8) | GET_IDLE -> answer(data, idleRate);
            case (FROM_INTERFACE << 8) | GET_PROTOCOL -> answer(data, protocol);
            case (TO_INTERFACE << 8) | SET_IDLE -> {
                idleRate = type;
                yield UrbStatus.OK;
            }
            case (TO_INTERFACE << 8) | SET_PROTOCOL -> {
                protocol = setup.value() & 1;
                yield UrbStatus.OK;
            }
            case (TO_INTERFACE << 8) | SET_REPORT -> setReport(type, data);
            default -> STALL;
        };
    }

    private int setReport(int type, ByteBuf data) {
        if (type != OUTPUT || data.readableBytes() != 1) {
            return STALL;
        }
        leds = data.readUnsignedByte();
        return UrbStatus.OK;
    }

    private boolean report(ByteBuf into) {
        synchronized (lock) {
            Integer next = waiting.poll();
            if (next == null) {
                return false;
            }
            current = next;
        }
        answer(into, current >> 8, 0, current & 0xff, 0, 0, 0, 0, 0);
        return true;
    }

    private void typeAgain() {
        boolean unread;
        synchronized (lock) {
            unread = !waiting.isEmpty();
        }
        if (!unread) {
            type(repeatedText);
        }
    }

    private static List<Integer> keysOf(String text) {
        var keys = new ArrayList<Integer>();
        for (int i = 0; i < text.length(); i++) {
            int key = KeyboardLayout.keyOf(text.charAt(i));
            if (key == KeyboardLayout.NONE) {
                throw new IllegalArgumentException("no key for character U+%04X".formatted((int) text.charAt(i)));
            }
            keys.add(key);
            keys.add(0);
        }
        return keys;
    }

    private static int answer(ByteBuf data, int... bytes) {
        for (int i = 0; i < bytes.length && data.isWritable(); i++) {
            data.writeByte(bytes[i]);
        }
        return UrbStatus.OK;
    }
}
