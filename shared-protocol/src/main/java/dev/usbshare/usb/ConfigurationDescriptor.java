package dev.usbshare.usb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A configuration with its interfaces, read from the raw bytes of GET_DESCRIPTOR(CONFIGURATION) (USB 2.0 §9.6.3).
 *
 * <p>The bytes come from a device or a peer and may lie: lengths are checked before each step, a descriptor of zero
 * length, one that leaves its configuration, or an endpoint outside an interface is an error; descriptors of unknown
 * type (class-specific ones) are skipped.
 *
 * @param value {@code bConfigurationValue}
 * @param interfaces every alternate setting, in the order of the bytes
 */
public record ConfigurationDescriptor(int value, List<InterfaceDescriptor> interfaces) {

    /** {@code wTotalLength} is 16 bits wide. */
    public static final int MAX_BYTES = 0xffff;

    private static final int TYPE_CONFIGURATION = 2;
    private static final int TYPE_INTERFACE = 4;
    private static final int TYPE_ENDPOINT = 5;
    private static final int CONFIGURATION_BYTES = 9;
    private static final int INTERFACE_BYTES = 9;
    private static final int ENDPOINT_BYTES = 7;

    public ConfigurationDescriptor {
        interfaces = List.copyOf(interfaces);
    }

    public static ConfigurationDescriptor parse(byte[] raw) throws DescriptorException {
        if (raw.length < CONFIGURATION_BYTES || u8(raw, 0) < CONFIGURATION_BYTES || u8(raw, 1) != TYPE_CONFIGURATION) {
            throw new DescriptorException("not a configuration descriptor (" + raw.length + " bytes)");
        }
        int total = u8(raw, 2) | u8(raw, 3) << 8;
        if (total != raw.length) {
            throw new DescriptorException("wTotalLength is " + total + " but " + raw.length + " bytes are here");
        }
        var interfaces = new ArrayList<InterfaceDescriptor>();
        List<EndpointDescriptor> endpoints = new ArrayList<>();
        int interfaceAt = -1;
        int at = u8(raw, 0);
        while (at < raw.length) {
            int length = lengthAt(raw, at);
            switch (u8(raw, at + 1)) {
                case TYPE_INTERFACE -> {
                    require(length >= INTERFACE_BYTES, "interface descriptor of " + length + " bytes");
                    if (interfaceAt >= 0) {
                        interfaces.add(interfaceOf(raw, interfaceAt, endpoints));
                    }
                    endpoints = new ArrayList<>();
                    interfaceAt = at;
                }
                case TYPE_ENDPOINT -> {
                    require(length >= ENDPOINT_BYTES, "endpoint descriptor of " + length + " bytes");
                    require(interfaceAt >= 0, "endpoint before any interface");
                    endpoints.add(endpointOf(raw, at));
                }
                default -> {
                    // Class-specific and association descriptors: the kernel's drivers read them from the raw bytes.
                }
            }
            at += length;
        }
        if (interfaceAt >= 0) {
            interfaces.add(interfaceOf(raw, interfaceAt, endpoints));
        }
        return new ConfigurationDescriptor(u8(raw, 5), interfaces);
    }

    /** The interface numbers that occur, each once, ascending. */
    public IntStream interfaceNumbers() {
        return interfaces.stream()
                .mapToInt(InterfaceDescriptor::number)
                .distinct()
                .sorted();
    }

    public Optional<InterfaceDescriptor> alternateSetting(int interfaceNumber, int alternateSetting) {
        return interfaces.stream()
                .filter(i -> i.number() == interfaceNumber && i.alternateSetting() == alternateSetting)
                .findFirst();
    }

    private static int lengthAt(byte[] raw, int at) throws DescriptorException {
        int length = u8(raw, at);
        require(length >= 2, "descriptor of " + length + " bytes at offset " + at);
        require(at + length <= raw.length, "descriptor at offset " + at + " leaves its configuration");
        return length;
    }

    private static InterfaceDescriptor interfaceOf(byte[] raw, int at, List<EndpointDescriptor> endpoints) {
        return new InterfaceDescriptor(
                u8(raw, at + 2),
                u8(raw, at + 3),
                new ClassCode(u8(raw, at + 5), u8(raw, at + 6), u8(raw, at + 7)),
                endpoints);
    }

    private static EndpointDescriptor endpointOf(byte[] raw, int at) throws DescriptorException {
        int address = u8(raw, at + 2);
        require(EndpointAddress.isValid(address) && address != 0, "endpoint address 0x" + Integer.toHexString(address));
        int maxPacket = u8(raw, at + 4) | u8(raw, at + 5) << 8;
        return new EndpointDescriptor(
                new EndpointAddress(address),
                TransferType.ofAttributes(u8(raw, at + 3)),
                maxPacket & 0x7ff,
                u8(raw, at + 6));
    }

    private static void require(boolean condition, String otherwise) throws DescriptorException {
        if (!condition) {
            throw new DescriptorException(otherwise);
        }
    }

    private static int u8(byte[] raw, int at) {
        return raw[at] & 0xff;
    }
}
