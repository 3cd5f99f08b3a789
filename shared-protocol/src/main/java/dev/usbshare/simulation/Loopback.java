package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbSpeed;
import io.netty.util.concurrent.EventExecutor;

/**
 * A high-speed vendor device that gives back what it takes, as streams of bytes: one pair of bulk endpoints and one of interrupt endpoints,
 * each with 64 KiB between OUT and IN before the writer is held back.
 */
public final class Loopback extends SimulatedDevice {

    private static final int PRODUCT_ID = 0x0005;
    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x01;
    private static final int INTERRUPT_IN = 0x82;
    private static final int INTERRUPT_OUT = 0x02;
    private static final int INTERRUPT_BYTES = 64;
    private static final int EVERY_MICROFRAME = 1;

    public Loopback(String serial) {
        super(new DeviceDescription(
                UsbSpeed.HIGH,
                PRODUCT_ID,
                new ClassCode(0xff, 0, 0),
                "Loopback",
                serial,
                new ConfigurationBytes(false)
                        .addInterface(new ClassCode(0xff, 0, 1), 4)
                        .addBulk(BULK_IN)
                        .addBulk(BULK_OUT)
                        .addInterrupt(INTERRUPT_IN, INTERRUPT_BYTES, EVERY_MICROFRAME)
                        .addInterrupt(INTERRUPT_OUT, INTERRUPT_BYTES, EVERY_MICROFRAME)));
    }

    @Override
    void start(Endpoints endpoints, EventExecutor executor) {
        Echo.connect(endpoints.out(BULK_OUT), endpoints.in(BULK_IN));
        Echo.connect(endpoints.out(INTERRUPT_OUT), endpoints.in(INTERRUPT_IN));
    }
}
