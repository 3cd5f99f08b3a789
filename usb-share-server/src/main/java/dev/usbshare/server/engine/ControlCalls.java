package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import java.util.function.IntConsumer;

/**
 * The control requests that are not simply forwarded: three become calls of the USB stack, so that its idea of the device
 * stays true, as in {@code stub_rx.c} of Linux, and two are never done.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class ControlCalls {

    private static final int SET_ADDRESS = 5;

    private final UsbDevice device;
    private final EndpointTable endpoints;

    ControlCalls(UsbDevice device, EndpointTable endpoints) {
        this.device = device;
        this.endpoints = endpoints;
    }

    /** SET_ADDRESS belongs to the host controller: no driver sends it, and the device would be lost to this machine. */
    boolean isForbidden(SetupPacket setup) {
        return setup.requestType() == 0 && setup.request() == SET_ADDRESS;
    }

    /** The request with a {@code wLength} that its data fits, where the two differ. */
    SetupPacket fitted(SetupPacket setup, int lengthBytes) {
        return setup.lengthBytes() <= lengthBytes
                ? setup
                : new SetupPacket(setup.requestType(), setup.request(), setup.value(), setup.index(), lengthBytes);
    }

    /** Carries out a trapped request; the endpoint table follows before {@code done} hears of the end. */
    void carryOut(SetupPacket setup, IntConsumer done) {
        if (setup.isSetConfiguration()) {
            int value = setup.value() & 0xff;
            device.setConfiguration(value, status -> {
                if (status == UrbStatus.OK) {
                    endpoints.configure(value);
                }
                done.accept(status);
            });
        } else if (setup.isSetInterface()) {
            int number = setup.index() & 0xff;
            int alternate = setup.value() & 0xff;
            device.setInterface(number, alternate, status -> {
                if (status == UrbStatus.OK) {
                    endpoints.select(number, alternate);
                }
                done.accept(status);
            });
        } else if (setup.isClearHalt()) {
            clearHalt(setup.index() & 0xff, done);
        } else {
            // A reset of the device's port. Ours resets when a lease ends; in the middle of one it is not offered, as
            // by the kernel's own client, and a stall says so.
            done.accept(UrbStatus.EPIPE);
        }
    }

    private void clearHalt(int address, IntConsumer done) {
        // The control endpoint may be named with the direction bit.
        int value = address == EndpointAddress.DIRECTION_IN ? 0 : address;
        boolean exists = EndpointAddress.isValid(value)
                && (value == 0 || endpoints.find(new EndpointAddress(value)).isPresent());
        if (exists) {
            device.clearHalt(new EndpointAddress(value), done);
        } else {
            done.accept(UrbStatus.EPIPE);
        }
    }
}
