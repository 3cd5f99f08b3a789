package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.concurrent.EventExecutor;
import org.jspecify.annotations.Nullable;

/**
 * A high-speed serial port (CDC 1.2, PSTN 1.2 abstract control model) that sends back what it receives. It holds 64 KiB for a
 * reader that is late, then holds the writer back. While the host raises DTR it reports carrier and data set ready.
 */
public final class SerialEcho extends SimulatedDevice {

    private static final int PRODUCT_ID = 0x0002;
    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x01;
    private static final int NOTIFICATION_IN = 0x82;
    private static final int NOTIFICATION_PACKET_BYTES = 16;
    private static final int NOTIFICATION_INTERVAL = 9;

    private static final int CONTROL_INTERFACE = 0;
    private static final int TO_INTERFACE = 0x21;
    private static final int FROM_INTERFACE = 0xa1;
    private static final int SET_LINE_CODING = 0x20;
    private static final int GET_LINE_CODING = 0x21;
    private static final int SET_CONTROL_LINE_STATE = 0x22;
    private static final int SEND_BREAK = 0x23;
    private static final int SERIAL_STATE = 0x20;
    private static final int LINE_CODING_BYTES = 7;
    private static final int DTR = 1;
    private static final int CARRIER_AND_READY = 3;
    /** 115200 baud, 1 stop bit, no parity, 8 data bits. */
    private static final byte[] DEFAULT_CODING = {0x00, (byte) 0xc2, 0x01, 0x00, 0, 0, 8};

    private final byte[] lineCoding = DEFAULT_CODING.clone();
    private @Nullable InPipe notifications;
    private boolean ready;

    public SerialEcho(String serial) {
        super(new DeviceDescription(
                UsbSpeed.HIGH,
                PRODUCT_ID,
                new ClassCode(0x02, 0, 0),
                "Serial Echo",
                serial,
                new ConfigurationBytes(false)
                        .addInterface(new ClassCode(0x02, 0x02, 0x01), 1)
                        .raw(5, 0x24, 0x00, 0x20, 0x01) // header, CDC 1.20
                        .raw(5, 0x24, 0x01, 0x00, 0x01) // no call management; data interface 1
                        .raw(4, 0x24, 0x02, 0x06) // line coding and state, break
                        .raw(5, 0x24, 0x06, 0x00, 0x01) // union of interfaces 0 and 1
                        .addInterrupt(NOTIFICATION_IN, NOTIFICATION_PACKET_BYTES, NOTIFICATION_INTERVAL)
                        .addInterface(new ClassCode(0x0a, 0, 0), 2)
                        .addBulk(BULK_IN)
                        .addBulk(BULK_OUT)));
    }

    @Override
    void start(Endpoints endpoints, EventExecutor executor) {
        System.arraycopy(DEFAULT_CODING, 0, lineCoding, 0, LINE_CODING_BYTES);
        ready = false;
        notifications = endpoints.in(NOTIFICATION_IN);
        Echo.connect(endpoints.out(BULK_OUT), endpoints.in(BULK_IN));
    }

    @Override
    int control(SetupPacket setup, ByteBuf data) {
        if (setup.index() != CONTROL_INTERFACE) {
            return STALL;
        }
        return switch ((setup.requestType() << 8) | setup.request()) {
            case (TO_INTERFACE << 8) | SET_LINE_CODING -> setLineCoding(data);
            case (FROM_INTERFACE << 8) | GET_LINE_CODING -> {
                data.writeBytes(lineCoding, 0, Math.min(LINE_CODING_BYTES, data.writableBytes()));
                yield UrbStatus.OK;
            }
            case (TO_INTERFACE << 8) | SET_CONTROL_LINE_STATE -> {
                setReady((setup.value() & DTR) != 0);
                yield UrbStatus.OK;
            }
            case (TO_INTERFACE << 8) | SEND_BREAK -> UrbStatus.OK;
            default -> STALL;
        };
    }

    private int setLineCoding(ByteBuf data) {
        if (data.readableBytes() != LINE_CODING_BYTES) {
            return STALL;
        }
        data.readBytes(lineCoding);
        return UrbStatus.OK;
    }

    /** Tells the host of a change (PSTN 1.2 §6.5.4); a notification that nobody has read yet is outdated by it. */
    private void setReady(boolean nowReady) {
        if (nowReady == ready || notifications == null) {
            return;
        }
        ready = nowReady;
        notifications.reset();
        ByteBuf notification = Unpooled.buffer(10, 10)
                .writeByte(FROM_INTERFACE)
                .writeByte(SERIAL_STATE)
                .writeShortLE(0)
                .writeShortLE(CONTROL_INTERFACE)
                .writeShortLE(2)
                .writeShortLE(ready ? CARRIER_AND_READY : 0);
        notifications.send(notification, () -> {});
    }
}
