package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A disk image in a file, locked against a second drive over the same one. */
final class FileMedium implements Medium {

    private final FileChannel channel;
    private final long sizeBytes;

    /** Opens an existing image, whose length rounded down to whole blocks is the drive's. */
    FileMedium(Path image) throws IOException {
        channel = FileChannel.open(image, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (!lock(channel)) {
                throw new IOException(image + " is in use as another drive");
            }
            sizeBytes = channel.size() / ScsiDisk.BLOCK_BYTES * ScsiDisk.BLOCK_BYTES;
            if (sizeBytes == 0) {
                throw new IOException(image + " holds less than a block of " + ScsiDisk.BLOCK_BYTES + " bytes");
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public long sizeBytes() {
        return sizeBytes;
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public void read(long offset, int bytes, ByteBuf into) throws IOException {
        int end = into.writerIndex() + bytes;
        long at = offset;
        while (into.writerIndex() < end) {
            int moved = into.writeBytes(channel, at, end - into.writerIndex());
            if (moved < 0) {
                throw new EOFException("image ends at " + at);
            }
            at += moved;
        }
    }

    @Override
    public void write(long offset, ByteBuf from) throws IOException {
        long at = offset;
        while (from.isReadable()) {
            at += from.readBytes(channel, at, from.readableBytes());
        }
    }

    @Override
    public void sync() throws IOException {
        channel.force(false);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
