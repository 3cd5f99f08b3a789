package dev.usbshare.client.bridge;

import dev.usbshare.usb.ConfigurationDescriptor;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import java.util.List;
import java.util.Optional;

/**
 * The configuration and alternate settings that the device is in, followed from the requests it has carried out.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class ActiveSetting {

    private final DescriptorSet descriptors;
    private final EndpointTable endpoints;

    ActiveSetting(DescriptorSet descriptors) {
        this.descriptors = descriptors;
        this.endpoints = new EndpointTable(descriptors);
    }

    ConfigurationDescriptor configuration() {
        int value = endpoints.configurationValue();
        return descriptors.configuration(value).orElseGet(() -> new ConfigurationDescriptor(value, List.of()));
    }

    /** Empty for the control endpoint too, which no setting describes. */
    Optional<EndpointDescriptor> endpoint(EndpointAddress address) {
        return endpoints.find(address);
    }

    /** Those of an interface in its present alternate setting. */
    List<EndpointAddress> endpointsOf(int interfaceNumber) {
        return endpoints.ofInterface(interfaceNumber).stream()
                .map(EndpointDescriptor::address)
                .toList();
    }

    /** Bulk for one that no setting describes. */
    TransferType typeOf(EndpointAddress address) {
        return address.isControl()
                ? TransferType.CONTROL
                : endpoints.find(address).map(EndpointDescriptor::type).orElse(TransferType.BULK);
    }

    /** An endpoint that we do not know may be anything. */
    boolean mayBeIsochronous(EndpointAddress address) {
        return !address.isControl()
                && endpoints
                        .find(address)
                        .map(e -> e.type() == TransferType.ISOCHRONOUS)
                        .orElse(true);
    }

    /** The device has carried out a control request; true if it is in another configuration now. */
    boolean follow(SetupPacket setup) {
        if (setup.isSetConfiguration()) {
            endpoints.configure(setup.value() & 0xff);
            return true;
        }
        if (setup.isSetInterface()) {
            endpoints.select(setup.index() & 0xff, setup.value() & 0xff);
        }
        return false;
    }
}
