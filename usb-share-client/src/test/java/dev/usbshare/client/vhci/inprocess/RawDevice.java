package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The device's end of the socket under a test's thumb: records every command, answers control requests from descriptors
 * while told to, and sends whatever bytes the test likes.
 */
final class RawDevice extends ChannelInboundHandlerAdapter {

    /** A command as it arrived. */
    record Cmd(
            int command,
            int seqnum,
            int devid,
            int direction,
            int endpoint,
            int[] fields,
            SetupPacket setup,
            byte[] data) {
        boolean isUnlink() {
            return command == 2;
        }

        int victim() {
            return fields[0];
        }

        int lengthBytes() {
            return fields[1];
        }
    }

    final List<Cmd> commands = new ArrayList<>();
    boolean closed;
    private final ByteBuf received = Unpooled.buffer();
    private @Nullable DescriptorSet answering;
    private @Nullable ChannelHandlerContext context;

    /** Answers control requests from now on; what the descriptors do not have stalls, requests without data succeed. */
    RawDevice answering(DescriptorSet descriptors) {
        answering = descriptors;
        return this;
    }

    void silent() {
        answering = null;
    }

    void retSubmit(int seqnum, int status, int actual, byte... data) {
        send(header(3, seqnum, status, actual, 0, 0).writeBytes(data));
    }

    void retIso(int seqnum, int actual, int packetCount, int errorCount, byte[] data, IsoPacket... packets) {
        ByteBuf pdu = header(3, seqnum, 0, actual, packetCount, errorCount).writeBytes(data);
        IsoPackets.of(List.of(packets)).write(pdu);
        send(pdu);
    }

    void retUnlink(int seqnum, int status) {
        send(header(4, seqnum, status, 0, 0, 0));
    }

    void send(ByteBuf bytes) {
        context().writeAndFlush(bytes);
    }

    void close() {
        context().close();
    }

    void autoRead(boolean on) {
        context().channel().config().setAutoRead(on);
    }

    Cmd last() {
        return commands.getLast();
    }

    static ByteBuf header(int command, int seqnum, int status, int actual, int packetCount, int errorCount) {
        return Unpooled.buffer()
                .writeInt(command)
                .writeInt(seqnum)
                .writeZero(12)
                .writeInt(status)
                .writeInt(actual)
                .writeInt(0)
                .writeInt(packetCount)
                .writeInt(errorCount)
                .writeZero(8);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closed = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        received.writeBytes(in);
        in.release();
        for (Cmd cmd = next(); cmd != null; cmd = next()) {
            commands.add(cmd);
            answer(cmd);
        }
    }

    private @Nullable Cmd next() {
        if (received.readableBytes() < 48) {
            return null;
        }
        int at = received.readerIndex();
        int command = received.getInt(at);
        boolean out = command == 1 && received.getInt(at + 12) == 0;
        int packets = command == 1 ? received.getInt(at + 32) : 0;
        int body = (out ? received.getInt(at + 24) : 0) + 16 * packets;
        if (received.readableBytes() < 48 + body) {
            return null;
        }
        int[] fields = new int[5];
        for (int i = 0; i < 5; i++) {
            fields[i] = received.getInt(at + 20 + 4 * i);
        }
        var cmd = new Cmd(
                command,
                received.getInt(at + 4),
                received.getInt(at + 8),
                received.getInt(at + 12),
                received.getInt(at + 16),
                fields,
                SetupPacket.read(received, at + 40),
                ByteBufUtil.getBytes(received, at + 48, body));
        received.skipBytes(48 + body);
        received.discardReadBytes();
        return cmd;
    }

    private void answer(Cmd cmd) {
        DescriptorSet descriptors = answering;
        if (descriptors == null || cmd.command() != 1 || cmd.endpoint() != 0) {
            return;
        }
        if (cmd.setup().isGetDescriptor()) {
            byte[] data = descriptors.answer(cmd.setup()).orElse(new byte[0]);
            retSubmit(cmd.seqnum(), data.length == 0 ? -32 : 0, data.length, data);
        } else {
            retSubmit(cmd.seqnum(), 0, cmd.data().length);
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "not attached");
    }
}
