package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostException;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.usb4java.LibUsb;

/** Gives back to the kernel's drivers what a process that was killed had taken. Runs once at the start; blocks. */
final class ClaimRecovery {

    private static final Logger LOG = LoggerFactory.getLogger(ClaimRecovery.class);

    private final ClaimJournal journal;
    private final SysfsDevices sysfs;
    private final DeviceOpener opener;

    ClaimRecovery(ClaimJournal journal, SysfsDevices sysfs, DeviceOpener opener) {
        this.journal = journal;
        this.sysfs = sysfs;
        this.opener = opener;
    }

    void recover() {
        for (Claim claim : journal.claims()) {
            try {
                if (recover(claim)) {
                    journal.remove(claim);
                }
            } catch (IOException | UsbHostException e) {
                LOG.atError()
                        .addKeyValue("busId", claim.busId())
                        .addKeyValue("error", e.getMessage())
                        .log("cannot give the device back to the kernel's drivers; the next start tries again");
            }
        }
    }

    /** True if nothing is left to do for this claim. */
    private boolean recover(Claim claim) throws IOException, UsbHostException {
        Optional<UsbDeviceInfo> device = sysfs.find(claim.busId()).map(SysfsDevice::info);
        if (device.isEmpty() || !claim.matches(device.get())) {
            LOG.atInfo()
                    .addKeyValue("busId", claim.busId())
                    .log("{} was claimed when the service ended and is gone since", claim.usbId());
            return true;
        }
        boolean configured = sysfs.activeConfiguration(claim.busId()) == claim.configuration();
        if (configured
                && sysfs.drivers(claim.busId())
                        .keySet()
                        .containsAll(claim.drivers().keySet())) {
            LOG.atInfo().addKeyValue("busId", claim.busId()).log("the kernel's drivers are back already");
            return true;
        }
        LibusbHandle handle = opener.handle(device.get());
        try {
            int code = handle.reset();
            if (code != LibUsb.SUCCESS) {
                LOG.atWarn()
                        .addKeyValue("busId", claim.busId())
                        .addKeyValue("error", LibusbErrors.describe("reset", code))
                        .log("device left by an ended process was not reset");
            }
            if (!configured) {
                code = handle.setConfiguration(claim.configuration() == 0 ? -1 : claim.configuration());
                if (code != LibUsb.SUCCESS) {
                    LOG.atWarn()
                            .addKeyValue("busId", claim.busId())
                            .addKeyValue("error", LibusbErrors.describe("set configuration", code))
                            .log("device keeps another configuration than it had");
                }
            }
            boolean done = InterfaceClaims.attach(handle, claim);
            if (done) {
                LOG.atInfo()
                        .addKeyValue("busId", claim.busId())
                        .log("given back to the kernel's drivers {}", claim.drivers());
            }
            return done;
        } finally {
            handle.close();
            handle.exit();
        }
    }
}
