package dev.usbshare.server.usbhost;

/** libusb as far as this room uses it, in types of our own: a seam with a scripted double. Thread-safe. */
interface Libusb {

    /** The library's version, such as 1.0.22. */
    String version();

    /** Whether the library can start on this machine: its code, 0 for yes. */
    int probe();

    /**
     * Opens a device in a context of its own: a new context scans the bus afresh, where a long-lived one only learns of
     * newcomers from udev, and a failing one takes no other device with it.
     *
     * @throws LibusbException with libusb's code
     */
    LibusbHandle open(int busNumber, int deviceNumber) throws LibusbException;
}
