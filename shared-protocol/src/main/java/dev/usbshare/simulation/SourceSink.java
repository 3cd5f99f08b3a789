package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;

/**
 * A high-speed vendor device that measures: its bulk IN endpoint gives {@link TestPattern} without end, its bulk OUT
 * endpoint takes the same pattern and checks it. Both streams begin at offset 0 when the device is opened, and at {@link #RESTART}.
 */
public final class SourceSink extends SimulatedDevice {

    /** Vendor request to the device, OUT without data: both streams begin anew. */
    public static final int RESTART = 1;

    /**
     * Vendor request to the device, IN, 16 bytes little-endian: how many bytes the sink has taken, then the offset of the first
     * wrong one, or -1.
     */
    public static final int GET_VERDICT = 2;

    private static final int PRODUCT_ID = 0x0004;
    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x01;
    private static final int VENDOR_TO_DEVICE = 0x40;
    private static final int VENDOR_FROM_DEVICE = 0xc0;

    private long sourceOffset;
    private long sinkOffset;
    private long firstWrongOffset = -1;

    public SourceSink(String serial) {
        super(new DeviceDescription(
                UsbSpeed.HIGH,
                PRODUCT_ID,
                new ClassCode(0xff, 0, 0),
                "Source and Sink",
                serial,
                new ConfigurationBytes(false)
                        .addInterface(new ClassCode(0xff, 0, 0), 2)
                        .addBulk(BULK_IN)
                        .addBulk(BULK_OUT)));
    }

    @Override
    void start(Endpoints endpoints, EventExecutor executor) {
        restart();
        endpoints.in(BULK_IN).source(this::produce);
        endpoints.out(BULK_OUT).sink(new OutPipe.Sink() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void accept(ByteBuf data, boolean endsShort) {
                verify(data);
            }
        });
    }

    @Override
    int control(SetupPacket setup, ByteBuf data) {
        if (setup.requestType() == VENDOR_TO_DEVICE && setup.request() == RESTART) {
            restart();
            return UrbStatus.OK;
        }
        if (setup.requestType() == VENDOR_FROM_DEVICE && setup.request() == GET_VERDICT && data.writableBytes() >= 16) {
            data.writeLongLE(sinkOffset).writeLongLE(firstWrongOffset);
            return UrbStatus.OK;
        }
        return STALL;
    }

    private boolean produce(ByteBuf into) {
        int bytes = into.writableBytes();
        TestPattern.write(sourceOffset, bytes, into);
        sourceOffset += bytes;
        return true;
    }

    private void verify(ByteBuf data) {
        int bytes = data.readableBytes();
        int mismatch = TestPattern.firstMismatch(sinkOffset, data);
        if (mismatch >= 0 && firstWrongOffset < 0) {
            firstWrongOffset = sinkOffset + mismatch;
        }
        sinkOffset += bytes;
    }

    private void restart() {
        sourceOffset = 0;
        sinkOffset = 0;
        firstWrongOffset = -1;
    }
}
