package dev.usbshare.simulation;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;

/**
 * Where a simulated drive keeps its bytes.
 *
 * <p><b>Confinement</b>: one call at a time.
 */
interface Medium extends Closeable {

    long sizeBytes();

    /** Whether calls wait for a disk, so that they must stay off an event loop. */
    boolean blocks();

    /** Appends {@code bytes} bytes from {@code offset}; borrows {@code into}. */
    void read(long offset, int bytes, ByteBuf into) throws IOException;

    /** Writes all that is readable; borrows {@code from}. */
    void write(long offset, ByteBuf from) throws IOException;

    /** Returns when what was written would survive a power cut. */
    void sync() throws IOException;
}
