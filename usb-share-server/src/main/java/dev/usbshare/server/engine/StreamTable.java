package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The streams of one device, one for each endpoint, and the fences at which they wait until the others have come as far as
 * those say.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class StreamTable {

    private final Map<EndpointAddress, EndpointStream> open = new HashMap<>();
    private final Set<EndpointAddress> ended = new HashSet<>();
    private final Map<EndpointStream, Frame.Fence> fences = new LinkedHashMap<>();

    void add(EndpointStream stream, EndpointAddress endpoint) {
        if (open.putIfAbsent(endpoint, stream) != null) {
            throw new ProtocolException(CloseCode.UNEXPECTED, "a second stream for endpoint " + endpoint);
        }
        ended.remove(endpoint);
    }

    /** Takes out a stream that ended; false if it was not in here. */
    boolean remove(EndpointStream stream) {
        EndpointAddress endpoint = stream.endpoint();
        if (!open.remove(endpoint, stream)) {
            return false;
        }
        ended.add(endpoint);
        fences.remove(stream);
        return true;
    }

    /** A copy: what is done to them may end them. */
    List<EndpointStream> all() {
        return List.copyOf(open.values());
    }

    /** Holds a stream until the others have come as far as the fence says; true if it must wait. */
    boolean raise(EndpointStream stream, Frame.Fence raised) {
        if (isPassed(raised)) {
            return false;
        }
        fences.put(stream, raised);
        return true;
    }

    /** Forgets the fences; the streams' wait is ended otherwise. */
    void dropFences() {
        fences.clear();
    }

    /** Some stream took a frame or ended. */
    void progressed() {
        if (fences.isEmpty()) {
            return;
        }
        for (EndpointStream waiting : List.copyOf(fences.keySet())) {
            // One that goes on may let others go on before its turn comes here.
            Frame.Fence fence = fences.get(waiting);
            if (fence != null && isPassed(fence)) {
                fences.remove(waiting);
                waiting.resume();
            }
        }
    }

    private boolean isPassed(Frame.Fence raised) {
        for (Frame.Mark mark : raised.marks()) {
            EndpointStream stream = open.get(mark.endpoint());
            // A stream that ended will not come any further.
            boolean passed = stream != null
                    ? stream.taken() >= mark.sequence()
                    : mark.sequence() == 0 || ended.contains(mark.endpoint());
            if (!passed) {
                return false;
            }
        }
        return true;
    }
}
