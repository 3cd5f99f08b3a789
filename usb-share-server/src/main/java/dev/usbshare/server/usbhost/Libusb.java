package dev.usbshare.server.usbhost;

/** libusb as far as this room uses it, in types of our own: a seam with a scripted double. Thread-safe. */
interface Libusb extends AutoCloseable {

    /** The library's version, such as 1.0.22. */
    String version();

    /** Starts the library: its code, 0 if it can be used on this machine. */
    int start();

    /** Lets the library hear what it has queued for itself; to be called now and then, does not wait. */
    void tend();

    /**
     * Opens a device in a context of its own: a new context scans the bus afresh, where a long-lived one only learns of
     * newcomers from udev, and a failing one takes no other device with it.
     *
     * @throws LibusbException with libusb's code
     */
    LibusbHandle open(int busNumber, int deviceNumber) throws LibusbException;

    /** Ends the library; devices are closed by now. */
    @Override
    void close();
}
