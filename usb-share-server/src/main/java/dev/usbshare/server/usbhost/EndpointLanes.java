package dev.usbshare.server.usbhost;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one device, made as endpoints are used.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
final class EndpointLanes {

    private static final int LANES = 32;
    private static final int IN = 16;

    private final @Nullable EndpointLane[] lanes = new EndpointLane[LANES];

    EndpointLane of(EndpointAddress endpoint) {
        int index = endpoint.number() | (endpoint.direction() == Direction.IN ? IN : 0);
        EndpointLane lane = lanes[index];
        if (lane == null) {
            lane = new EndpointLane(endpoint);
            lanes[index] = lane;
        }
        return lane;
    }

    void forEach(Consumer<EndpointLane> action) {
        for (EndpointLane lane : lanes) {
            if (lane != null) {
                action.accept(lane);
            }
        }
    }

    void forEachTransfer(Predicate<EndpointAddress> which, Consumer<UrbTransfer> action) {
        forEach(lane -> {
            if (which.test(lane.endpoint())) {
                UrbTransfer next;
                for (UrbTransfer t = lane.oldest(); t != null; t = next) {
                    next = t.later;
                    action.accept(t);
                }
            }
        });
    }

    boolean isIdle(Predicate<EndpointAddress> which) {
        for (EndpointLane lane : lanes) {
            if (lane != null && lane.hasInFlight() && which.test(lane.endpoint())) {
                return false;
            }
        }
        return true;
    }
}
