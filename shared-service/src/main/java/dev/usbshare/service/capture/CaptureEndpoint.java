package dev.usbshare.service.capture;

import dev.usbshare.capture.Captures;
import dev.usbshare.capture.DeviceCapture;
import dev.usbshare.service.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * {@code capture}: lists captures, begins one ({@code POST {"device": ..., "megabytes": ...}}) and ends it ({@code DELETE
 * ?device=...}). Files are pcapng in the state directory, for their owner's eyes only: they hold everything that passes through
 * the device, passwords typed on a keyboard included. What cannot be done is answered with {@code {"error": ...}} and a fitting
 * status.
 */
@Endpoint(id = "capture")
public final class CaptureEndpoint {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureEndpoint.class);
    private static final DateTimeFormatter NAME_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS").withZone(ZoneOffset.UTC);
    private static final int DEFAULT_MEGABYTES = 64;
    private static final int MAX_MEGABYTES = 65_536;

    /**
     * A capture.
     *
     * @param events URBs begun and ended
     * @param dropped events that the disk was too slow for
     * @param full whether the file is as large as it may be
     */
    record Row(
            String device,
            String file,
            long bytes,
            long events,
            long dropped,
            boolean full,
            @Nullable String failure) {

        static Row of(String device, DeviceCapture capture) {
            return new Row(
                    device,
                    capture.file().toString(),
                    capture.bytes(),
                    capture.events(),
                    capture.dropped(),
                    capture.isFull(),
                    capture.failure());
        }
    }

    private final Captures captures;
    private final CaptureTargets targets;
    private final Path folder;
    private final Clock clock;

    /** @param folder for the files; made when it is missing */
    public CaptureEndpoint(Captures captures, CaptureTargets targets, Path folder, Clock clock) {
        this.captures = captures;
        this.targets = targets;
        this.folder = folder;
        this.clock = clock;
    }

    @ReadOperation
    List<Row> list() {
        return captures.running().entrySet().stream()
                .map(e -> Row.of(e.getKey(), e.getValue()))
                .toList();
    }

    /**
     * @param device a pattern that means exactly one device
     * @param megabytes the file's size at most, 1 to 65536; null for 64
     */
    @WriteOperation
    WebEndpointResponse<Object> start(String device, @Nullable Integer megabytes) {
        int limit = megabytes == null ? DEFAULT_MEGABYTES : megabytes;
        if (limit < 1 || limit > MAX_MEGABYTES) {
            return Answers.failure(Answers.BAD_REQUEST, "megabytes: 1 to " + MAX_MEGABYTES + ", not " + limit);
        }
        try {
            List<CaptureTargets.Target> meant = targets.find(device);
            if (meant.size() != 1) {
                return notOne(device, meant);
            }
            CaptureTargets.Target target = meant.getFirst();
            DeviceCapture capture =
                    captures.start(target.device(), target.devid(), file(target.device()), (long) limit << 20);
            LOG.atInfo()
                    .addKeyValue("device", target.device())
                    .addKeyValue("file", capture.file())
                    .log("Capture begun");
            return Answers.done(Row.of(target.device(), capture));
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e);
        } catch (IllegalStateException e) {
            return Answers.failure(Answers.CONFLICT, e);
        } catch (IOException e) {
            return Answers.failure(Answers.UNAVAILABLE, "cannot make a file in " + folder + ": " + e);
        }
    }

    /** @param device as the list shows it, or a pattern that means exactly one that is captured */
    @DeleteOperation
    WebEndpointResponse<Object> stop(String device) {
        Map<String, DeviceCapture> running = captures.running();
        String name = device;
        if (!running.containsKey(device)) {
            List<CaptureTargets.Target> meant;
            try {
                meant = targets.find(device).stream()
                        .filter(target -> running.containsKey(target.device()))
                        .toList();
            } catch (IllegalArgumentException e) {
                return Answers.failure(Answers.BAD_REQUEST, e);
            }
            if (meant.size() != 1) {
                return meant.isEmpty()
                        ? Answers.failure(Answers.NOT_FOUND, device + " is not being captured")
                        : notOne(device, meant);
            }
            name = meant.getFirst().device();
        }
        Optional<DeviceCapture> ended = captures.stop(name);
        if (ended.isEmpty()) {
            return Answers.failure(Answers.NOT_FOUND, device + " is not being captured");
        }
        LOG.atInfo()
                .addKeyValue("device", name)
                .addKeyValue("file", ended.get().file())
                .log("Capture ended");
        return Answers.done(Row.of(name, ended.get()));
    }

    private static WebEndpointResponse<Object> notOne(String text, List<CaptureTargets.Target> meant) {
        return meant.isEmpty()
                ? Answers.failure(Answers.NOT_FOUND, "no device here is " + text)
                : Answers.failure(
                        Answers.CONFLICT,
                        text + " means " + meant.size() + " devices; name one of "
                                + meant.stream()
                                        .map(CaptureTargets.Target::device)
                                        .collect(Collectors.joining(", ")));
    }

    private Path file(String device) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        String safe = device.replaceAll("[^A-Za-z0-9.-]", "_");
        return folder.resolve(safe + "-" + NAME_TIME.format(clock.instant()) + ".pcapng");
    }
}
