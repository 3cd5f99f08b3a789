package dev.usbshare.server.usbhost;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.LibUsb;

/**
 * What we hold of one device's interfaces, and how the kernel's drivers get it back.
 *
 * <p><b>Confinement</b>: the device's worker; every call may block.
 */
final class InterfaceClaims {

    /** The driver's name under which another program holds an interface. */
    private static final String USBFS = "usbfs";

    private static final Logger LOG = LoggerFactory.getLogger(InterfaceClaims.class);

    private final LibusbHandle handle;
    private final UsbDeviceInfo info;
    private final DescriptorSet descriptors;
    private final SysfsDevices sysfs;
    private final NodeUsers nodeUsers;
    private final ClaimJournal journal;
    private final Set<Integer> claimed = new TreeSet<>();
    private final SortedMap<Integer, Integer> alternateSettings = new TreeMap<>();
    private int configuration;
    private @Nullable Claim claim;

    InterfaceClaims(
            LibusbHandle handle,
            UsbDeviceInfo info,
            DescriptorSet descriptors,
            SysfsDevices sysfs,
            NodeUsers nodeUsers,
            ClaimJournal journal) {
        this.handle = handle;
        this.info = info;
        this.descriptors = descriptors;
        this.sysfs = sysfs;
        this.nodeUsers = nodeUsers;
        this.journal = journal;
        this.configuration = descriptors.activeConfiguration();
    }

    /** Takes every interface of the active configuration, from whichever driver has it; all or none. */
    void claimAll() throws UsbHostException {
        BusId busId = info.busId();
        try {
            var drivers = sysfs.drivers(busId);
            for (Map.Entry<Integer, String> each : drivers.entrySet()) {
                if (each.getValue().equals(USBFS)) {
                    throw busy(each.getKey());
                }
            }
            var taken = new Claim(busId, info.usbId(), info.serial(), configuration, drivers);
            journal.add(taken);
            claim = taken;
        } catch (IOException e) {
            throw new UsbHostException(
                    Reason.IO,
                    "note the claim of " + busId + ": " + e + ": make the state directory writable for this user");
        }
        for (int number : interfaceNumbers()) {
            int code = take(number);
            if (code != LibUsb.SUCCESS) {
                undo();
                throw code == LibUsb.ERROR_BUSY
                        ? busy(number)
                        : LibusbErrors.failure("claim interface " + number + " of " + busId, code);
            }
        }
    }

    /**
     * SET_CONFIGURATION. The value in use already costs no device I/O but for what differs from a fresh configuration:
     * alternate settings and halts. Another value can only be set with nothing claimed (devio.c, proc_setconfig).
     *
     * @param halted endpoints known to be stalled
     */
    int setConfiguration(int value, Set<EndpointAddress> halted) {
        if (value == configuration) {
            return renewConfiguration(halted);
        }
        int before = configuration;
        int code = enter(value);
        if (code != LibUsb.SUCCESS) {
            goBack(before);
        }
        return code;
    }

    /** Sets another configuration and takes its interfaces; stops at the first thing that fails. */
    private int enter(int value) {
        releaseAll();
        int code = handle.setConfiguration(value == 0 ? -1 : value);
        if (code != LibUsb.SUCCESS) {
            return code;
        }
        configuration = value;
        for (int number : interfaceNumbers()) {
            int taken = take(number);
            if (taken != LibUsb.SUCCESS) {
                warn("claim interface " + number, taken);
                return taken;
            }
        }
        return LibUsb.SUCCESS;
    }

    /** The client hears that nothing changed, so nothing must have: the former configuration and its interfaces. */
    private void goBack(int former) {
        releaseAll();
        if (configuration != former) {
            int code = handle.setConfiguration(former == 0 ? -1 : former);
            if (code == LibUsb.SUCCESS) {
                configuration = former;
            } else {
                warn("set configuration " + former, code);
            }
        }
        for (int number : interfaceNumbers()) {
            int taken = take(number);
            if (taken != LibUsb.SUCCESS) {
                warn("claim interface " + number, taken);
            }
        }
    }

    int setAlternateSetting(int interfaceNumber, int alternateSetting) {
        int code = handle.setAlternateSetting(interfaceNumber, alternateSetting);
        if (code == LibUsb.SUCCESS) {
            alternateSettings.put(interfaceNumber, alternateSetting);
        }
        return code;
    }

