package dev.usbshare.capture;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * pcapng blocks with usbmon's 64-byte records, little-endian throughout.
 *
 * <p><b>Source</b>: draft-ietf-opsawg-pcapng (blocks 0x0A0D0D0A, 1, 6); {@code struct mon_bin_hdr} of Linux
 * drivers/usb/mon/mon_bin.c and {@code struct mon_bin_isodesc}; LINKTYPE_USB_LINUX_MMAPPED, 220.
 */
final class CaptureFormat {

    /** More of an URB's data than this is left out; its length is told all the same. */
    static final int MAX_DATA_BYTES = 64 << 10;

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int BYTE_ORDER_MAGIC = 0x1A2B3C4D;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;
    private static final int OPTION_END = 0;
    private static final int OPTION_USERAPPL = 4;
    private static final int OPTION_IF_NAME = 2;
    private static final int LINKTYPE_USB_LINUX_MMAPPED = 220;

    private static final int RECORD_BYTES = 64;
    private static final int ISO_DESCRIPTOR_BYTES = 16;
    private static final int PACKET_FIXED_BYTES = 32;

    private CaptureFormat() {}

    /** What a file begins with: a section and one interface. */
    static byte[] header(String interfaceName) {
        ByteBuf out = Unpooled.buffer();
        int section = begin(out, SECTION_HEADER);
        out.writeIntLE(BYTE_ORDER_MAGIC).writeShortLE(1).writeShortLE(0).writeLongLE(-1);
        option(out, OPTION_USERAPPL, "usb-share");
        end(out, section);
        int description = begin(out, INTERFACE_DESCRIPTION);
        out.writeShortLE(LINKTYPE_USB_LINUX_MMAPPED).writeShortLE(0).writeIntLE(RECORD_BYTES + MAX_DATA_BYTES);
        option(out, OPTION_IF_NAME, interfaceName);
        end(out, description);
        return bytes(out);
    }

    /**
     * One event.
     *
     * @param devid {@code busnum << 16 | devnum}
     * @param epochMicros when
     * @param data borrowed
     */
    static byte[] packet(
            UrbEvent event, int devid, long epochMicros, @Nullable ByteBuf data, int index, int dataBytes) {
        int descriptors = event.packets().count() * ISO_DESCRIPTOR_BYTES;
        int kept = data == null ? 0 : Math.min(dataBytes, MAX_DATA_BYTES);
        int captured = RECORD_BYTES + descriptors + kept;
        ByteBuf out = Unpooled.buffer(PACKET_FIXED_BYTES + captured + 3);
        int block = begin(out, ENHANCED_PACKET);
        out.writeIntLE(0)
                .writeIntLE((int) (epochMicros >>> 32))
                .writeIntLE((int) epochMicros)
                .writeIntLE(captured)
                .writeIntLE(RECORD_BYTES + descriptors + Math.max(kept, data == null ? 0 : dataBytes));
        record(out, event, devid, epochMicros, descriptors + kept, data != null);
        IsoPackets packets = event.packets();
        for (int i = 0; i < packets.count(); i++) {
            out.writeIntLE(packets.status(i))
                    .writeIntLE(packets.offsetBytes(i))
                    .writeIntLE(
                            event.kind() == UrbEvent.Kind.BEGIN ? packets.lengthBytes(i) : packets.actualLengthBytes(i))
                    .writeIntLE(0);
        }
        if (data != null) {
            out.writeBytes(data, index, kept);
        }
        pad(out);
        end(out, block);
        return bytes(out);
    }

    private static void record(
            ByteBuf out, UrbEvent event, int devid, long epochMicros, int capturedBytes, boolean hasData) {
        boolean in = event.direction() == Direction.IN;
        SetupPacket setup = event.setup();
        out.writeLongLE(event.id())
                .writeByte(event.kind() == UrbEvent.Kind.BEGIN ? 'S' : 'C')
                .writeByte(transferType(event.type()))
                .writeByte(event.endpoint().number() | (in ? 0x80 : 0))
                .writeByte(devid & 0xff)
                .writeShortLE(devid >>> 16)
                .writeByte(setup == null ? '-' : 0)
                .writeByte(hasData ? 0 : in ? '<' : '>')
                .writeLongLE(Math.floorDiv(epochMicros, 1_000_000L))
                .writeIntLE((int) Math.floorMod(epochMicros, 1_000_000L))
                .writeIntLE(event.status())
                .writeIntLE(event.lengthBytes())
                .writeIntLE(capturedBytes);
        if (setup != null) {
            int at = out.writerIndex();
            out.writeZero(SetupPacket.BYTES);
            setup.write(out, at);
        } else {
            out.writeIntLE(errors(event.packets())).writeIntLE(event.packets().count());
        }
        out.writeIntLE(event.interval())
                .writeIntLE(event.startFrame())
                .writeIntLE(event.flags())
                .writeIntLE(event.packets().count());
    }

    private static int errors(IsoPackets packets) {
        int errors = 0;
        for (int i = 0; i < packets.count(); i++) {
            if (packets.status(i) != 0) {
                errors++;
            }
        }
        return errors;
    }

    /** usbmon's numbers, which are not the descriptors'. */
    private static int transferType(TransferType type) {
        return switch (type) {
            case ISOCHRONOUS -> 0;
            case INTERRUPT -> 1;
            case CONTROL -> 2;
            case BULK -> 3;
        };
    }

    private static int begin(ByteBuf out, int type) {
        int at = out.writerIndex();
        out.writeIntLE(type).writeIntLE(0);
        return at;
    }

    private static void end(ByteBuf out, int block) {
        int length = out.writerIndex() - block + Integer.BYTES;
        out.writeIntLE(length);
        out.setIntLE(block + Integer.BYTES, length);
    }

    private static void option(ByteBuf out, int code, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShortLE(code).writeShortLE(bytes.length).writeBytes(bytes);
        pad(out);
        out.writeShortLE(OPTION_END).writeShortLE(0);
    }

    private static void pad(ByteBuf out) {
        out.writeZero(-out.writerIndex() & 3);
    }

    private static byte[] bytes(ByteBuf out) {
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }
}
