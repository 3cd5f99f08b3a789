package dev.usbshare.usbip;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.usbip.UsbIpPdu.Cmd;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import dev.usbshare.usbip.UsbIpPdu.Ret;
import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import dev.usbshare.usbip.UsbIpPdu.RetUnlink;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBuf;

/**
 * The 48-byte headers of USB/IP (Documentation/usb/usbip_protocol.rst; {@code usbip_pack_pdu}, usbip_common.c). Pure
 * functions that borrow their buffer. Numbers are big-endian except inside a setup packet; status, frame, packet count
 * and interval are signed.
 */
public final class UsbIpCodec {

    /** Size of every PDU's header: the headroom of an {@link dev.usbshare.usb.Urb}'s buffer. */
    public static final int HEADER_BYTES = 48;

    private static final int CMD_SUBMIT = 1;
    private static final int CMD_UNLINK = 2;
    private static final int RET_SUBMIT = 3;
    private static final int RET_UNLINK = 4;

    private static final int DIRECTION_OUT = 0;
    private static final int DIRECTION_IN = 1;

    private static final int SEQNUM = 4;
    private static final int DEVID = 8;
    private static final int DIRECTION = 12;
    private static final int ENDPOINT = 16;

    /** Where the part that differs by command begins. */
    private static final int BODY = 20;

    private static final int SETUP = 40;
    private static final int MAX_ENDPOINT_NUMBER = 15;

    /**
     * Turns an URB's buffer into a RET_SUBMIT: header in the headroom, data behind it, indexes set to the PDU. Not for
     * isochronous URBs.
     *
     * @param packetCount the CMD_SUBMIT's
     * @param payloadBytes {@code actualLengthBytes} for IN, 0 for OUT
     */
    public static void retSubmitInPlace(
            ByteBuf buffer, int seqnum, int status, int actualLengthBytes, int packetCount, int payloadBytes) {
        putRetSubmit(buffer, 0, seqnum, status, actualLengthBytes, 0, packetCount, 0);
        buffer.setIndex(0, HEADER_BYTES + payloadBytes);
    }

    /** Appends a RET_UNLINK at the writer index. */
    public static void writeRetUnlink(ByteBuf out, int seqnum, int status) {
        int at = out.writerIndex();
        out.writeZero(HEADER_BYTES);
        out.setInt(at, RET_UNLINK).setInt(at + SEQNUM, seqnum).setInt(at + BODY, status);
    }

    /** Appends a PDU's header at the writer index; data and then {@link IsoPackets#write} are the caller's. */
    public static void write(ByteBuf out, UsbIpPdu pdu) {
        int at = out.writerIndex();
        switch (pdu) {
            case CmdSubmit p -> {
                out.writeZero(HEADER_BYTES);
                out.setInt(at, CMD_SUBMIT)
                        .setInt(at + SEQNUM, p.seqnum())
                        .setInt(at + DEVID, p.devid())
                        .setInt(at + DIRECTION, p.direction() == Direction.IN ? DIRECTION_IN : DIRECTION_OUT)
                        .setInt(at + ENDPOINT, p.endpointNumber())
                        .setInt(at + BODY, p.transferFlags())
                        .setInt(at + BODY + 4, p.lengthBytes())
                        .setInt(at + BODY + 8, p.startFrame())
                        .setInt(at + BODY + 12, p.packetCount())
                        .setInt(at + BODY + 16, p.interval());
                p.setup().write(out, at + SETUP);
            }
            case CmdUnlink p -> {
                out.writeZero(HEADER_BYTES);
                out.setInt(at, CMD_UNLINK)
                        .setInt(at + SEQNUM, p.seqnum())
                        .setInt(at + DEVID, p.devid())
                        .setInt(at + BODY, p.victim());
            }
            case RetSubmit p -> {
                out.writeZero(HEADER_BYTES);
                putRetSubmit(
                        out,
                        at,
                        p.seqnum(),
                        p.status(),
                        p.actualLengthBytes(),
                        p.startFrame(),
                        p.packetCount(),
                        p.errorCount());
            }
            case RetUnlink p -> writeRetUnlink(out, p.seqnum(), p.status());
        }
    }

