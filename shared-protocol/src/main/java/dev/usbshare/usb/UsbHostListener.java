package dev.usbshare.usb;

/** Hears of devices that come and go. */
public interface UsbHostListener {

    void deviceArrived(UsbDeviceInfo device);

    void deviceLeft(UsbDeviceInfo device);
}
