package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/**
 * A vendor device with two configurations. The first has interface 0 with bulk 0x81 and 0x02, and interface 1 with
 * interrupt 0x83, to which alternate setting 1 adds isochronous 0x84 and 0x05; the second has interface 0 with bulk
 * 0x86.
 */
public final class TestDescriptors {

    private static final HexFormat HEX = HexFormat.of();

    private TestDescriptors() {}

    public static DescriptorSet set() {
        try {
            return new DescriptorSet(
                    HEX.parseHex("1201" + "1002" + "ff0000" + "40" + "34122143" + "0001" + "010203" + "02"),
                    List.of(
                            HEX.parseHex("0902" + "4e00" + "020100" + "8032"
                                    + ("0904000002ff0000" + "00")
                                    + ("070581020002" + "00")
                                    + ("070502020002" + "00")
                                    + ("0904010001ff0000" + "00")
                                    + ("070583030800" + "04")
                                    + ("0904010103ff0000" + "00")
                                    + ("070583030800" + "04")
                                    + ("07058401c000" + "01")
                                    + ("07050501c000" + "01")),
                            second()),
                    List.of(
                            new StringDescriptor(0, 0, HEX.parseHex("04030904")),
                            text(1, "maker"),
                            text(2, "product"),
                            text(3, "serial")),
                    new byte[0],
                    1);
        } catch (DescriptorException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] second() {
        return HEX.parseHex(
                "0902" + "1900" + "010200" + "8032" + ("0904000001ff0000" + "00") + ("070586020002" + "00"));
    }

    private static StringDescriptor text(int index, String text) {
        byte[] units = text.getBytes(StandardCharsets.UTF_16LE);
        byte[] raw = new byte[units.length + 2];
        raw[0] = (byte) raw.length;
        raw[1] = 3;
        System.arraycopy(units, 0, raw, 2, units.length);
        return new StringDescriptor(index, 0x0409, raw);
    }
}