    /**
     * Reads and checks a command's header at an absolute index.
     *
     * @throws UsbIpException for what no importer may send
     */
    public static Cmd readCmd(ByteBuf head, int at) {
        int seqnum = head.getInt(at + SEQNUM);
        int devid = head.getInt(at + DEVID);
        return switch (head.getInt(at)) {
            case CMD_SUBMIT -> cmdSubmit(head, at, seqnum, devid);
            case CMD_UNLINK -> new CmdUnlink(seqnum, devid, head.getInt(at + BODY));
            default -> throw unknown(head.getInt(at));
        };
    }

    /**
     * Reads and checks an answer's header at an absolute index.
     *
     * @throws UsbIpException for what no exporter may send
     */
    public static Ret readRet(ByteBuf head, int at) {
        int seqnum = head.getInt(at + SEQNUM);
        int status = head.getInt(at + BODY);
        return switch (head.getInt(at)) {
            case RET_SUBMIT ->
                new RetSubmit(
                        seqnum,
                        status,
                        lengthBytes(head.getInt(at + BODY + 4)),
                        head.getInt(at + BODY + 8),
                        packetCount(head.getInt(at + BODY + 12)),
                        head.getInt(at + BODY + 16),
                        IsoPackets.NONE);
            case RET_UNLINK -> new RetUnlink(seqnum, status);
            default -> throw unknown(head.getInt(at));
        };
    }

    private static CmdSubmit cmdSubmit(ByteBuf head, int at, int seqnum, int devid) {
        int direction = head.getInt(at + DIRECTION);
        if (direction != DIRECTION_OUT && direction != DIRECTION_IN) {
            throw malformed("direction " + direction);
        }
        int endpointNumber = head.getInt(at + ENDPOINT);
        if (endpointNumber < 0 || endpointNumber > MAX_ENDPOINT_NUMBER) {
            throw malformed("endpoint number " + endpointNumber);
        }
        return new CmdSubmit(
                seqnum,
                devid,
                direction == DIRECTION_IN ? Direction.IN : Direction.OUT,
                endpointNumber,
                head.getInt(at + BODY),
                lengthBytes(head.getInt(at + BODY + 4)),
                head.getInt(at + BODY + 8),
                packetCount(head.getInt(at + BODY + 12)),
                head.getInt(at + BODY + 16),
                endpointNumber == 0 ? SetupPacket.read(head, at + SETUP) : CmdSubmit.NO_SETUP,
                IsoPackets.NONE);
    }

    private static void putRetSubmit(
            ByteBuf buffer,
            int at,
            int seqnum,
            int status,
            int actualLengthBytes,
            int startFrame,
            int packetCount,
            int errorCount) {
        buffer.setInt(at, RET_SUBMIT)
                .setInt(at + SEQNUM, seqnum)
                .setInt(at + DEVID, 0)
                .setInt(at + DIRECTION, 0)
                .setInt(at + ENDPOINT, 0)
                .setInt(at + BODY, status)
                .setInt(at + BODY + 4, actualLengthBytes)
                .setInt(at + BODY + 8, startFrame)
                .setInt(at + BODY + 12, packetCount)
                .setInt(at + BODY + 16, errorCount)
                .setLong(at + SETUP, 0);
    }

    private static int lengthBytes(int value) {
        if (value < 0) {
            throw malformed("a length of " + value + " bytes");
        }
        if (value > WireLimits.MAX_URB_BYTES) {
            throw new UsbIpException(Reason.TOO_LARGE, "an URB of " + value + " bytes");
        }
        return value;
    }

    private static int packetCount(int value) {
        if (value < -1) {
            throw malformed(value + " iso packets");
        }
        if (value > WireLimits.MAX_ISO_PACKETS) {
            throw new UsbIpException(Reason.TOO_LARGE, value + " iso packets");
        }
        return value;
    }

    private static UsbIpException unknown(int command) {
        return new UsbIpException(Reason.UNKNOWN_COMMAND, "command 0x" + Integer.toHexString(command));
    }

    private static UsbIpException malformed(String detail) {
        return new UsbIpException(Reason.MALFORMED, detail);
    }

    private UsbIpCodec() {}
}
