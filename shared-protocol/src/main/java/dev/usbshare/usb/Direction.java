package dev.usbshare.usb;

/** IN moves data from device to host, OUT from host to device. The ordinals are the USB/IP wire values. */
public enum Direction {
    OUT,
    IN
}
