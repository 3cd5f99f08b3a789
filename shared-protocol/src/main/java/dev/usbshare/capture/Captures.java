package dev.usbshare.capture;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The captures of a node and the devices at work that they can be put into. A capture may begin before its device does, and goes
 * on when the device comes back. Any thread.
 *
 * <p><b>Bounds</b>: {@value #MAX_CAPTURES} captures at a time.
 */
public final class Captures implements AutoCloseable {

    static final int MAX_CAPTURES = 8;

    private final Clock clock;
    private final Map<String, DeviceCapture> running = new TreeMap<>();
    private final Map<String, CapturePoint> points = new TreeMap<>();

    public Captures(Clock clock) {
        this.clock = clock;
    }

    /** A device begins its work; the point is to be given back to {@link #leave}. */
    public synchronized CapturePoint join(String device) {
        var point = new CapturePoint();
        point.set(running.get(device));
        points.put(device, point);
        return point;
    }

    /** A device has ended its work. */
    public synchronized void leave(String device, CapturePoint point) {
        point.set(null);
        points.remove(device, point);
    }

    /**
     * Begins a capture.
     *
     * @param device as {@link #join} is told it
     * @param devid {@code busnum << 16 | devnum}, for the file
     * @param maxBytes the file's size at most
     * @throws IOException if the file cannot be made
     * @throws IllegalStateException if the device is being captured, or too many are; the message is for the person
     */
    public synchronized DeviceCapture start(String device, int devid, Path file, long maxBytes) throws IOException {
        DeviceCapture present = running.get(device);
        if (present != null) {
            throw new IllegalStateException(device + " is being captured already, to " + present.file());
        }
        if (running.size() >= MAX_CAPTURES) {
            throw new IllegalStateException(MAX_CAPTURES + " captures are running; stop one first");
        }
        DeviceCapture capture = DeviceCapture.to(file, device, devid, maxBytes, clock);
        running.put(device, capture);
        setTap(device, capture);
        return capture;
    }

    /** Ends a capture; empty if there is none. The file is whole when this returns. */
    public Optional<DeviceCapture> stop(String device) {
        DeviceCapture capture;
        synchronized (this) {
            capture = running.remove(device);
            setTap(device, null);
        }
        if (capture != null) {
            capture.close();
        }
        return Optional.ofNullable(capture);
    }

    /** Those that run, by device. */
    public synchronized Map<String, DeviceCapture> running() {
        return new TreeMap<>(running);
    }

    @Override
    public void close() {
        List<String> devices;
        synchronized (this) {
            devices = new ArrayList<>(running.keySet());
        }
        devices.forEach(this::stop);
    }

    private void setTap(String device, @Nullable UrbTap tap) {
        CapturePoint point = points.get(device);
        if (point != null) {
            point.set(tap);
        }
    }
}
