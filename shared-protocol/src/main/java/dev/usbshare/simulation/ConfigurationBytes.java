package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import java.io.ByteArrayOutputStream;

/** Puts a configuration descriptor together, descriptor by descriptor in wire order (USB 2.0 §9.6.3 to §9.6.6). */
final class ConfigurationBytes {

    /** The only configuration that a simulated device has. */
    static final int VALUE = 1;

    private static final int HEADER_BYTES = 9;
    private static final int BUS_POWERED = 0x80;
    private static final int REMOTE_WAKEUP = 0x20;
    private static final int POWER_100_MA = 50;

    private static final int ATTRIBUTES_BULK = 2;
    private static final int ATTRIBUTES_INTERRUPT = 3;
    private static final int HIGH_SPEED_BULK_BYTES = 512;

    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final boolean remoteWakeup;
    private int interfaces;

    ConfigurationBytes(boolean remoteWakeup) {
        this.remoteWakeup = remoteWakeup;
    }

    /** The next interface, numbered in order; its endpoints follow. */
    ConfigurationBytes addInterface(ClassCode code, int endpoints) {
        return raw(9, 4, interfaces++, 0, endpoints, code.baseClass(), code.subClass(), code.protocol(), 0);
    }

    /** A bulk endpoint of high speed, which leaves no choice of packet size. */
    ConfigurationBytes addBulk(int address) {
        return addEndpoint(address, ATTRIBUTES_BULK, HIGH_SPEED_BULK_BYTES, 0);
    }

    ConfigurationBytes addInterrupt(int address, int maxPacketBytes, int interval) {
        return addEndpoint(address, ATTRIBUTES_INTERRUPT, maxPacketBytes, interval);
    }

    /** A class-specific descriptor. */
    ConfigurationBytes raw(int... bytes) {
        for (int b : bytes) {
            body.write(b);
        }
        return this;
    }

    byte[] build() {
        var whole = new ConfigurationBytes(remoteWakeup);
        int total = HEADER_BYTES + body.size();
        int attributes = BUS_POWERED | (remoteWakeup ? REMOTE_WAKEUP : 0);
        whole.raw(HEADER_BYTES, 2, total & 0xff, total >> 8, interfaces, VALUE, 0, attributes, POWER_100_MA);
        whole.body.writeBytes(body.toByteArray());
        return whole.body.toByteArray();
    }

    private ConfigurationBytes addEndpoint(int address, int attributes, int maxPacketBytes, int interval) {
        return raw(7, 5, address, attributes, maxPacketBytes & 0xff, maxPacketBytes >> 8, interval);
    }
}
