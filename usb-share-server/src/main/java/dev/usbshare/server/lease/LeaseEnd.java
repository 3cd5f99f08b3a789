package dev.usbshare.server.lease;

import dev.usbshare.identity.NodeId;
import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.usb.BusId;
import dev.usbshare.wire.RefusalCode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a lease ended.
 *
 * @param code what the client is told; null if it asked for the end, or nobody is left to tell
 * @param reason for people
 * @param actor whose deed it was, as the audit log names him
 */
public record LeaseEnd(@Nullable RefusalCode code, String reason, String actor) {

    private static final String GIVEN_BACK = "given_back";

    public static LeaseEnd givenBack(NodeId holder) {
        return new LeaseEnd(null, "given back", holder.toString());
    }

    public static LeaseEnd sessionOver(NodeId holder) {
        return new LeaseEnd(null, "its session ended", holder.toString());
    }

    public static LeaseEnd unplugged(BusId busId) {
        return new LeaseEnd(RefusalCode.DEVICE_GONE, "device " + busId + " was unplugged", ServerEvent.SYSTEM);
    }

    public static LeaseEnd notOpened(RefusalCode code, String reason) {
        return new LeaseEnd(code, reason, ServerEvent.SYSTEM);
    }

    static LeaseEnd takenOver(Leaseholder by) {
        return new LeaseEnd(
                RefusalCode.TAKEN_OVER,
                by.name() + " took the device over",
                by.peer().toString());
    }

    static LeaseEnd timeOver(String reason) {
        return new LeaseEnd(RefusalCode.TIME_OVER, reason, ServerEvent.SYSTEM);
    }

    static LeaseEnd idle(Duration limit) {
        return new LeaseEnd(
                RefusalCode.IDLE_TOO_LONG,
                "nothing was asked of the device for " + limit.toSeconds() + " s",
                ServerEvent.SYSTEM);
    }

    static LeaseEnd notAllowed(RefusalCode code, String reason) {
        return new LeaseEnd(code, reason, ServerEvent.SYSTEM);
    }

    static LeaseEnd withdrawn() {
        return new LeaseEnd(RefusalCode.WITHDRAWN, "a person at the server ended the lease", ServerEvent.OPERATOR);
    }

    static LeaseEnd given(Leaseholder to) {
        return new LeaseEnd(
                RefusalCode.WITHDRAWN, "a person at the server gave the device to " + to.name(), ServerEvent.OPERATOR);
    }

    public static LeaseEnd notShared(BusId busId) {
        return new LeaseEnd(RefusalCode.WITHDRAWN, "device " + busId + " is not shared any more", ServerEvent.OPERATOR);
    }

    /** One of {@link #kinds}, for a meter's tag. */
    public String kind() {
        return code == null ? GIVEN_BACK : word(code);
    }

    /** Every {@link #kind} there is. */
    public static List<String> kinds() {
        return Stream.concat(
                        Stream.of(GIVEN_BACK),
                        Arrays.stream(RefusalCode.values()).map(LeaseEnd::word))
                .toList();
    }

    private static String word(RefusalCode code) {
        return code.name().toLowerCase(Locale.ROOT);
    }
}
