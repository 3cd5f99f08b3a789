package dev.usbshare.usbip;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usbip.RecordingSink.Arrived;
import dev.usbshare.usbip.RetSink.Body;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import dev.usbshare.usbip.UsbIpPdu.RetUnlink;
import dev.usbshare.wire.Vectors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PDUs as the kernel lays them out (Documentation/usb/usbip_protocol.rst), with the values they mean. */
@SuppressWarnings("ImmutableEnumChecker") // PDUs are immutable records
enum UsbIpFixtures {
    /** GET_DESCRIPTOR(device) as Linux's vhci sends it: number_of_packets 0. */
    CMD_SUBMIT_CONTROL_IN(
            """
            00000001          ; USBIP_CMD_SUBMIT
            0000000f          ; seqnum 15
            00010002          ; devid: bus 1, device 2
            00000001          ; direction IN
            00000000          ; endpoint 0
            00000200          ; transfer_flags: URB_DIR_IN
            00000040          ; transfer_buffer_length 64
            00000000          ; start_frame
            00000000          ; number_of_packets
            00000000          ; interval
            80 06 0001 0000 4000 ; setup, little-endian
            """,
            new CmdSubmit(
                    15,
                    0x10002,
                    Direction.IN,
                    0,
                    0x200,
                    64,
                    0,
                    0,
                    0,
                    new SetupPacket(0x80, 6, 0x100, 0, 64),
                    IsoPackets.NONE),
            null,
            Body.NOTHING),
    /** As usbip-win2 sends it: number_of_packets -1. */
    CMD_SUBMIT_BULK_OUT(
            """
            00000001 fffffff0 00010002 00000000 00000002
            00000040          ; URB_ZERO_PACKET
            00000003 00000000 ffffffff 00000000 0000000000000000
            555342            ; data
            """,
            new CmdSubmit(-16, 0x10002, Direction.OUT, 2, 0x40, 3, 0, -1, 0, CmdSubmit.NO_SETUP, IsoPackets.NONE),
            "555342",
            Body.NOTHING),
    /** Data is not packed on the way out: all of the buffer, then the packets. */
    CMD_SUBMIT_ISO_OUT(
            """
            00000001 00000010 00010002 00000000 00000003
            00000002          ; URB_ISO_ASAP
            00000006 ffffffff 00000002 00000001 0000000000000000
            0102 0000 0304    ; data with a gap
            00000000 00000002 00000000 ffffffee ; packet 0
            00000004 00000002 00000000 ffffffee ; packet 1
            """,
            new CmdSubmit(
                    16,
                    0x10002,
                    Direction.OUT,
                    3,
                    2,
                    6,
                    -1,
                    2,
                    1,
                    CmdSubmit.NO_SETUP,
                    IsoPackets.of(List.of(new IsoPacket(0, 2, 0, -18), new IsoPacket(4, 2, 0, -18)))),
            "010200000304",
            Body.NOTHING),
    CMD_SUBMIT_ISO_IN(
            """
            00000001 00000011 00010002 00000001 00000003 00000202
            000000c0 00000000 00000001 00000001 0000000000000000
            00000000 000000c0 00000000 ffffffee ; packet 0
            """,
            new CmdSubmit(
                    17,
                    0x10002,
                    Direction.IN,
                    3,
                    0x202,
                    192,
                    0,
                    1,
                    1,
                    CmdSubmit.NO_SETUP,
                    IsoPackets.of(List.of(new IsoPacket(0, 192, 0, -18)))),
            null,
            Body.NOTHING),
    CMD_UNLINK("""
            00000002          ; USBIP_CMD_UNLINK
            00000012          ; seqnum 18
            00010002          ; devid
            00000000 00000000
            0000000f          ; seqnum of the URB: 15
            00000000 00000000 00000000 00000000 00000000 00000000
            """, new CmdUnlink(18, 0x10002, 15), null, Body.NOTHING),
    RET_SUBMIT_IN("""
            00000003          ; USBIP_RET_SUBMIT
            0000000f          ; seqnum 15
            00000000 00000000 00000000
            00000000          ; status
            00000004          ; actual_length
            00000000 00000000 00000000 0000000000000000
            12010002          ; data
            """, new RetSubmit(15, 0, 4, 0, 0, 0, IsoPackets.NONE), "12010002", Body.DATA),
    /** Data follows whatever the status. */
    RET_SUBMIT_SHORT("""
            00000003 00000010 00000000 00000000 00000000
            ffffff87          ; status -EREMOTEIO
            00000001 00000000 ffffffff 00000000 0000000000000000
            aa
            """, new RetSubmit(16, -121, 1, 0, -1, 0, IsoPackets.NONE), "aa", Body.DATA),
    RET_SUBMIT_OUT("""
            00000003 00000011 00000000 00000000 00000000
            00000000 0000001f 00000000 00000000 00000000 0000000000000000
            """, new RetSubmit(17, 0, 31, 0, 0, 0, IsoPackets.NONE), null, Body.NOTHING),
    RET_SUBMIT_ISO_IN(
            """
            00000003 00000012 00000000 00000000 00000000 00000000
            00000003          ; actual_length: the sum
            00001388          ; start_frame 5000
            00000002          ; number_of_packets
            00000001          ; error_count
            0000000000000000
            010203            ; data, packed
            00000000 00000064 00000003 00000000 ; packet 0
            00000064 00000064 00000000 ffffffb9 ; packet 1: -EPROTO
            """,
            new RetSubmit(
                    18,
                    0,
                    3,
                    5000,
                    2,
                    1,
                    IsoPackets.of(List.of(new IsoPacket(0, 100, 3, 0), new IsoPacket(100, 100, 0, -71)))),
            "010203",
            Body.DATA_AND_ISO_PACKETS),
    RET_SUBMIT_ISO_OUT(
            """
            00000003 00000013 00000000 00000000 00000000 00000000
            00000004 00000000 00000001 00000000 0000000000000000
            00000000 00000004 00000004 00000000
            """,
            new RetSubmit(19, 0, 4, 0, 1, 0, IsoPackets.of(List.of(new IsoPacket(0, 4, 4, 0)))),
            null,
            Body.ISO_PACKETS),
    RET_UNLINK("""
            00000004          ; USBIP_RET_UNLINK
            00000012          ; seqnum 18
            00000000 00000000 00000000
            ffffff98          ; status -ECONNRESET
            00000000 00000000 00000000 00000000 00000000 00000000
            """, new RetUnlink(18, -104), null, Body.NOTHING);

