package dev.usbshare.client.exercise;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;

/** A keyboard behind the kernel's input layer: the key events of its evdev node (Linux, input-event-codes.h). */
final class KernelKeys implements Keys, AutoCloseable {

    /** {@code struct input_event} with 64-bit time: seconds, microseconds, type, code, value. */
    private static final int EVENT_BYTES = 24;

    private static final int TIME_BYTES = 16;
    private static final int EV_KEY = 1;
    private static final int PRESSED = 1;
    private static final int RELEASED = 0;
    private static final int KEY_LEFT_SHIFT = 42;
    private static final int KEY_RIGHT_SHIFT = 54;

    /** A US layout by key code; NUL where a key types nothing. */
    private static final String PLAIN = "\0\0001234567890-=\0\tqwertyuiop[]\n\0asdfghjkl;'`\0\\zxcvbnm,./\0\0\0 ";

    private static final String SHIFTED = "\0\0!@#$%^&*()_+\0\tQWERTYUIOP{}\n\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0\0\0 ";

    private final FileInputStream in;
    private final NodeReader reader;
    private final ArrayDeque<Character> typed = new ArrayDeque<>();
    private boolean shift;

    KernelKeys(Path node) throws IOException {
        this.in = new FileInputStream(node.toFile());
        this.reader = new NodeReader(in);
    }

    @Override
    public Optional<Character> next() throws IOException {
        while (typed.isEmpty()) {
            Optional<byte[]> events = reader.next(KeysExercise.LISTEN);
            if (events.isEmpty()) {
                return Optional.empty();
            }
            take(ByteBuffer.wrap(events.get()).order(ByteOrder.nativeOrder()));
        }
        return Optional.of(typed.remove());
    }

    private void take(ByteBuffer events) {
        while (events.remaining() >= EVENT_BYTES) {
            int at = events.position() + TIME_BYTES;
            int type = Short.toUnsignedInt(events.getShort(at));
            int code = Short.toUnsignedInt(events.getShort(at + 2));
            int value = events.getInt(at + 4);
            events.position(events.position() + EVENT_BYTES);
            if (type == EV_KEY) {
                key(code, value);
            }
        }
    }

    private void key(int code, int value) {
        if (code == KEY_LEFT_SHIFT || code == KEY_RIGHT_SHIFT) {
            shift = value != RELEASED;
        } else if (value == PRESSED && code < PLAIN.length()) {
            char c = (shift ? SHIFTED : PLAIN).charAt(code);
            if (c != 0) {
                typed.add(c);
            }
        }
    }

    @Override
    public void close() throws IOException {
        reader.stop();
        in.close();
    }
}
