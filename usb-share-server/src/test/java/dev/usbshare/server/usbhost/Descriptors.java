package dev.usbshare.server.usbhost;

import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Descriptors for tests, byte by byte. */
final class Descriptors {

    /** Endpoints of {@link #first()}: bulk 0x81 and 0x02, interrupt 0x83; in setting 1 of interface 2 iso 0x84. */
    private Descriptors() {}

    static byte[] device(int bcdUsb, int configurations) {
        return bytes(18, 1, bcdUsb & 0xff, bcdUsb >> 8, 0, 0, 0, 64, 0x6b, 0x1d, 4, 1, 0, 1, 1, 2, 3, configurations);
    }

    /** Interfaces 0 and 2: numbers have a gap. Interface 2 has two settings. */
    static byte[] first() {
        return configuration(
                1,
                2,
                4,
                bytes(
                        9, 4, 0, 0, 2, 8, 6, 0x50, 0, // interface 0
                        7, 5, 0x81, 2, 0, 2, 0, 7, 5, 0x02, 2, 0, 2, 0, 9, 4, 2, 0, 1, 3, 0, 0,
                        5, // interface 2, setting 0, string 5
                        7, 5, 0x83, 3, 8, 0, 4, 9, 4, 2, 1, 1, 1, 2, 0, 0, // interface 2, setting 1
                        7, 5, 0x84, 1, 0, 2, 1));
    }

    /** Interface 7 alone, with bulk 0x85. */
    static byte[] second() {
        return configuration(2, 1, 0, bytes(9, 4, 7, 0, 1, 0xff, 0, 0, 0, 7, 5, 0x85, 2, 0, 2, 0));
    }

    static DescriptorSet set() {
        try {
            return new DescriptorSet(device(0x200, 2), List.of(first(), second()), List.of(), new byte[0], 1);
        } catch (DescriptorException e) {
            throw new AssertionError(e);
        }
    }

    /** As sysfs shows them. */
    static byte[] kernelCopy() {
        return concat(device(0x200, 2), first(), second());
    }

    static byte[] configuration(int value, int interfaces, int string, byte[] rest) {
        int total = 9 + rest.length;
        return concat(bytes(9, 2, total & 0xff, total >> 8, interfaces, value, string, 0x80, 50), rest);
    }

    static byte[] concat(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
