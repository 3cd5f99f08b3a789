package dev.usbshare.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writes CBOR (RFC 8949 §3) by hand, so that tests can say what our encoder never would. Keeps the order of maps. */
final class Cbor {

    /** Bytes that are CBOR already. */
    record Raw(int... bytes) {}

    static byte[] of(Object value) {
        var out = new ByteArrayOutputStream();
        write(out, value);
        return out.toByteArray();
    }

    /** The type and length in front of a value. */
    static byte[] head(int major, long length) {
        var out = new ByteArrayOutputStream();
        head(out, major, length);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, Object value) {
        switch (value) {
            case Raw raw -> {
                for (int b : raw.bytes()) {
                    out.write(b);
                }
            }
            case Integer i -> write(out, (long) i);
            case Long n when n >= 0 -> head(out, 0, n);
            case Long n -> head(out, 1, -1 - n);
            case Boolean b -> out.write(b ? 0xf5 : 0xf4);
            case byte[] bytes -> {
                head(out, 2, bytes.length);
                out.writeBytes(bytes);
            }
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                head(out, 3, utf8.length);
                out.writeBytes(utf8);
            }
            case List<?> list -> {
                head(out, 4, list.size());
                list.forEach(e -> write(out, e));
            }
            case Map<?, ?> map -> {
                head(out, 5, map.size());
                map.forEach((k, v) -> {
                    write(out, k);
                    write(out, v);
                });
            }
            default -> throw new IllegalArgumentException(value.getClass().getName());
        }
    }

    private static void head(ByteArrayOutputStream out, int major, long length) {
        if (length < 24) {
            out.write((int) ((major << 5) | length));
        } else {
            int bytes = length < 1 << 8 ? 1 : length < 1 << 16 ? 2 : length < 1L << 32 ? 4 : 8;
            out.write((major << 5) | (24 + Integer.numberOfTrailingZeros(bytes)));
            for (int i = bytes - 1; i >= 0; i--) {
                out.write((int) (length >> (8 * i)));
            }
        }
    }

    private Cbor() {}
}
