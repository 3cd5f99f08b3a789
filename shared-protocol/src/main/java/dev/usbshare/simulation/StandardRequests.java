package dev.usbshare.simulation;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import java.util.Optional;

/** The standard requests of USB 2.0 §9.4 that a device answers without its class's help. */
final class StandardRequests {

    private static final int GET_STATUS = 0;
    private static final int CLEAR_FEATURE = 1;
    private static final int SET_FEATURE = 3;
    private static final int GET_CONFIGURATION = 8;
    private static final int GET_INTERFACE = 10;
    private static final int FEATURE_ENDPOINT_HALT = 0;
    private static final int FEATURE_REMOTE_WAKEUP = 1;

    private static final int TYPE_MASK = 0x60;
    private static final int TO_DEVICE = 0x00;
    private static final int TO_ENDPOINT = 0x02;
    private static final int FROM_DEVICE = 0x80;
    private static final int FROM_INTERFACE = 0x81;
    private static final int FROM_ENDPOINT = 0x82;

    private final DescriptorSet descriptors;
    private final EndpointTable table;
    private boolean remoteWakeup;

    StandardRequests(DescriptorSet descriptors, EndpointTable table) {
        this.descriptors = descriptors;
        this.table = table;
    }

    /** Whether the request is one of ours: standard, and not one to an interface's class. */
    boolean knows(SetupPacket setup) {
        boolean standard = (setup.requestType() & TYPE_MASK) == 0;
        boolean toInterface = (setup.requestType() & 0x1f) == 1;
        return standard && (!toInterface || setup.request() == GET_STATUS || setup.request() == GET_INTERFACE);
    }

    /** As {@link SimulatedDevice#control}. */
    int handle(SetupPacket setup, ByteBuf data, Endpoints endpoints) {
        return switch (setup.requestType()) {
            case FROM_DEVICE -> fromDevice(setup, data);
            case FROM_INTERFACE -> fromInterface(setup, data);
            case FROM_ENDPOINT -> fromEndpoint(setup, data, endpoints);
            case TO_DEVICE -> toDevice(setup);
            case TO_ENDPOINT -> toEndpoint(setup, endpoints);
            default -> SimulatedDevice.STALL;
        };
    }

    private int fromDevice(SetupPacket setup, ByteBuf data) {
        return switch (setup.request()) {
            case GET_STATUS -> answer(data, remoteWakeup ? 2 : 0, 0);
            case GET_CONFIGURATION -> answer(data, table.configurationValue());
            default -> {
                Optional<byte[]> descriptor = descriptors.answer(setup);
                descriptor.ifPresent(bytes -> data.writeBytes(bytes, 0, Math.min(bytes.length, data.writableBytes())));
                yield descriptor.isPresent() ? UrbStatus.OK : SimulatedDevice.STALL;
            }
        };
    }

    private int fromInterface(SetupPacket setup, ByteBuf data) {
        boolean exists = descriptors
                .configuration(table.configurationValue())
                .map(c -> c.interfaceNumbers().anyMatch(n -> n == setup.index()))
                .orElse(false);
        if (!exists) {
            return SimulatedDevice.STALL;
        }
        return setup.request() == GET_STATUS ? answer(data, 0, 0) : answer(data, table.alternateSetting(setup.index()));
    }

    private int fromEndpoint(SetupPacket setup, ByteBuf data, Endpoints endpoints) {
        if (setup.request() != GET_STATUS) {
            return SimulatedDevice.STALL;
        }
        if ((setup.index() & 0x7f) == 0) {
            return answer(data, 0, 0);
        }
        return endpoints
                .ofIndex(setup.index())
                .map(pipe -> answer(data, pipe.isHalted() ? 1 : 0, 0))
                .orElse(SimulatedDevice.STALL);
    }

    private int toDevice(SetupPacket setup) {
        boolean feature = setup.request() == SET_FEATURE || setup.request() == CLEAR_FEATURE;
        if (!feature || setup.value() != FEATURE_REMOTE_WAKEUP) {
            return SimulatedDevice.STALL;
        }
        remoteWakeup = setup.request() == SET_FEATURE;
        return UrbStatus.OK;
    }

    private static int toEndpoint(SetupPacket setup, Endpoints endpoints) {
        if (setup.request() != SET_FEATURE || setup.value() != FEATURE_ENDPOINT_HALT) {
            return SimulatedDevice.STALL;
        }
        Optional<Pipe> pipe = endpoints.ofIndex(setup.index());
        pipe.ifPresent(Pipe::halt);
        return pipe.isPresent() ? UrbStatus.OK : SimulatedDevice.STALL;
    }

    private static int answer(ByteBuf data, int... bytes) {
        for (int i = 0; i < bytes.length && data.isWritable(); i++) {
            data.writeByte(bytes[i]);
        }
        return UrbStatus.OK;
    }
}
