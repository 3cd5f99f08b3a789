package dev.usbshare.client.exercise;

import java.io.IOException;

/** A serial line to exercise, whoever drives it. Calls block; one thread may read while another writes. */
interface Line {

    void write(byte[] data) throws IOException;

    /** Waits until there are that many bytes. */
    byte[] read(int count) throws IOException;
}
