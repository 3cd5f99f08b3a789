package dev.usbshare.client.vhci.inprocess;

import dev.usbshare.client.vhci.inprocess.Breach.Rule;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Reads the answers as vhci_rx.c does: a header of 48 bytes, then what the request it answers says must follow.
 *
 * <p><b>Confinement</b>: the port's event loop. Owns and releases what it reads.
 */
final class KernelReceiver extends ChannelInboundHandlerAdapter {

    static final int HEADER_BYTES = 48;
    static final int RET_SUBMIT = 3;
    static final int RET_UNLINK = 4;

    private static final int SEQNUM = 4;
    private static final int STATUS = 20;
    private static final int ACTUAL_LENGTH = 24;
    private static final int NUMBER_OF_PACKETS = 32;
    private static final int ERROR_COUNT = 36;

    private final InProcessPort port;
    private final UrbTable table;
    private final ByteBuf header = Unpooled.buffer(HEADER_BYTES, HEADER_BYTES);
    /** The request whose answer's body is being read. */
    private @Nullable KernelUrb current;

    private ByteBuf body = Unpooled.EMPTY_BUFFER;
    private int bodyBytes;
    private boolean stopped;

    KernelReceiver(InProcessPort port, UrbTable table) {
        this.port = port;
        this.table = table;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            ByteBuf in = (ByteBuf) message;
            while (!stopped && in.isReadable()) {
                read(in);
            }
        } catch (BreachException e) {
            stop();
            port.breached(e.breach());
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        boolean inside = current != null || header.isReadable();
        if (inside && !stopped && !port.isClosing()) {
            port.breached(new Breach(
                    Rule.TRUNCATED,
                    "the stream ended after " + header.readableBytes() + " bytes of a header and "
                            + body.readableBytes() + " of " + bodyBytes + " bytes of a body"));
        }
        stop();
        port.disconnected();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        port.transmit();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }

    /** Gives back what was being read, when the device is gone. */
    void abandon(int status) {
        KernelUrb urb = current;
        stop();
        if (urb != null) {
            urb.giveBack(status);
        }
    }

    private void stop() {
        stopped = true;
    }

    private void read(ByteBuf in) throws BreachException {
        if (current == null) {
            in.readBytes(header, Math.min(header.writableBytes(), in.readableBytes()));
            if (!header.isWritable()) {
                headerComplete();
            }
        } else {
            in.readBytes(body, Math.min(bodyBytes - body.writerIndex(), in.readableBytes()));
        }
        if (current != null && body.writerIndex() == bodyBytes) {
            bodyComplete(current);
        }
    }

    private void headerComplete() throws BreachException {
        int command = header.getInt(0);
        int seqnum = header.getInt(SEQNUM);
        int status = header.getInt(STATUS);
        switch (command) {
            case RET_SUBMIT -> {
                KernelUrb urb = table.answer(seqnum, status);
                current = urb;
                bodyBytes = bodyBytes(urb);
                body = Unpooled.buffer(bodyBytes, bodyBytes);
            }
            case RET_UNLINK -> {
                header.clear();
                table.unlinked(seqnum, status);
            }
            default -> throw new BreachException(Rule.UNKNOWN_COMMAND, "command " + Integer.toUnsignedString(command));
        }
    }

    private int bodyBytes(KernelUrb urb) throws BreachException {
        int actual = header.getInt(ACTUAL_LENGTH);
        if (actual < 0 || actual > urb.lengthBytes()) {
            throw new BreachException(Rule.LENGTH, actual + " bytes for a request of " + urb.lengthBytes());
        }
        int packets = header.getInt(NUMBER_OF_PACKETS);
        // vhci itself sends 0 where there are none, and takes 0 or -1 for none in the answer.
        if (Math.max(packets, 0) != urb.packets().count()) {
            throw new BreachException(
                    Rule.ISO_PACKETS,
                    packets + " packets for a request of " + urb.packets().count());
        }
        return dataBytes(urb) + urb.packets().sizeBytes();
    }

    private int dataBytes(KernelUrb urb) {
        return urb.direction() == Direction.IN ? header.getInt(ACTUAL_LENGTH) : 0;
    }

    private void bodyComplete(KernelUrb urb) throws BreachException {
        int actual = header.getInt(ACTUAL_LENGTH);
        int status = header.getInt(STATUS);
        byte[] data = new byte[dataBytes(urb)];
        body.readBytes(data);
        IsoPackets moved = IsoPackets.read(body, data.length, urb.packets().count());
        requireSound(urb, moved, actual);
        current = null;
        header.clear();
        body = Unpooled.EMPTY_BUFFER;
        urb.giveBack(status, actual, data, moved);
    }

    private void requireSound(KernelUrb urb, IsoPackets moved, int actual) throws BreachException {
        if (moved.isEmpty()) {
            return;
        }
        int errors = 0;
        for (int i = 0; i < moved.count(); i++) {
            errors += moved.status(i) == 0 ? 0 : 1;
            if (moved.offsetBytes(i) != urb.packets().offsetBytes(i)
                    || moved.lengthBytes(i) != urb.packets().lengthBytes(i)) {
                throw new BreachException(Rule.ISO_PACKETS, "packet " + i + " is not the one that was sent");
            }
        }
        if (!moved.actualLengthsAreSound(actual)) {
            throw new BreachException(Rule.ISO_PACKETS, "packets do not add up to actual length " + actual);
        }
        if (errors != header.getInt(ERROR_COUNT)) {
            throw new BreachException(
                    Rule.ISO_PACKETS, "error count " + header.getInt(ERROR_COUNT) + ", " + errors + " packets failed");
        }
    }
}
