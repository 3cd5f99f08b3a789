package dev.usbshare.server.usbhost;

import org.jspecify.annotations.Nullable;
import org.usb4java.Context;
import org.usb4java.Device;
import org.usb4java.DeviceHandle;
import org.usb4java.DeviceList;
import org.usb4java.LibUsb;
import org.usb4java.LoaderException;
import org.usb4java.Version;

/**
 * libusb through usb4java, whose native library is unpacked into the temporary directory when first used.
 *
 * <p>Holds one context without devices for as long as it runs. libusb starts its watch for hot-plugging, a thread and a
 * socket, with the first context and stops it with the last, so that without this one each device opened alone would pay
 * for it.
 */
final class Usb4JavaLibusb implements Libusb {

    private final String version;
    private @Nullable Context keeper;

    private Usb4JavaLibusb() {
        Version v = LibUsb.getVersion();
        this.version = v.major() + "." + v.minor() + "." + v.micro();
    }

    /** Loads the library, or says on each open why it could not. */
    static Libusb load() {
        try {
            return new Usb4JavaLibusb();
        } catch (LinkageError | LoaderException e) {
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            return new UnavailableLibusb("libusb cannot be loaded (" + cause
                    + "): use a supported platform and a java.io.tmpdir that allows programs to run");
        }
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public synchronized int start() {
        var context = new Context();
        int code = LibUsb.init(context);
        if (code == LibUsb.SUCCESS) {
            keeper = context;
        }
        return code;
    }

    /** Arrivals and departures queue up in every context, in this one too. */
    @Override
    public synchronized void tend() {
        if (keeper != null) {
            LibUsb.handleEventsTimeout(keeper, 0);
        }
    }

    @Override
    public synchronized void close() {
        if (keeper != null) {
            LibUsb.exit(keeper);
            keeper = null;
        }
    }

    @Override
    public LibusbHandle open(int busNumber, int deviceNumber) throws LibusbException {
        var context = new Context();
        check("start libusb", LibUsb.init(context));
        try {
            DeviceHandle handle = open(context, busNumber, deviceNumber);
            return new Usb4JavaHandle(context, handle);
        } catch (LibusbException e) {
            LibUsb.exit(context);
            throw e;
        }
    }

    private static DeviceHandle open(Context context, int busNumber, int deviceNumber) throws LibusbException {
        var list = new DeviceList();
        check("list devices", LibUsb.getDeviceList(context, list));
        try {
            for (Device device : list) {
                if (LibUsb.getBusNumber(device) == busNumber && LibUsb.getDeviceAddress(device) == deviceNumber) {
                    var handle = new DeviceHandle();
                    check("open", LibUsb.open(device, handle));
                    return handle;
                }
            }
            throw new LibusbException("find the device", LibUsb.ERROR_NO_DEVICE);
        } finally {
            LibUsb.freeDeviceList(list, true); // An open handle keeps its device.
        }
    }

    private static void check(String call, int code) throws LibusbException {
        if (code < 0) {
            throw new LibusbException(call, code);
        }
    }
}
