package dev.usbshare.server.engine;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.wire.Frame;

/**
 * What a SUBMIT asks of this device: whether it may go there at all, and the URB that it becomes.
 *
 * <p><b>Confinement</b>: the engine's executor.
 */
final class SubmitForm {

    private final UsbDevice device;
    private final EndpointTable endpoints;
    private final ControlCalls calls;

    SubmitForm(UsbDevice device, EndpointTable endpoints, ControlCalls calls) {
        this.device = device;
        this.endpoints = endpoints;
        this.calls = calls;
    }

    /** The status to refuse it with, or {@link InFlightUrb#ADMITTED}. */
    int refusalOf(EndpointAddress endpoint, Frame.Submit submit) {
        if (endpoint.isControl()) {
            return calls.isForbidden(submit.setup()) ? UrbStatus.EPIPE : InFlightUrb.ADMITTED;
        }
        var descriptor = endpoints.find(endpoint);
        if (descriptor.isEmpty()) {
            return UrbStatus.ENOENT;
        }
        boolean isochronous = descriptor.get().type() == TransferType.ISOCHRONOUS;
        return isochronous || !submit.packets().isEmpty() ? UrbStatus.EINVAL : InFlightUrb.ADMITTED;
    }

    /** Whether limits of bandwidth are for this endpoint: control and interrupt are never held back. */
    boolean isBulk(EndpointAddress endpoint) {
        TransferType type = typeOf(endpoint);
        return type == TransferType.BULK || type == TransferType.ISOCHRONOUS;
    }

    /** The URB of an admitted SUBMIT, which hands over its memory and hears of the end. */
    Urb urb(InFlightUrb entry) {
        EndpointAddress endpoint = entry.stream.endpoint();
        return endpoint.isControl() ? controlUrb(entry) : dataUrb(entry, endpoint);
    }

    private Urb dataUrb(InFlightUrb entry, EndpointAddress endpoint) {
        TransferType type = typeOf(endpoint);
        Frame.Submit submit = entry.submit;
        int flags = HonouredFlags.of(submit.transferFlags(), type, endpoint.direction());
        return Urb.data(entry.id(), endpoint, type, flags, submit.lengthBytes(), entry.takeBuffer(), entry);
    }

    private Urb controlUrb(InFlightUrb entry) {
        Frame.Submit submit = entry.submit;
        var setup = calls.fitted(submit.setup(), submit.lengthBytes());
        int flags = HonouredFlags.of(submit.transferFlags(), TransferType.CONTROL, setup.direction());
        return Urb.control(entry.id(), setup, flags, setup.lengthBytes(), entry.takeBuffer(), entry);
    }

    /**
     * What will travel on an endpoint's stream, which may be opened before an alternate setting brings the endpoint into
     * being; one that the device has in no setting counts as bulk.
     */
    TransferType typeOf(EndpointAddress endpoint) {
        if (endpoint.isControl()) {
            return TransferType.CONTROL;
        }
        return endpoints
                .find(endpoint)
                .or(() -> device.descriptors().parsedConfigurations().stream()
                        .flatMap(configuration -> configuration.interfaces().stream())
                        .flatMap(setting -> setting.endpoints().stream())
                        .filter(e -> e.address().equals(endpoint))
                        .findFirst())
                .map(EndpointDescriptor::type)
                .orElse(TransferType.BULK);
    }
}
