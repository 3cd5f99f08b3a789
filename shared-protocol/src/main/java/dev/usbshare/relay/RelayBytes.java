package dev.usbshare.relay;

import dev.usbshare.text.PlainText;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** The parts that relay frames are made of: bytes of a known number, and text. */
final class RelayBytes {

    /** A relay's words for people are cut off there. */
    static final int MAX_TEXT_BYTES = 512;

    private static final int MAX_VARINT_BYTES = 5;
    private static final long MAX_MILLIS = 0xffff_ffffL;

    private RelayBytes() {}

    static void expect(ByteBuf in, int bytes) {
        if (in.readableBytes() != bytes) {
            throw new RelayProtocolException(in.readableBytes() + " bytes where " + bytes + " belong");
        }
    }

    static void expectEnd(ByteBuf in) {
        expect(in, 0);
    }

    static byte[] exactly(ByteBuf in, int bytes) {
        expect(in, bytes);
        byte[] taken = new byte[bytes];
        in.readBytes(taken);
        return taken;
    }

    /** Text with its length before it, seven bits a byte, the lowest first (postcard's string). */
    static String counted(ByteBuf in) {
        long length = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            if (!in.isReadable()) {
                throw new RelayProtocolException("text cut short");
            }
            int b = in.readUnsignedByte();
            length |= (long) (b & 0x7f) << (7 * i);
            if (b < 0x80) {
                if (length > in.readableBytes()) {
                    throw new RelayProtocolException("text cut short");
                }
                return text(in, (int) length);
            }
        }
        throw new RelayProtocolException("text of a length that ends nowhere");
    }

    static ByteBuf writeCounted(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        while (length >= 0x80) {
            out.writeByte((length & 0x7f) | 0x80);
            length >>>= 7;
        }
        return out.writeByte(length).writeBytes(bytes);
    }

    /** At most {@value #MAX_TEXT_BYTES} bytes of the next {@code bytes}, fit to be shown. The rest of the frame is skipped. */
    static String text(ByteBuf in, int bytes) {
        String text = in.toString(in.readerIndex(), Math.min(bytes, MAX_TEXT_BYTES), StandardCharsets.UTF_8);
        in.skipBytes(in.readableBytes());
        return PlainText.printable(text, MAX_TEXT_BYTES);
    }

    static int millis(Duration duration) {
        return (int) Math.clamp(duration.toMillis(), 0L, MAX_MILLIS);
    }
}
