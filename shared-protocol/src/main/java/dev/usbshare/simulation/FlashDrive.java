package dev.usbshare.simulation;

import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A high-speed USB stick: bulk-only transport, SCSI transparent command set, one unit with blocks of {@value #BLOCK_BYTES}
 * bytes, over a file or memory.
 *
 * <p>A command's status is sent when its data is with the medium; a file's data is durable after SYNCHRONIZE CACHE.
 */
public final class FlashDrive extends SimulatedDevice {

    public static final int BLOCK_BYTES = ScsiDisk.BLOCK_BYTES;

    private static final int PRODUCT_ID = 0x0001;
    private static final int BULK_IN = 0x81;
    private static final int BULK_OUT = 0x02;
    private static final int RESET_TO_INTERFACE = 0x21;
    private static final int RESET = 0xff;
    private static final int FROM_INTERFACE = 0xa1;
    private static final int GET_MAX_LUN = 0xfe;

    private final DriveIo io;
    private final ScsiDisk disk;
    private @Nullable BulkOnlyTransport transport;

    private FlashDrive(String serial, Medium medium) {
        super(new DeviceDescription(
                UsbSpeed.HIGH,
                PRODUCT_ID,
                new ClassCode(0, 0, 0),
                "Flash Drive",
                serial,
                new ConfigurationBytes(false)
                        .addInterface(new ClassCode(0x08, 0x06, 0x50), 2)
                        .addBulk(BULK_IN)
                        .addBulk(BULK_OUT)));
        this.io = new DriveIo(medium);
        this.disk = new ScsiDisk(medium.sizeBytes(), new ScsiPages(serial, medium.blocks()));
    }

    /**
     * An empty drive on the heap, which grows as it is written to.
     *
     * @param serial 12 or more of 0-9 and A-F, as the transport's specification asks
     * @param sizeBytes rounded down to whole blocks, at least one
     */
    public static FlashDrive inMemory(String serial, long sizeBytes) {
        if (sizeBytes < BLOCK_BYTES) {
            throw new IllegalArgumentException("a drive of " + sizeBytes + " bytes has no block");
        }
        return new FlashDrive(serial, new MemoryMedium(sizeBytes / BLOCK_BYTES * BLOCK_BYTES));
    }

    /**
     * A drive over an existing image, which stays locked until {@link #close()}.
     *
     * @param serial as for {@link #inMemory}
     * @throws IOException if the image cannot be opened for reading and writing, is shorter than a block, or is in use
     */
    public static FlashDrive overFile(String serial, Path image) throws IOException {
        return new FlashDrive(serial, new FileMedium(image));
    }

    @Override
    void start(Endpoints endpoints, EventExecutor executor) {
        disk.reset();
        InPipe in = endpoints.in(BULK_IN);
        OutPipe out = endpoints.out(BULK_OUT);
        transport = new BulkOnlyTransport(disk, io, executor, in, out);
        out.sink(transport);
    }

    @Override
    void stop() {
        if (transport != null) {
            transport.reset();
        }
    }

    @Override
    int control(SetupPacket setup, ByteBuf data) {
        if (setup.requestType() == FROM_INTERFACE && setup.request() == GET_MAX_LUN && setup.index() == 0) {
            if (data.isWritable()) {
                data.writeByte(0);
            }
            return UrbStatus.OK;
        }
        if (setup.requestType() == RESET_TO_INTERFACE && setup.request() == RESET && setup.index() == 0) {
            stop();
            return UrbStatus.OK;
        }
        return STALL;
    }

    @Override
    void haltCleared(EndpointAddress endpoint) {
        if (transport != null) {
            transport.haltCleared();
        }
    }

    @Override
    void interfaceReset(int interfaceNumber) {
        stop();
    }

    @Override
    public void close() {
        io.close();
    }
}
