package dev.usbshare.server.usbhost;

import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import org.usb4java.LibUsb;

/** libusb's error codes in words (libusb.h, {@code enum libusb_error}); needs no native library. */
final class LibusbErrors {

    private LibusbErrors() {}

    static String name(int code) {
        return switch (code) {
            case LibUsb.SUCCESS -> "LIBUSB_SUCCESS";
            case LibUsb.ERROR_IO -> "LIBUSB_ERROR_IO";
            case LibUsb.ERROR_INVALID_PARAM -> "LIBUSB_ERROR_INVALID_PARAM";
            case LibUsb.ERROR_ACCESS -> "LIBUSB_ERROR_ACCESS";
            case LibUsb.ERROR_NO_DEVICE -> "LIBUSB_ERROR_NO_DEVICE";
            case LibUsb.ERROR_NOT_FOUND -> "LIBUSB_ERROR_NOT_FOUND";
            case LibUsb.ERROR_BUSY -> "LIBUSB_ERROR_BUSY";
            case LibUsb.ERROR_TIMEOUT -> "LIBUSB_ERROR_TIMEOUT";
            case LibUsb.ERROR_OVERFLOW -> "LIBUSB_ERROR_OVERFLOW";
            case LibUsb.ERROR_PIPE -> "LIBUSB_ERROR_PIPE";
            case LibUsb.ERROR_INTERRUPTED -> "LIBUSB_ERROR_INTERRUPTED";
            case LibUsb.ERROR_NO_MEM -> "LIBUSB_ERROR_NO_MEM";
            case LibUsb.ERROR_NOT_SUPPORTED -> "LIBUSB_ERROR_NOT_SUPPORTED";
            case LibUsb.ERROR_OTHER -> "LIBUSB_ERROR_OTHER";
            default -> "libusb error";
        };
    }

    /** {@code claim interface 2 of 1-1.4: LIBUSB_ERROR_BUSY (-6)}. */
    static String describe(String action, int code) {
        return action + ": " + name(code) + " (" + code + ")";
    }

    static UsbHostException failure(String action, int code) {
        return failure(action, code, remedy(code));
    }

    static UsbHostException failure(String action, int code, String remedy) {
        return new UsbHostException(reason(code), describe(action, code) + ": " + remedy);
    }

    static Reason reason(int code) {
        return switch (code) {
            case LibUsb.ERROR_NO_DEVICE, LibUsb.ERROR_NOT_FOUND -> Reason.GONE;
            case LibUsb.ERROR_BUSY -> Reason.BUSY;
            case LibUsb.ERROR_ACCESS -> Reason.NO_PERMISSION;
            default -> Reason.IO;
        };
    }

    private static String remedy(int code) {
        return switch (code) {
            case LibUsb.ERROR_ACCESS ->
                "give this user read and write access to the device node, e.g. by the udev rule in config/udev";
            case LibUsb.ERROR_NO_DEVICE, LibUsb.ERROR_NOT_FOUND -> "the device is gone; plug it in again";
            case LibUsb.ERROR_BUSY -> "another program holds it; stop that program";
            case LibUsb.ERROR_NO_MEM -> "the kernel has no memory for it; raise usbcore.usbfs_memory_mb";
            default -> "unplug the device and plug it in again";
        };
    }
}
