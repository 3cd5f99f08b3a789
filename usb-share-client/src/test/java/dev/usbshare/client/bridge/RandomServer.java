package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.wire.Frame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * A server that keeps the protocol and does everything else as it pleases: completes late or early, loses or wins the
 * race against an unlink, sends in fragments.
 */
final class RandomServer {

    private static final int MAX_FRAGMENT_BYTES = 3_000;

    private final ScriptedServer server;
    private final RandomGenerator random;
    private final Map<ScriptedStream, Integer> seen = new HashMap<>();
    private final Map<ScriptedStream, Deque<Frame.Submit>> pending = new HashMap<>();
    private final Map<ScriptedStream, Integer> payloadsSeen = new HashMap<>();
    /** OUT data as it arrived, by URB. */
    final Map<Integer, byte[]> received = new HashMap<>();

    private final Map<EndpointAddress, StringBuilder> sent = new HashMap<>();

    RandomServer(ScriptedServer server, RandomGenerator random) {
        this.server = server;
        this.random = random;
    }

    /** IN data that an URB gets: recognizable, so that none is mixed up. */
    static byte[] pattern(int urbId, int lengthBytes) {
        byte[] data = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) {
            data[i] = (byte) (urbId * 31 + i);
        }
        return data;
    }

    void step() {
        ScriptedStream stream = server.streams.get(random.nextInt(server.streams.size()));
        if (stream.closed) {
            return;
        }
        stream.held = true;
        take(stream);
        Deque<Frame.Submit> open = pending(stream);
        if (!open.isEmpty() && random.nextBoolean()) {
            complete(stream, open.remove());
        }
        if (random.nextInt(3) > 0) {
            stream.letThrough(1 + random.nextInt(MAX_FRAGMENT_BYTES));
        }
        if (random.nextInt(10) == 0) {
            stream.autoRead(random.nextBoolean());
        }
    }

    /** Answers everything. */
    void settle() {
        for (ScriptedStream stream : server.streams) {
            if (!stream.closed) {
                stream.autoRead(true);
                take(stream);
                Deque<Frame.Submit> open = pending(stream);
                while (!open.isEmpty()) {
                    complete(stream, open.remove());
                }
                stream.letThrough(Integer.MAX_VALUE);
            }
        }
    }

    boolean isIdle() {
        return server.streams.stream()
                .allMatch(stream -> pending(stream).isEmpty() && seen.getOrDefault(stream, 0) == stream.frames.size());
    }

    private void take(ScriptedStream stream) {
        List<Frame> frames = new ArrayList<>(stream.frames.subList(seen.getOrDefault(stream, 0), stream.frames.size()));
        seen.put(stream, stream.frames.size());
        for (Frame frame : frames) {
            switch (frame) {
                case Frame.Submit submit -> {
                    pending(stream).add(submit);
                    received.put(submit.urbId(), stream.payloads.get(payloadsSeen.merge(stream, 1, Integer::sum) - 1));
                }
                case Frame.Unlink unlink -> unlink(stream, unlink.urbId());
                default -> {
                    // A fence: this server has no order to keep.
                }
            }
        }
    }

    private void unlink(ScriptedStream stream, int urbId) {
        Frame.Submit victim = pending(stream).stream()
                .filter(submit -> submit.urbId() == urbId)
                .findFirst()
                .orElse(null);
        if (victim == null) {
            stream.unlinked(urbId); // completed before
            return;
        }
        pending(stream).remove(victim);
        if (random.nextInt(4) == 0) {
            complete(stream, victim); // with data, or a request that cannot be taken back
        } else {
            stream.unlinked(urbId);
        }
    }

    private void complete(ScriptedStream stream, Frame.Submit submit) {
        int actual = random.nextInt(submit.lengthBytes() + 1);
        int status = random.nextInt(5) == 0 ? UrbStatus.EPIPE : UrbStatus.OK;
        Direction direction = stream.endpoint().isControl()
                ? submit.setup().direction()
                : stream.endpoint().direction();
        byte[] data = direction == Direction.IN ? data(stream, submit, actual) : new byte[0];
        if (!submit.packets().isEmpty()) {
            stream.completeIso(submit.urbId(), actual, moved(submit.packets(), actual), 0, data);
        } else if (direction == Direction.IN) {
            stream.completeIn(submit.urbId(), status, data);
        } else {
            stream.completeOut(submit.urbId(), status, actual);
        }
    }

    private byte[] data(ScriptedStream stream, Frame.Submit submit, int lengthBytes) {
        if (stream.endpoint().isControl() || !submit.packets().isEmpty()) {
            return pattern(submit.urbId(), lengthBytes);
        }
        byte[] data = new byte[lengthBytes];
        random.nextBytes(data);
        sent.computeIfAbsent(stream.endpoint(), _ -> new StringBuilder())
                .append(new String(data, StandardCharsets.ISO_8859_1));
        return data;
    }

    /** Everything that a bulk or interrupt IN endpoint said, a character for each byte. */
    String sent(EndpointAddress endpoint) {
        return sent.getOrDefault(endpoint, new StringBuilder()).toString();
    }

    private static IsoPackets moved(IsoPackets asked, int actual) {
        List<IsoPacket> packets = new ArrayList<>();
        int left = actual;
        for (int i = 0; i < asked.count(); i++) {
            int bytes = Math.min(left, asked.lengthBytes(i));
            packets.add(new IsoPacket(asked.offsetBytes(i), asked.lengthBytes(i), bytes, 0));
            left -= bytes;
        }
        return IsoPackets.of(packets);
    }

    private Deque<Frame.Submit> pending(ScriptedStream stream) {
        return Objects.requireNonNull(pending.computeIfAbsent(stream, key -> new ArrayDeque<>()));
    }
}
