package dev.usbshare.server.policy;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.ClassPattern;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules that a person wrote for some devices. A rule that is not there does not restrict.
 *
 * @param devices the devices it is for
 * @param peers who may use them
 * @param windows when they may be used; at any time if empty
 * @param maxLength for how long at a time
 * @param warnings how long before its end a lease's holder is warned; {@link #DEFAULT_WARNINGS} if no policy says it
 * @param blockedClasses a device is refused if any of its interfaces is of such a class
 * @param pin what a person must know
 * @param idleTimeout ends a lease that is not used for so long
 * @param bytesPerSecond of bulk and isochronous data; 0 for no limit
 * @param takeOver who, of those who may take devices over, may take these
 * @param note for the people who look after the server
 */
public record DevicePolicy(
        String name,
        List<DevicePattern> devices,
        Optional<Set<NodeId>> peers,
        List<TimeWindow> windows,
        Optional<Duration> maxLength,
        List<Duration> warnings,
        List<ClassPattern> blockedClasses,
        Optional<PinHash> pin,
        Optional<Duration> idleTimeout,
        long bytesPerSecond,
        Optional<Set<NodeId>> takeOver,
        String note) {

    public static final List<Duration> DEFAULT_WARNINGS = List.of(Duration.ofMinutes(5), Duration.ofMinutes(1));

    public DevicePolicy {
        devices = List.copyOf(devices);
        peers = peers.map(Set::copyOf);
        windows = List.copyOf(windows);
        warnings = List.copyOf(warnings);
        blockedClasses = List.copyOf(blockedClasses);
        takeOver = takeOver.map(Set::copyOf);
    }

    boolean isFor(UsbDeviceInfo device, String nickname) {
        return devices.stream().anyMatch(pattern -> pattern.matches(device, nickname));
    }

    /** Whether it surely is for every device that the pattern means. */
    boolean covers(DevicePattern pattern) {
        return devices.stream().anyMatch(own -> own.covers(pattern));
    }

    /** Whether there is anything that it rules. */
    boolean hasRule() {
        return peers.isPresent()
                || !windows.isEmpty()
                || maxLength.isPresent()
                || !blockedClasses.isEmpty()
                || pin.isPresent()
                || idleTimeout.isPresent()
                || bytesPerSecond > 0
                || takeOver.isPresent();
    }

    TimeWindows timeWindows() {
        return new TimeWindows(windows);
    }

    DevicePolicy withPin(Optional<PinHash> newPin) {
        return new DevicePolicy(
                name,
                devices,
                peers,
                windows,
                maxLength,
                warnings,
                blockedClasses,
                newPin,
                idleTimeout,
                bytesPerSecond,
                takeOver,
                note);
    }

    /** With one peer's new identity in the place of its old one. */
    DevicePolicy followed(NodeId old, NodeId replacement) {
        return new DevicePolicy(
                name,
                devices,
                peers.map(ids -> replace(ids, old, replacement)),
                windows,
                maxLength,
                warnings,
                blockedClasses,
                pin,
                idleTimeout,
                bytesPerSecond,
                takeOver.map(ids -> replace(ids, old, replacement)),
                note);
    }

    private static Set<NodeId> replace(Set<NodeId> ids, NodeId old, NodeId replacement) {
        return ids.stream().map(id -> id.equals(old) ? replacement : id).collect(Collectors.toUnmodifiableSet());
    }
}
