package dev.usbshare.client.exercise;

import java.io.IOException;

/** A disk to exercise, whoever drives it. Calls block. */
interface Disk {

    /** Who it says it is. */
    String describe() throws IOException;

    long bytes();

    /** @param offset and {@code count}: multiples of {@link DiskExercise#PIECE_BYTES} */
    byte[] read(long offset, int count) throws IOException;

    /** Offset and length: multiples of {@link DiskExercise#PIECE_BYTES}. */
    void write(long offset, byte[] data) throws IOException;

    /** Returns when everything written has reached the device. */
    void flush() throws IOException;
}
