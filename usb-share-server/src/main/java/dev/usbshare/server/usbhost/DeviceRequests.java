package dev.usbshare.server.usbhost;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.function.IntConsumer;

/**
 * The requests that change what endpoints there are or how they stand: libusb carries them out as calls that block, and
 * the endpoint table follows.
 *
 * <p><b>Confinement</b>: the device's executor; the calls themselves run where {@link RequestSequence} runs them.
 */
final class DeviceRequests {

    private final UsbDeviceInfo info;
    private final DescriptorSet descriptors;
    private final LibusbHandle handle;
    private final InterfaceClaims claims;
    private final EndpointTable endpoints;
    private final TransferPipeline pipeline;

    DeviceRequests(OpenedDevice opened, EndpointTable endpoints, TransferPipeline pipeline) {
        this.info = opened.info();
        this.descriptors = opened.descriptors();
        this.handle = opened.handle();
        this.claims = opened.claims();
        this.endpoints = endpoints;
        this.pipeline = pipeline;
    }

    BlockingRequest setConfiguration(int value, IntConsumer done) {
        boolean known = value == 0 || descriptors.configuration(value).isPresent();
        return new BlockingRequest(
                "set configuration " + value + " of " + info.busId(),
                endpoint -> known && !endpoint.isControl(),
                () -> {
                    var halted = pipeline.halted();
                    return () ->
                            known ? TransferStatus.ofRequest(claims.setConfiguration(value, halted)) : UrbStatus.EPIPE;
                },
                () -> {
                    endpoints.configure(value);
                    pipeline.allCleared();
                },
                done);
    }

    BlockingRequest setInterface(int interfaceNumber, int alternateSetting, IntConsumer done) {
        return new BlockingRequest(
                "set interface " + interfaceNumber + " of " + info.busId() + " to " + alternateSetting,
                endpoint -> has(interfaceNumber, alternateSetting) && isOf(interfaceNumber, endpoint),
                () -> {
                    boolean known = has(interfaceNumber, alternateSetting);
                    return () -> known
                            ? TransferStatus.ofRequest(claims.setAlternateSetting(interfaceNumber, alternateSetting))
                            : UrbStatus.EPIPE;
                },
                () -> {
                    endpoints.select(interfaceNumber, alternateSetting);
                    endpoints.ofInterface(interfaceNumber).stream()
                            .map(EndpointDescriptor::address)
                            .forEach(pipeline::cleared);
                },
                done);
    }

    BlockingRequest clearHalt(EndpointAddress endpoint, IntConsumer done) {
        return new BlockingRequest(
                "clear halt of endpoint " + endpoint + " of " + info.busId(),
                other -> false,
                () -> () -> TransferStatus.ofRequest(handle.clearHalt(endpoint.value())),
                () -> pipeline.cleared(endpoint),
                done);
    }

    private boolean has(int interfaceNumber, int alternateSetting) {
        return descriptors
                .configuration(endpoints.configurationValue())
                .flatMap(c -> c.alternateSetting(interfaceNumber, alternateSetting))
                .isPresent();
    }

    private boolean isOf(int interfaceNumber, EndpointAddress endpoint) {
        return endpoints.ofInterface(interfaceNumber).stream()
                .anyMatch(e -> e.address().equals(endpoint));
    }
}
