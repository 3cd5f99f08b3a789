package dev.usbshare.usb;

import java.util.List;

/** One alternate setting of an interface (USB 2.0 §9.6.5). Interface numbers may be sparse. */
public record InterfaceDescriptor(
        int number, int alternateSetting, ClassCode classCode, List<EndpointDescriptor> endpoints) {

    public InterfaceDescriptor {
        endpoints = List.copyOf(endpoints);
    }
}
