package dev.usbshare.server.usbhost;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.usb4java.LibUsb;

/**
 * Reads a device's raw descriptors: what the kernel has read already from sysfs, strings and BOS from the device.
 *
 * <p><b>Confinement</b>: the device's worker, before its event thread runs; blocks. A device that does not answer one
 * string is asked for no further ones, so that opening it stays short.
 */
final class DescriptorReader {

    private static final int GET_DESCRIPTOR = 6;
    private static final int TYPE_CONFIGURATION = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_INTERFACE = 4;
    private static final int TYPE_ASSOCIATION = 11;
    private static final int TYPE_BOS = 15;
    private static final int DEVICE_TO_HOST = 0x80;
    private static final int TIMEOUT_MILLIS = 1_000;
    private static final int MAX_STRING_BYTES = 255;
    private static final int BOS_HEADER_BYTES = 5;

    /** Real ones have a few dozen bytes. */
    private static final int MAX_BOS_BYTES = 4096;

    /** {@code bcdUSB} from which a device may have a BOS (USB 2.0 LPM ECN). */
    private static final int FIRST_BCD_USB_WITH_BOS = 0x0201;

    private final LibusbHandle handle;
    private final BusId busId;

    DescriptorReader(LibusbHandle handle, BusId busId) {
        this.handle = handle;
        this.busId = busId;
    }

    /** @param kernelCopy the {@code descriptors} attribute of sysfs */
    DescriptorSet read(byte[] kernelCopy, int activeConfiguration) throws UsbHostException {
        if (kernelCopy.length < DescriptorSet.DEVICE_BYTES) {
            throw unusable("the kernel has " + kernelCopy.length + " bytes of descriptors");
        }
        byte[] device = Arrays.copyOf(kernelCopy, DescriptorSet.DEVICE_BYTES);
        try {
            var configurations = split(kernelCopy);
            return set(device, configurations, activeConfiguration);
        } catch (DescriptorException kernelIsOfNoUse) {
            try {
                return set(device, configurationsOf(device), activeConfiguration);
            } catch (DescriptorException e) {
                throw unusable(String.valueOf(e.getMessage()));
            }
        }
    }

    private DescriptorSet set(byte[] device, List<byte[]> configurations, int activeConfiguration)
            throws DescriptorException {
        // Checked before the device is asked for its strings, which costs round trips.
        var checked = new DescriptorSet(device, configurations, List.of(), new byte[0], activeConfiguration);
        return new DescriptorSet(
                checked.device(), configurations, strings(device, configurations), bos(device), activeConfiguration);
    }

    /** The kernel's copy is one configuration after the other, each as long as it says. */
    private static List<byte[]> split(byte[] kernelCopy) throws DescriptorException {
        var configurations = new ArrayList<byte[]>();
        int at = DescriptorSet.DEVICE_BYTES;
        while (at < kernelCopy.length) {
            int total = at + 4 <= kernelCopy.length ? u16(kernelCopy, at + 2) : 0;
            if (total < 4
                    || at + total > kernelCopy.length
                    || configurations.size() == DescriptorSet.MAX_CONFIGURATIONS) {
                throw new DescriptorException("the kernel's copy does not add up");
            }
            configurations.add(Arrays.copyOfRange(kernelCopy, at, at + total));
            at += total;
        }
        return configurations;
    }

    private List<byte[]> configurationsOf(byte[] device) throws DescriptorException {
        var configurations = new ArrayList<byte[]>();
        int count = Math.min(u8(device, 17), DescriptorSet.MAX_CONFIGURATIONS);
        for (int index = 0; index < count; index++) {
            byte[] head = get(TYPE_CONFIGURATION, index, 0, 9);
            if (head.length < 4) {
                throw new DescriptorException("configuration " + index + " is not given");
            }
            configurations.add(get(TYPE_CONFIGURATION, index, 0, u16(head, 2)));
        }
        return configurations;
    }

    private List<StringDescriptor> strings(byte[] device, List<byte[]> configurations) {
        SortedSet<Integer> indices = stringIndices(device, configurations);
        var strings = new ArrayList<StringDescriptor>();
        if (indices.isEmpty()) {
            return strings;
        }
        byte[] languages = string(0, 0);
        if (languages.length < 4) {
            return strings;
        }
        strings.add(new StringDescriptor(0, 0, languages));
        int language = u16(languages, 2);
        for (int index : indices) {
            byte[] raw = string(index, language);
            if (raw.length == 0 || strings.size() == DescriptorSet.MAX_STRINGS) {
                break;
            }
            strings.add(new StringDescriptor(index, language, raw));
        }
        return strings;
    }

    /** The strings that descriptors point to: USB 2.0 tables 9-8, 9-10 and 9-12, and the association ECN. */
    private static SortedSet<Integer> stringIndices(byte[] device, List<byte[]> configurations) {
        var indices = new TreeSet<Integer>();
        indices.add(u8(device, 14));
        indices.add(u8(device, 15));
        indices.add(u8(device, 16));
        for (byte[] raw : configurations) {
            for (int at = 0; at + 2 <= raw.length && u8(raw, at) >= 2; at += u8(raw, at)) {
                int length = u8(raw, at);
                int field = switch (u8(raw, at + 1)) {
                    case TYPE_CONFIGURATION -> 6;
                    case TYPE_INTERFACE -> 8;
                    case TYPE_ASSOCIATION -> 7;
                    default -> length;
                };
                if (field < length && at + field < raw.length) {
                    indices.add(u8(raw, at + field));
                }
            }
        }
        indices.remove(0);
        return indices;
    }

    private byte[] string(int index, int language) {
        byte[] raw = get(TYPE_STRING, index, language, MAX_STRING_BYTES);
        if (raw.length < 2 || u8(raw, 1) != TYPE_STRING) {
            return new byte[0];
        }
        return Arrays.copyOf(raw, Math.clamp(u8(raw, 0), 2, raw.length));
    }

    private byte[] bos(byte[] device) {
        if (u16(device, 2) < FIRST_BCD_USB_WITH_BOS) {
            return new byte[0];
        }
        byte[] head = get(TYPE_BOS, 0, 0, BOS_HEADER_BYTES);
        if (head.length < BOS_HEADER_BYTES || u8(head, 1) != TYPE_BOS) {
            return new byte[0];
        }
        int total = u16(head, 2);
        if (total < BOS_HEADER_BYTES || total > MAX_BOS_BYTES) {
            return new byte[0];
        }
        byte[] whole = get(TYPE_BOS, 0, 0, total);
        return whole.length == total ? whole : new byte[0];
    }

    /** What the device answers; empty if it stalls, fails or stays silent. */
    private byte[] get(int type, int index, int language, int lengthBytes) {
        ByteBuffer data = ByteBuffer.allocateDirect(lengthBytes);
        int count = handle.controlIn(DEVICE_TO_HOST, GET_DESCRIPTOR, type << 8 | index, language, data, TIMEOUT_MILLIS);
        byte[] raw = new byte[Math.max(0, Math.min(count, lengthBytes))];
        data.get(0, raw);
        return raw;
    }

    private UsbHostException unusable(String why) {
        return new UsbHostException(
                Reason.IO,
                LibusbErrors.describe("read descriptors of " + busId, LibUsb.ERROR_OTHER) + ": " + why
                        + ": unplug the device and plug it in again");
    }

    private static int u8(byte[] raw, int at) {
        return raw[at] & 0xff;
    }

    private static int u16(byte[] raw, int at) {
        return u8(raw, at) | u8(raw, at + 1) << 8;
    }
}
