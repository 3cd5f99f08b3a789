package dev.usbshare.usb;

/**
 * An endpoint as its descriptor states it (USB 2.0 §9.6.6).
 *
 * @param maxPacketBytes {@code wMaxPacketSize} bits 10..0
 * @param interval {@code bInterval}, raw
 */
public record EndpointDescriptor(EndpointAddress address, TransferType type, int maxPacketBytes, int interval) {}
