package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.ProtocolException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The streams of one device, one for each endpoint, and the fence that the control stream may have to wait at until the
 * others have come as far as it says.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class StreamTable {

    private final Map<EndpointAddress, EndpointStream> open = new HashMap<>();
    private final Set<EndpointAddress> ended = new HashSet<>();
    private Frame.@Nullable Fence fence;

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
        if (endpoint.isControl()) {
            fence = null;
        }
        return true;
    }

    /** A copy: what is done to them may end them. */
    List<EndpointStream> all() {
        return List.copyOf(open.values());
    }

    /** Holds the control stream until the other streams have come as far as the fence says; true if it must wait. */
    boolean raise(Frame.Fence raised) {
        if (isPassed(raised)) {
            return false;
        }
        fence = raised;
        return true;
    }

    /** Forgets the fence; the control stream's wait is ended otherwise. */
    void dropFence() {
        fence = null;
    }

    /** Some stream took a frame or ended. */
    void progressed() {
        if (fence != null && isPassed(fence)) {
            fence = null;
            EndpointStream control = open.get(EndpointAddress.CONTROL);
            if (control != null) {
                control.resume();
            }
        }
    }

    private boolean isPassed(Frame.Fence raised) {
        for (Frame.Mark mark : raised.marks()) {
            EndpointStream stream = open.get(mark.endpoint());
            // A stream that ended will not come any further.
            boolean passed = stream != null
                    ? stream.received() >= mark.sequence()
                    : mark.sequence() == 0 || ended.contains(mark.endpoint());
            if (!passed) {
                return false;
            }
        }
        return true;
    }
}
