package dev.usbshare.client.remote;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.LeaseId;

/** A lease that a server granted: the right to the device's endpoints until it is given back or ends. */
public record LeaseGrant(LeaseId lease, UsbDeviceInfo device, DescriptorSet descriptors) {}
