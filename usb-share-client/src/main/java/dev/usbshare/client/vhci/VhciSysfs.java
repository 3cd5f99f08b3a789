package dev.usbshare.client.vhci;

import dev.usbshare.client.vhci.VhciException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * vhci_hcd's files under {@code /sys/devices/platform/vhci_hcd.0}. The first controller has them for all controllers
 * (Linux vhci_sysfs.c): how many ports there are and how they split is the kernel's build, so it is read each time.
 *
 * <p><b>Confinement</b>: thread-safe; every call does file I/O.
 */
class VhciSysfs {

    /** The kernel's own bound on controllers (USBIP_VHCI_NR_HCS, drivers/usb/usbip/Kconfig), one status file each. */
    private static final int MAX_CONTROLLERS = 128;

    private final Path root;

    VhciSysfs(Path root) {
        this.root = root;
    }

    /** Every port of every controller. */
    List<PortRow> rows() throws VhciException {
        if (!Files.isDirectory(root)) {
            throw new VhciException(
                    Reason.MODULE_MISSING,
                    "find " + root + ": the kernel's vhci_hcd is not loaded (load it: modprobe vhci_hcd)");
        }
        int ports = portCount();
        var rows = new ArrayList<PortRow>();
        for (int i = 0; i < MAX_CONTROLLERS && rows.size() < ports; i++) {
            rows.addAll(StatusTable.parse(read(i == 0 ? "status" : "status." + i)));
        }
        return rows;
    }

    /**
     * Gives a socket to a port. The kernel looks {@code socket} up among this process's descriptors and keeps its own
     * reference.
     */
    void attach(int port, int socket, int devid, int speedCode) throws ErrnoException {
        NativeCalls.writeOnce(
                root.resolve("attach"), port + " " + socket + " " + Integer.toUnsignedString(devid) + " " + speedCode);
    }

    /** Whether this process may attach; without trying, which only a device can. */
    boolean isAttachWritable() {
        return Files.isWritable(root.resolve("attach"));
    }

    Path attachFile() {
        return root.resolve("attach");
    }

    /** Whether the kernel logs every request, which slows it down a thousand times. */
    boolean isDebugOn() {
        try {
            return !Files.readString(root.resolve("usbip_debug")).strip().matches("0*");
        } catch (IOException e) {
            return false; // built without the attribute
        }
    }

    private int portCount() throws VhciException {
        String text = read("nports").strip();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new VhciException(
                    Reason.UNSUPPORTED, "read " + root.resolve("nports") + ": '" + text + "' is no number");
        }
    }

    private String read(String file) throws VhciException {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new VhciException(Reason.UNSUPPORTED, "read " + root.resolve(file) + ": " + e);
        }
    }
}