    static final int DEVID = 0x10002;

    private final String annotated;
    private final Arrived arrived;
    private final Body body;

    UsbIpFixtures(String annotated, UsbIpPdu pdu, @Nullable String payload, Body body) {
        this.annotated = annotated;
        this.arrived = new Arrived(pdu, payload);
        this.body = body;
    }

    byte[] bytes() {
        return Vectors.bytes(annotated);
    }

    Arrived arrived() {
        return arrived;
    }

    boolean isCmd() {
        return arrived.pdu() instanceof UsbIpPdu.Cmd;
    }

    UsbIpStream stream() {
        var stream = new UsbIpStream(isCmd());
        stream.sink.body = body;
        return stream;
    }

    static byte[] encode(Arrived arrived) {
        ByteBuf out = Unpooled.buffer();
        UsbIpCodec.write(out, arrived.pdu());
        if (arrived.payload() != null) {
            out.writeBytes(HexFormat.of().parseHex(arrived.payload()));
        }
        switch (arrived.pdu()) {
            case CmdSubmit p -> p.packets().write(out);
            case RetSubmit p -> p.packets().write(out);
            case CmdUnlink _, RetUnlink _ -> {}
        }
        return ByteBufUtil.getBytes(out);
    }

    /** A decoder in a channel of its own. */
    static final class UsbIpStream {
        final RecordingSink sink = new RecordingSink();
        final EmbeddedChannel channel;

        UsbIpStream(boolean cmd) {
            channel = new EmbeddedChannel(cmd ? new CmdDecoder(DEVID, sink) : new RetDecoder(sink));
        }

        void write(byte[] bytes) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes));
        }

        void write(byte[] bytes, int from, int to) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, from, to - from));
        }

        void close() {
            channel.finishAndReleaseAll();
        }
    }
}