    /**
     * Gives everything back: all interfaces are free before the first driver is bound again (compound drivers need them
     * together), and the device is reset so that whoever comes next finds it clean.
     *
     * @param lost the device is unplugged: there is nothing to give
     */
    void giveBack(boolean lost) {
        Claim taken = claim;
        if (taken == null) {
            return;
        }
        boolean done = true;
        if (!lost) {
            releaseAll();
            int code = handle.reset();
            if (code != LibUsb.SUCCESS) {
                warn("reset", code);
            }
            if (configuration != taken.configuration()) {
                int back = handle.setConfiguration(taken.configuration() == 0 ? -1 : taken.configuration());
                if (back != LibUsb.SUCCESS) {
                    warn("set configuration " + taken.configuration(), back);
                }
            }
            done = attach(handle, taken);
        }
        if (done) {
            journal.remove(taken);
        }
        claim = null;
    }

    /** Gives back after a claim that failed half-way, without the reset: the device may be in another program's use. */
    void undo() {
        Claim taken = claim;
        if (taken != null) {
            releaseAll();
            if (attach(handle, taken)) {
                journal.remove(taken);
            }
            claim = null;
        }
    }

    /** Binds the kernel's drivers again; false if one is still missing that should be there. */
    static boolean attach(LibusbHandle handle, Claim taken) {
        boolean done = true;
        for (Map.Entry<Integer, String> each : taken.drivers().entrySet()) {
            int code = handle.attachKernelDriver(each.getKey());
            switch (code) {
                case LibUsb.SUCCESS, LibUsb.ERROR_BUSY -> {
                    // Bound now, or bound already: a compound driver takes its siblings along.
                }
                case LibUsb.ERROR_NO_DEVICE -> {
                    return true; // Unplugged: a new plugging binds its drivers by itself.
                }
                default -> {
                    done = false;
                    LOG.atWarn()
                            .addKeyValue("busId", taken.busId())
                            .addKeyValue("error", LibusbErrors.describe("attach", code))
                            .log(
                                    "driver {} is not back on interface {}; unplug the device and plug it in again",
                                    each.getValue(),
                                    each.getKey());
                }
            }
        }
        return done;
    }

    private int renewConfiguration(Set<EndpointAddress> halted) {
        for (Map.Entry<Integer, Integer> each : alternateSettings.entrySet()) {
            if (each.getValue() != 0) {
                int code = handle.setAlternateSetting(each.getKey(), 0);
                if (code != LibUsb.SUCCESS) {
                    return code;
                }
                each.setValue(0);
            }
        }
        for (EndpointAddress endpoint : halted) {
            int code = handle.clearHalt(endpoint.value());
            // One that went with its alternate setting is not there to be cleared.
            if (code != LibUsb.SUCCESS && code != LibUsb.ERROR_NOT_FOUND) {
                return code;
            }
        }
        return LibUsb.SUCCESS;
    }

    private int take(int number) {
        int detached = handle.detachKernelDriver(number);
        if (detached != LibUsb.SUCCESS && detached != LibUsb.ERROR_NOT_FOUND) {
            warn("detach the driver of interface " + number, detached);
        }
        int code = handle.claim(number);
        if (code == LibUsb.SUCCESS) {
            claimed.add(number);
        }
        return code;
    }

    private void releaseAll() {
        for (int number : claimed) {
            int code = handle.release(number);
            if (code != LibUsb.SUCCESS && code != LibUsb.ERROR_NO_DEVICE) {
                warn("release interface " + number, code);
            }
        }
        claimed.clear();
        alternateSettings.clear();
    }

    private int[] interfaceNumbers() {
        return descriptors
                .configuration(configuration)
                .map(c -> c.interfaceNumbers().toArray())
                .orElse(new int[0]);
    }

    private UsbHostException busy(int interfaceNumber) {
        String holder = nodeUsers
                .find(info.busNumber(), info.deviceNumber())
                .map(program -> "program " + program + " holds it; stop that program")
                .orElse("another program holds it through usbfs; stop that program");
        return LibusbErrors.failure(
                "claim interface " + interfaceNumber + " of " + info.busId(), LibUsb.ERROR_BUSY, holder);
    }

    private void warn(String action, int code) {
        LOG.atWarn()
                .addKeyValue("busId", info.busId())
                .addKeyValue("error", LibusbErrors.describe(action, code))
                .log("{} of {} failed", action, info.busId());
    }
}
