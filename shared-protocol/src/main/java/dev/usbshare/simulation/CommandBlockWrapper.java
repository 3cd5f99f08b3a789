package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * What opens a bulk-only command (USB Mass Storage Class, Bulk-Only Transport 1.0 §5.1). Little-endian around a
 * big-endian command block.
 *
 * @param transferBytes {@code dCBWDataTransferLength}, a u32: what the host will move
 * @param in whether it will move it to itself; says nothing if {@code transferBytes} is 0
 * @param commandBlock 16 bytes, zeros behind the block's length
 */
@SuppressWarnings("ArrayRecordComponent") // made here for one command, never compared
record CommandBlockWrapper(int tag, long transferBytes, boolean in, int unit, byte[] commandBlock) {

    static final int BYTES = 31;
    static final int MAX_COMMAND_BYTES = 16;

    private static final int SIGNATURE = 0x43425355;

    /** Reads {@value #BYTES} bytes; empty if they are not a valid and meaningful wrapper (§6.2). */
    static Optional<CommandBlockWrapper> read(ByteBuf bytes) {
        int signature = bytes.readIntLE();
        int tag = bytes.readIntLE();
        long transferBytes = bytes.readUnsignedIntLE();
        int flags = bytes.readUnsignedByte();
        int unit = bytes.readUnsignedByte();
        int commandBytes = bytes.readUnsignedByte();
        var commandBlock = new byte[MAX_COMMAND_BYTES];
        bytes.readBytes(commandBlock);
        boolean meaningful = unit <= 0x0f && commandBytes >= 1 && commandBytes <= MAX_COMMAND_BYTES;
        if (signature != SIGNATURE || !meaningful) {
            return Optional.empty();
        }
        for (int i = commandBytes; i < MAX_COMMAND_BYTES; i++) {
            commandBlock[i] = 0;
        }
        return Optional.of(new CommandBlockWrapper(tag, transferBytes, (flags & 0x80) != 0, unit, commandBlock));
    }
}
