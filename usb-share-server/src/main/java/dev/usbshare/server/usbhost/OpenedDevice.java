package dev.usbshare.server.usbhost;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;

/** A device as the {@link DeviceOpener} hands it over: open, described and claimed. */
record OpenedDevice(UsbDeviceInfo info, LibusbHandle handle, DescriptorSet descriptors, InterfaceClaims claims) {}
