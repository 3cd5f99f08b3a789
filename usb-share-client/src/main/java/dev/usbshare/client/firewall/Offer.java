package dev.usbshare.client.firewall;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.UsbDeviceInfo;

/**
 * A device that a server wants to bring in, in the server's own words.
 *
 * @param server who says so
 * @param serverName what the person calls it
 * @param listed what the catalog said, by which the device was chosen
 * @param leased what the lease says
 * @param descriptors what the kernel will be told
 */
public record Offer(
        NodeId server, String serverName, UsbDeviceInfo listed, UsbDeviceInfo leased, DescriptorSet descriptors) {}
