package dev.usbshare.usb;

import io.netty.buffer.ByteBuf;

/**
 * The eight bytes that begin a control transfer (USB 2.0 §9.3). Fields are little-endian on every wire, USB/IP included.
 *
 * @param requestType {@code bmRequestType}, 0..255
 * @param request {@code bRequest}, 0..255
 * @param value {@code wValue}, 0..65535
 * @param index {@code wIndex}, 0..65535
 * @param lengthBytes {@code wLength}, 0..65535
 */
public record SetupPacket(int requestType, int request, int value, int index, int lengthBytes) {

    public static final int BYTES = 8;

    private static final int CLEAR_FEATURE = 1;
    private static final int SET_FEATURE = 3;
    private static final int GET_DESCRIPTOR = 6;
    private static final int SET_CONFIGURATION = 9;
    private static final int SET_INTERFACE = 11;
    private static final int FEATURE_ENDPOINT_HALT = 0;
    private static final int FEATURE_PORT_RESET = 4;

    /** Reads the packet at an absolute index; borrows {@code buffer}. */
    public static SetupPacket read(ByteBuf buffer, int index) {
        return new SetupPacket(
                buffer.getUnsignedByte(index),
                buffer.getUnsignedByte(index + 1),
                buffer.getUnsignedShortLE(index + 2),
                buffer.getUnsignedShortLE(index + 4),
                buffer.getUnsignedShortLE(index + 6));
    }

    /** Writes the packet at an absolute index; borrows {@code buffer}. */
    public void write(ByteBuf buffer, int at) {
        buffer.setByte(at, requestType)
                .setByte(at + 1, request)
                .setShortLE(at + 2, value)
                .setShortLE(at + 4, index)
                .setShortLE(at + 6, lengthBytes);
    }

    public Direction direction() {
        return (requestType & 0x80) != 0 ? Direction.IN : Direction.OUT;
    }

    public boolean isGetDescriptor() {
        return requestType == 0x80 && request == GET_DESCRIPTOR;
    }

    public boolean isSetConfiguration() {
        return requestType == 0x00 && request == SET_CONFIGURATION;
    }

    public boolean isSetInterface() {
        return requestType == 0x01 && request == SET_INTERFACE;
    }

    /** CLEAR_FEATURE(ENDPOINT_HALT); {@link #index()} is the endpoint address. */
    public boolean isClearHalt() {
        return requestType == 0x02 && request == CLEAR_FEATURE && value == FEATURE_ENDPOINT_HALT;
    }

    /**
     * SET_FEATURE(PORT_RESET), a hub's request that USB/IP sends to the device itself to have it reset ({@code
     * is_reset_device_cmd} in Linux stub_rx.c).
     */
    public boolean isPortReset() {
        return requestType == 0x23 && request == SET_FEATURE && value == FEATURE_PORT_RESET;
    }

    /** Whether an exporter must carry the request out through its USB stack instead of forwarding it. */
    public boolean isTrapped() {
        return isSetConfiguration() || isSetInterface() || isClearHalt() || isPortReset();
    }
}
