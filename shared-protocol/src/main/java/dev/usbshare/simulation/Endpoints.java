package dev.usbshare.simulation;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.UrbStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The pipes of a configured device, by endpoint address. */
final class Endpoints {

    private final Map<EndpointAddress, Pipe> pipes = new HashMap<>();

    /** @param ended takes every transfer whose end is settled */
    Endpoints(List<EndpointDescriptor> endpoints, Consumer<Transfer> ended) {
        for (EndpointDescriptor endpoint : endpoints) {
            pipes.put(
                    endpoint.address(),
                    switch (endpoint.address().direction()) {
                        case IN -> new InPipe(endpoint, ended);
                        case OUT -> new OutPipe(endpoint, ended);
                    });
        }
    }

    /** The IN pipe that the device's own descriptors promise. */
    InPipe in(int address) {
        return (InPipe) known(address);
    }

    /** The OUT pipe that the device's own descriptors promise. */
    OutPipe out(int address) {
        return (OutPipe) known(address);
    }

    @Nullable
    Pipe find(EndpointAddress address) {
        return pipes.get(address);
    }

    /** The pipe that {@code wIndex} of an endpoint request names. */
    Optional<Pipe> ofIndex(int index) {
        return EndpointAddress.isValid(index)
                ? Optional.ofNullable(pipes.get(new EndpointAddress(index)))
                : Optional.empty();
    }

    /** Empties the pipes of one interface and takes their halts away. */
    void resetInterface(EndpointTable table, int interfaceNumber) {
        for (EndpointDescriptor endpoint : table.ofInterface(interfaceNumber)) {
            Pipe pipe = known(endpoint.address().value());
            pipe.flush(UrbStatus.ESHUTDOWN);
            pipe.reset();
            pipe.clearHalt();
        }
    }

    /** Ends all transfers and empties all pipes. */
    void end(int status) {
        for (Pipe pipe : pipes.values()) {
            pipe.flush(status);
            pipe.reset();
        }
    }

    private Pipe known(int address) {
        Pipe pipe = pipes.get(new EndpointAddress(address));
        if (pipe == null) {
            throw new IllegalArgumentException("no endpoint 0x" + Integer.toHexString(address));
        }
        return pipe;
    }
}
