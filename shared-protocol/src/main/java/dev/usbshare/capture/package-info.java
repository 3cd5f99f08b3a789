/**
 * Records what passes through a device as a file that Wireshark opens: pcapng with Linux usbmon records. An {@link
 * dev.usbshare.capture.UrbTap} is put into the {@link dev.usbshare.capture.CapturePoint} of a device and hears each URB
 * begin and end; the usual one is a {@link dev.usbshare.capture.DeviceCapture}.
 */
@NullMarked
package dev.usbshare.capture;

import org.jspecify.annotations.NullMarked;
