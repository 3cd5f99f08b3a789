/**
 * The USB model that every other room speaks: values of the USB and Linux USB/IP vocabulary, one URB in flight
 * ({@link dev.usbshare.usb.Urb}), and the seam to real or simulated devices ({@link dev.usbshare.usb.UsbHost},
 * {@link dev.usbshare.usb.UsbDevice}).
 *
 * <p>Nothing here knows a wire, a kernel or libusb.
 */
@NullMarked
package dev.usbshare.usb;

import org.jspecify.annotations.NullMarked;
