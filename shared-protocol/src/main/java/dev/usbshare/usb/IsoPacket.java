package dev.usbshare.usb;

/**
 * One packet of an isochronous URB ({@code struct usb_iso_packet_descriptor}, linux/usb.h).
 *
 * @param offsetBytes where it begins in the URB's buffer
 * @param lengthBytes what was asked for
 * @param actualLengthBytes what was moved
 * @param status {@link UrbStatus}
 */
public record IsoPacket(int offsetBytes, int lengthBytes, int actualLengthBytes, int status) {}
