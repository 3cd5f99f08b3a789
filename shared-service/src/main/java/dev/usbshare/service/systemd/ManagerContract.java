package dev.usbshare.service.systemd;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import io.netty.channel.unix.DomainSocketAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the service manager expects of this process, from the environment that it started it with.
 *
 * <p>Source: sd_notify(3), sd_watchdog_enabled(3).
 *
 * @param address where its datagrams go
 * @param watchdog within which time it wants to hear from us, again and again; null if it does not watch
 */
record ManagerContract(
        DomainSocketAddress address, @Nullable Duration watchdog) {

    /**
     * Reads {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}.
     *
     * @param pid this process; a watchdog that was meant for another one is none
     * @return empty if nobody waits for datagrams
     * @throws StartFailure if what was given cannot be understood
     */
    static Optional<ManagerContract> of(
            @Nullable String notifySocket, @Nullable String watchdogMicros, @Nullable String watchdogPid, long pid) {
        if (notifySocket == null || notifySocket.isEmpty()) {
            return Optional.empty();
        }
        boolean ours = watchdogPid == null || watchdogPid.equals(Long.toString(pid));
        return Optional.of(new ManagerContract(
                address(notifySocket), ours && watchdogMicros != null ? interval(watchdogMicros) : null));
    }

    private static DomainSocketAddress address(String text) {
        return switch (text.charAt(0)) {
            case '/' -> new DomainSocketAddress(text);
            // The abstract namespace, whose names begin with NUL: unix(7).
            case '@' -> new DomainSocketAddress('\0' + text.substring(1));
            default -> throw wrong("NOTIFY_SOCKET", text, "a path or an @name");
        };
    }

    private static Duration interval(String micros) {
        try {
            Duration interval = Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1_000L));
            if (interval.isPositive()) {
                return interval;
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // said below
        }
        throw wrong("WATCHDOG_USEC", micros, "a number of microseconds");
    }

    private static StartFailure wrong(String variable, String value, String expected) {
        return new StartFailure(
                ExitCode.CONFIGURATION,
                "the environment's " + variable + " is '" + value + "', not " + expected
                        + ": the service manager sets it, unset it elsewhere");
    }
}
