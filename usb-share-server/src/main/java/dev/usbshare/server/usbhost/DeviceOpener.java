package dev.usbshare.server.usbhost;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import java.io.IOException;

/** Opens a device: finds it, reads its descriptors, takes its interfaces. All or nothing. Thread-safe; blocks. */
final class DeviceOpener {

    private final Libusb libusb;
    private final SysfsDevices sysfs;
    private final ClaimJournal journal;
    private final NodeUsers nodeUsers;

    DeviceOpener(Libusb libusb, SysfsDevices sysfs, ClaimJournal journal, NodeUsers nodeUsers) {
        this.libusb = libusb;
        this.sysfs = sysfs;
        this.journal = journal;
        this.nodeUsers = nodeUsers;
    }

    /** The device as it is now, or GONE. */
    UsbDeviceInfo find(BusId busId) throws UsbHostException {
        try {
            return sysfs.find(busId)
                    .orElseThrow(() -> new UsbHostException(
                            Reason.GONE, "open " + busId + ": no such device; plug it in, or choose one from the list"))
                    .info();
        } catch (IOException e) {
            throw new UsbHostException(Reason.IO, "open " + busId + ": " + e + ": check that /sys is mounted");
        }
    }

    OpenedDevice open(UsbDeviceInfo info) throws UsbHostException {
        LibusbHandle handle = handle(info);
        boolean opened = false;
        try {
            var descriptors = descriptors(handle, info);
            var claims = new InterfaceClaims(handle, info, descriptors, sysfs, nodeUsers, journal);
            claims.claimAll();
            opened = true;
            return new OpenedDevice(info, handle, descriptors, claims);
        } finally {
            if (!opened) {
                handle.close();
                handle.exit();
            }
        }
    }

    LibusbHandle handle(UsbDeviceInfo info) throws UsbHostException {
        try {
            return libusb.open(info.busNumber(), info.deviceNumber());
        } catch (LibusbException e) {
            String action = "open " + info.busId() + " (" + NodeUsers.node(info.busNumber(), info.deviceNumber()) + ")";
            throw e.remedy().isEmpty()
                    ? LibusbErrors.failure(action, e.code())
                    : LibusbErrors.failure(action, e.code(), e.remedy());
        }
    }

    private DescriptorSet descriptors(LibusbHandle handle, UsbDeviceInfo info) throws UsbHostException {
        byte[] kernelCopy;
        try {
            kernelCopy = sysfs.descriptors(info.busId());
        } catch (IOException e) {
            throw new UsbHostException(
                    Reason.GONE, "read descriptors of " + info.busId() + ": " + e + ": plug the device in again");
        }
        return new DescriptorReader(handle, info.busId()).read(kernelCopy, sysfs.activeConfiguration(info.busId()));
    }
}
