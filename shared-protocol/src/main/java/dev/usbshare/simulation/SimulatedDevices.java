package dev.usbshare.simulation;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes simulated devices from texts that a person writes, such as {@code flash:32MiB}. */
public final class SimulatedDevices {

    /** What a text may say, for a person. */
    public static final String POSSIBLE =
            "flash:32MiB, flash:/path/of/image, serial, keyboard, keyboard:text to type, source-sink, loopback";

    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5})([KMG])iB");
    private static final Duration TYPING_PERIOD = Duration.ofSeconds(2);

    private final long mostMemoryBytes;
    private long takenBytes;

    private SimulatedDevices(long mostMemoryBytes) {
        this.mostMemoryBytes = mostMemoryBytes;
    }

    /**
     * The devices of a list, in its order; a device's serial number is its place in the list. The caller owns them.
     *
     * @throws IllegalArgumentException naming the text that cannot be a device, why, and what is possible; none is left
     *     open then
     */
    public static List<SimulatedDevice> create(List<String> specs) {
        return create(specs, Runtime.getRuntime().maxMemory() / 2);
    }

    /** @param mostMemoryBytes what drives without an image may grow to, all together */
    static List<SimulatedDevice> create(List<String> specs, long mostMemoryBytes) {
        var maker = new SimulatedDevices(mostMemoryBytes);
        var devices = new ArrayList<SimulatedDevice>();
        try {
            for (String spec : specs) {
                devices.add(maker.create(spec, "%012X".formatted(devices.size() + 1)));
            }
        } catch (IllegalArgumentException e) {
            devices.forEach(SimulatedDevice::close);
            throw e;
        }
        return List.copyOf(devices);
    }

    private SimulatedDevice create(String spec, String serial) {
        int colon = spec.indexOf(':');
        String kind = colon < 0 ? spec : spec.substring(0, colon);
        String detail = colon < 0 ? "" : spec.substring(colon + 1);
        boolean detailed = !detail.isEmpty();
        if (colon >= 0 && !detailed) {
            throw bad(spec, "nothing behind the colon");
        }
        return switch (kind) {
            case "flash" -> flash(spec, detail, serial);
            case "keyboard" -> keyboard(spec, detail, serial);
            case "serial" -> plain(spec, detailed, new SerialEcho(serial));
            case "source-sink" -> plain(spec, detailed, new SourceSink(serial));
            case "loopback" -> plain(spec, detailed, new Loopback(serial));
            default -> throw bad(spec, "no such kind of device");
        };
    }

    private SimulatedDevice flash(String spec, String detail, String serial) {
        if (detail.isEmpty()) {
            throw bad(spec, "a flash drive needs a size or an image");
        }
        Matcher size = SIZE.matcher(detail);
        if (!size.matches()) {
            return flashOver(spec, detail, serial);
        }
        long unit = switch (size.group(2)) {
            case "K" -> 1L << 10;
            case "M" -> 1L << 20;
            default -> 1L << 30;
        };
        long bytes = Long.parseLong(size.group(1)) * unit;
        if (bytes > mostMemoryBytes - takenBytes) {
            throw bad(
                    spec,
                    "drives in memory may have half of this process's heap together (" + (mostMemoryBytes >> 20)
                            + " MiB); raise -Xmx or name an image file");
        }
        takenBytes += bytes;
        return FlashDrive.inMemory(serial, bytes);
    }

    private static SimulatedDevice flashOver(String spec, String image, String serial) {
        try {
            return FlashDrive.overFile(serial, Path.of(image));
        } catch (IOException | InvalidPathException e) {
            throw bad(spec, "cannot use the image: " + e);
        }
    }

    private static SimulatedDevice keyboard(String spec, String text, String serial) {
        try {
            return text.isEmpty() ? new Keyboard(serial) : new Keyboard(serial, text, TYPING_PERIOD);
        } catch (IllegalArgumentException e) {
            throw bad(spec, String.valueOf(e.getMessage()));
        }
    }

    private static SimulatedDevice plain(String spec, boolean detailed, SimulatedDevice device) {
        if (detailed) {
            throw bad(spec, "this kind of device takes no details");
        }
        return device;
    }

    private static IllegalArgumentException bad(String spec, String why) {
        return new IllegalArgumentException("simulated device \"" + spec + "\": " + why + "; possible: " + POSSIBLE);
    }
}
