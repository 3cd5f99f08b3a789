package dev.usbshare.server.usbhost;

import org.usb4java.LibUsb;

/** Stands in where the native library cannot be loaded: devices are listed, opening one says why it cannot be. */
final class UnavailableLibusb implements Libusb {

    private final String why;

    UnavailableLibusb(String why) {
        this.why = why;
    }

    @Override
    public String version() {
        return "unavailable";
    }

    @Override
    public int start() {
        return LibUsb.ERROR_NOT_SUPPORTED;
    }

    @Override
    public void tend() {
        // Nothing to hear.
    }

    @Override
    public void close() {
        // Nothing has been started.
    }

    @Override
    public LibusbHandle open(int busNumber, int deviceNumber) throws LibusbException {
        throw new LibusbException("load libusb", LibUsb.ERROR_NOT_SUPPORTED, why);
    }
}
