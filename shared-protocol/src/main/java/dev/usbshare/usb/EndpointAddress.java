package dev.usbshare.usb;

/**
 * A USB endpoint's {@code bEndpointAddress}: number 0..15, bit 7 set for IN. The default control endpoint is 0x00 in
 * both directions.
 *
 * @param value 0x00..0x0f or 0x81..0x8f
 */
public record EndpointAddress(int value) {

    public static final int DIRECTION_IN = 0x80;
    public static final EndpointAddress CONTROL = new EndpointAddress(0);

    public EndpointAddress {
        if (!isValid(value)) {
            throw new IllegalArgumentException("not an endpoint address: 0x" + Integer.toHexString(value));
        }
    }

    public static EndpointAddress of(int number, Direction direction) {
        return number == 0 ? CONTROL : new EndpointAddress(number | (direction == Direction.IN ? DIRECTION_IN : 0));
    }

    public static boolean isValid(int value) {
        return (value & ~0x8f) == 0 && value != DIRECTION_IN;
    }

    public int number() {
        return value & 0x0f;
    }

    /** The direction bit; OUT for the control endpoint, whose direction is its setup packet's. */
    public Direction direction() {
        return (value & DIRECTION_IN) != 0 ? Direction.IN : Direction.OUT;
    }

    public boolean isControl() {
        return value == 0;
    }

    @Override
    public String toString() {
        return "0x%02x".formatted(value);
    }
}
