package dev.usbshare.usb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A device's standard descriptors as raw bytes, parsed and checked once: what the lease carries to the client, which
 * answers the kernel's enumeration from it.
 *
 * <p>Immutable: arrays are copied in and out.
 */
public final class DescriptorSet {

    public static final int DEVICE_BYTES = 18;
    /** {@code bNumConfigurations} is a byte, yet no device is known with more than 8; a bound for hostile ones. */
    public static final int MAX_CONFIGURATIONS = 8;
    /** Strings kept for local answers; a device's further ones are asked of the device. */
    public static final int MAX_STRINGS = 32;

    private static final int TYPE_DEVICE = 1;
    private static final int TYPE_CONFIGURATION = 2;
    private static final int TYPE_STRING = 3;
    private static final int TYPE_BOS = 15;

    /** A string descriptor, raw: {@code index} 0 holds the list of languages. */
    public record StringDescriptor(int index, int languageId, byte[] raw) {
        public StringDescriptor {
            raw = raw.clone();
        }

        @Override
        public byte[] raw() {
            return raw.clone();
        }
    }

    private final byte[] device;
    private final List<byte[]> configurations;
    private final List<ConfigurationDescriptor> parsed;
    private final List<StringDescriptor> strings;
    private final byte[] bos;
    private final int activeConfiguration;

    /**
     * @param device the 18 bytes of the device descriptor
     * @param configurations whole configuration descriptors in index order, 1..{@value #MAX_CONFIGURATIONS}
     * @param strings at most {@value #MAX_STRINGS}
     * @param bos the whole BOS descriptor, empty if the device has none
     * @param activeConfiguration {@code bConfigurationValue} in use, 0 if unconfigured
     */
    public DescriptorSet(
            byte[] device,
            List<byte[]> configurations,
            List<StringDescriptor> strings,
            byte[] bos,
            int activeConfiguration)
            throws DescriptorException {
        if (device.length != DEVICE_BYTES || device[0] != DEVICE_BYTES || device[1] != TYPE_DEVICE) {
            throw new DescriptorException("not a device descriptor (" + device.length + " bytes)");
        }
        if (configurations.isEmpty() || configurations.size() > MAX_CONFIGURATIONS) {
            throw new DescriptorException(configurations.size() + " configurations, expected 1.." + MAX_CONFIGURATIONS);
        }
        if (strings.size() > MAX_STRINGS) {
            throw new DescriptorException(strings.size() + " strings, at most " + MAX_STRINGS);
        }
        this.device = device.clone();
        this.configurations = configurations.stream().map(byte[]::clone).toList();
        this.strings = List.copyOf(strings);
        this.bos = bos.clone();
        this.activeConfiguration = activeConfiguration;
        var all = new ArrayList<ConfigurationDescriptor>();
        for (byte[] raw : configurations) {
            all.add(ConfigurationDescriptor.parse(raw));
        }
        this.parsed = List.copyOf(all);
    }

    public byte[] device() {
        return device.clone();
    }

    public List<byte[]> configurations() {
        return configurations.stream().map(byte[]::clone).toList();
    }

    public List<ConfigurationDescriptor> parsedConfigurations() {
        return parsed;
    }

    public List<StringDescriptor> strings() {
        return strings;
    }

    public byte[] bos() {
        return bos.clone();
    }

    public int activeConfiguration() {
        return activeConfiguration;
    }

    public Optional<ConfigurationDescriptor> configuration(int value) {
        return parsed.stream().filter(c -> c.value() == value).findFirst();
    }

    /**
     * The device's answer to a GET_DESCRIPTOR, cut to {@code wLength}, or empty where only the device itself knows it
     * (another string, a class descriptor, a qualifier).
     */
    public Optional<byte[]> answer(SetupPacket setup) {
        if (!setup.isGetDescriptor()) {
            return Optional.empty();
        }
        int index = setup.value() & 0xff;
        byte @Nullable [] whole = switch (setup.value() >> 8) {
            case TYPE_DEVICE -> device;
            case TYPE_CONFIGURATION -> index < configurations.size() ? configurations.get(index) : null;
            case TYPE_STRING -> string(index, setup.index());
            case TYPE_BOS -> bos.length > 0 ? bos : null;
            default -> null;
        };
        return whole == null
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(whole, Math.min(whole.length, setup.lengthBytes())));
    }

    private byte @Nullable [] string(int index, int languageId) {
        for (StringDescriptor s : strings) {
            if (s.index() == index && (index == 0 || s.languageId() == languageId)) {
                return s.raw;
            }
        }
        return null;
    }
}
