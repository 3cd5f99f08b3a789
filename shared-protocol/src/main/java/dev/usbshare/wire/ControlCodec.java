package dev.usbshare.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.ByteBufUtil;

/**
 * Control records as bytes: a length (u32, big-endian), then that many bytes of CBOR, one map. Pure functions that
 * borrow their buffer.
 */
public final class ControlCodec {

    /** Size of the length in front of each record. */
    public static final int LENGTH_BYTES = Integer.BYTES;

    /**
     * Appends a record with its length at the writer index. Texts are cut to {@link WireLimits#MAX_TEXT_CHARS} and rid
     * of control characters.
     *
     * @throws IllegalArgumentException if the record breaks a limit of {@link WireLimits}, or is an Unknown; nothing is
     *     written then
     */
    public static void encode(ControlMessage message, ByteBuf out) {
        int start = out.writerIndex();
        try {
            out.writeInt(0);
            try (var cbor = new CborOut(new ByteBufOutputStream(out))) {
                new RecordWriter(cbor).write(message);
            }
            int length = out.writerIndex() - start - LENGTH_BYTES;
            if (length > WireLimits.MAX_CONTROL_RECORD_BYTES) {
                throw new IllegalArgumentException("a record of " + length + " bytes");
            }
            out.setInt(start, length);
        } catch (RuntimeException e) {
            out.writerIndex(start);
            throw e;
        }
    }

    /**
     * Reads the record that is all of the readable bytes, without its length.
     *
     * @throws ProtocolException MALFORMED or TOO_LARGE
     */
    public static ControlMessage decode(ByteBuf record) {
        if (record.readableBytes() > WireLimits.MAX_CONTROL_RECORD_BYTES) {
            throw tooLarge(record.readableBytes());
        }
        byte[] bytes = record.hasArray() ? record.array() : ByteBufUtil.getBytes(record);
        int offset = record.hasArray() ? record.arrayOffset() + record.readerIndex() : 0;
        try (var in = new CborIn(bytes, offset, record.readableBytes())) {
            return RecordReader.message(in.document());
        } catch (RuntimeException e) {
            throw CborIn.typed(e);
        }
    }

    static ProtocolException tooLarge(long length) {
        return new ProtocolException(CloseCode.TOO_LARGE, "a record of " + length + " bytes");
    }

    private ControlCodec() {}
}
