package dev.usbshare.qr;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A QR code as an image file, black on white. Needs no graphics of the system's. */
public final class QrImage {

    private static final byte[] PNG_SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int MAX_SCALE = 64;

    private QrImage() {}

    /**
     * A PNG (W3C PNG, third edition) of one bit a pixel.
     *
     * @param scale pixels along a module's side, 1 to 64
     */
    public static byte[] png(QrCode code, int scale) {
        if (scale < 1 || scale > MAX_SCALE) {
            throw new IllegalArgumentException("a scale of " + scale + ", not 1 to " + MAX_SCALE);
        }
        int size = code.size() * scale;
        var file = new ByteArrayOutputStream();
        file.writeBytes(PNG_SIGNATURE);
        // Width, height, depth 1, greyscale, deflate, no filter method but the standard's, not interlaced.
        chunk(
                file,
                "IHDR",
                ByteBuffer.allocate(13).putInt(size).putInt(size).put((byte) 1).array());
        chunk(file, "IDAT", pixels(code, scale));
        chunk(file, "IEND", new byte[0]);
        return file.toByteArray();
    }

    private static byte[] pixels(QrCode code, int scale) {
        int size = code.size() * scale;
        byte[] row = new byte[1 + (size + 7) / 8];
        var compressed = new ByteArrayOutputStream();
        try (var out = new DeflaterOutputStream(compressed)) {
            for (int y = 0; y < code.size(); y++) {
                for (int x = 0; x < size; x++) {
                    int bit = 0x80 >> x % 8;
                    int at = 1 + x / 8;
                    row[at] = (byte) (code.isDark(x / scale, y) ? row[at] & ~bit : row[at] | bit);
                }
                for (int repeated = 0; repeated < scale; repeated++) {
                    out.write(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        var crc = new CRC32();
        crc.update(name);
        crc.update(content);
        file.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt(content.length).array());
        file.writeBytes(name);
        file.writeBytes(content);
        file.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) crc.getValue()).array());
    }

    /** An SVG whose user units are modules: one path of rows of dark ones on white. */
    public static String svg(QrCode code) {
        int size = code.size();
        var path = new StringBuilder();
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int end = x;
                while (code.isDark(end, y)) {
                    end++;
                }
                if (end > x) {
                    int width = end - x;
                    path.append("M%d %dh%dv1h-%dz".formatted(x, y, width, width));
                    x = end;
                }
            }
        }
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" shape-rendering="crispEdges">\
            <rect width="%d" height="%d" fill="#fff"/><path d="%s"/></svg>
            """.formatted(size, size, size, size, path);
    }
}
