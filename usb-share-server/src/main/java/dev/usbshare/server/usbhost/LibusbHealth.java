package dev.usbshare.server.usbhost;

/**
 * How the USB side of the service is.
 *
 * @param working libusb can be used and no event thread has died under an open device
 * @param libusbVersion such as 1.0.22; {@code unavailable} if the library could not be loaded
 * @param openDevices devices open and claimed now
 * @param deadEventThreads open devices whose completions nobody hears any more
 * @param lastError the last failure that a person should know of; empty if there was none since a device was opened
 */
public record LibusbHealth(
        boolean working, String libusbVersion, int openDevices, int deadEventThreads, String lastError) {}
