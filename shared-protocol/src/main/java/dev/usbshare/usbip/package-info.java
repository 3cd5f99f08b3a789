/**
 * USB/IP after its import phase, as the Linux kernel speaks it (drivers/usb/usbip/usbip_common.h): PDUs of a 48-byte
 * header, data and iso packets, for both roles. {@link dev.usbshare.usbip.CmdDecoder} reads what a vhci sends,
 * {@link dev.usbshare.usbip.RetDecoder} what an exporter sends, {@link dev.usbshare.usbip.UsbIpCodec} writes both.
 */
@NullMarked
package dev.usbshare.usbip;

import org.jspecify.annotations.NullMarked;
