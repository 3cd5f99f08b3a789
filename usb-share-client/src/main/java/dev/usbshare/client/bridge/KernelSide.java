package dev.usbshare.client.bridge;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.CmdDecoder;
import dev.usbshare.usbip.CmdSink;
import dev.usbshare.usbip.UsbIpCodec;
import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's socket: takes its commands, writes its answers.
 *
 * <p><b>Confinement</b>: the bridge's event loop.
 */
final class KernelSide implements CmdSink {

    /** How long the last answers may take to be read by the kernel. Its reading thread never rests, so never long. */
    private static final int LINGER_SECONDS = 2;

    private final DeviceBridge bridge;
    private final int devid;
    private final KernelTap tap;
    private @Nullable Channel channel;
    /** What was decided about the CMD_SUBMIT whose data is arriving. */
    private @Nullable Admission arriving;

    private boolean reading = true;
    private boolean writable = true;
    private boolean dirty;
    private boolean closing;
    private Runnable whenClosed = () -> {};

    KernelSide(DeviceBridge bridge, int devid, KernelTap tap) {
        this.bridge = bridge;
        this.devid = devid;
        this.tap = tap;
    }

    ChannelHandler handler() {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel socket) {
                socket.pipeline().addLast(new CmdDecoder(devid, KernelSide.this));
                connected(socket);
            }
        };
    }

    private void connected(Channel socket) {
        channel = socket;
        socket.config().setAutoRead(reading);
        if (closing) {
            socket.close();
        }
    }

    boolean isWritable() {
        return writable;
    }

    /** Reads commands, or leaves them in the socket, where they make the kernel wait. */
    void setReading(boolean on) {
        reading = on;
        if (channel != null && !closing) {
            channel.config().setAutoRead(on);
        }
    }

    /** Room for a RET_SUBMIT: the data's place begins at the writer index, behind the header. */
    static ByteBuf answerBuffer(CmdSubmit cmd, int payloadBytes) {
        int bytes = UsbIpCodec.HEADER_BYTES + payloadBytes + IsoAnswer.sizeBytes(cmd.packetCount());
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(bytes, bytes)
                .setIndex(UsbIpCodec.HEADER_BYTES, UsbIpCodec.HEADER_BYTES);
    }

    /**
     * Sends a RET_SUBMIT; takes ownership of {@code answer}, an {@link #answerBuffer} with the IN data in it.
     *
     * @param packets of an isochronous URB
     */
    void retSubmit(CmdSubmit cmd, int status, int actualBytes, int startFrame, IsoPackets packets, ByteBuf answer) {
        int payloadBytes = cmd.direction() == Direction.IN ? actualBytes : 0;
        tap.answered(cmd, status, actualBytes, startFrame, packets, answer);
        if (packets.isEmpty()) {
            UsbIpCodec.retSubmitInPlace(answer, cmd.seqnum(), status, actualBytes, cmd.packetCount(), payloadBytes);
        } else {
            answer.setIndex(0, 0);
            UsbIpCodec.write(
                    answer,
                    new RetSubmit(
                            cmd.seqnum(),
                            status,
                            actualBytes,
                            startFrame,
                            packets.count(),
                            IsoAnswer.errorCount(packets),
                            packets));
            packets.write(answer.setIndex(0, UsbIpCodec.HEADER_BYTES + payloadBytes));
        }
        write(answer);
    }

    /** Ends an URB that moved nothing. */
    void refuse(CmdSubmit cmd, int status) {
        retSubmit(cmd, status, 0, 0, IsoAnswer.nothingMoved(cmd.packets(), status), answerBuffer(cmd, 0));
    }

    void retUnlink(int seqnum, int status) {
        ByteBuf pdu = PooledByteBufAllocator.DEFAULT.directBuffer(UsbIpCodec.HEADER_BYTES, UsbIpCodec.HEADER_BYTES);
        UsbIpCodec.writeRetUnlink(pdu, seqnum, status);
        write(pdu);
    }

    void flush() {
        if (dirty && channel != null) {
            dirty = false;
            channel.flush();
        }
    }

    /** Closes the socket once what was written has left; {@code then} runs when it is closed. */
    void close(Runnable then) {
        closing = true;
        Channel socket = channel;
        if (socket == null || !socket.isOpen()) {
            then.run();
            return;
        }
        whenClosed = then;
        socket.config().setAutoRead(true);
        socket.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
        if (socket.isOpen()) {
            var linger = socket.eventLoop().schedule(() -> socket.close(), LINGER_SECONDS, TimeUnit.SECONDS);
            socket.closeFuture().addListener(_ -> linger.cancel(false));
        }
    }

    private void write(ByteBuf pdu) {
        Channel socket = channel;
        if (socket == null || !socket.isActive()) {
            pdu.release();
            return;
        }
        socket.write(pdu, socket.voidPromise());
        dirty = true;
    }

    @Override
    public boolean isIsochronous(int endpointNumber, Direction direction) {
        return bridge.mayBeIsochronous(endpointNumber, direction);
    }

    @Override
    public @Nullable ByteBuf payload(CmdSubmit header, int payloadBytes) {
        if (closing) {
            return null;
        }
        Admission admission = bridge.admit(header);
        arriving = admission;
        if (admission.isRefused()) {
            return null;
        }
        int headroom = EndpointPipe.headroomBytes(header);
        return PooledByteBufAllocator.DEFAULT
                .directBuffer(headroom + payloadBytes, headroom + payloadBytes)
                .setIndex(headroom, headroom);
    }

    @Override
    public void submit(CmdSubmit cmd, @Nullable ByteBuf payload) {
        Admission admission = arriving;
        arriving = null;
        if (closing) {
            if (payload != null) {
                payload.release();
            }
        } else {
            tap.submitted(cmd, payload);
            bridge.submit(cmd, admission, payload);
        }
    }

    @Override
    public void unlink(CmdUnlink cmd) {
        if (!closing) {
            retUnlink(cmd.seqnum(), bridge.unlink(cmd.victim()) ? UrbStatus.ECONNRESET : UrbStatus.OK);
        }
    }

    @Override
    public void readComplete() {
        bridge.flush();
    }

    @Override
    public void writabilityChanged(boolean isWritable) {
        if (writable != isWritable) {
            writable = isWritable;
            bridge.kernelWritabilityChanged(isWritable);
        }
    }

    @Override
    public void failed(UsbIpException cause) {
        bridge.end(new BridgeEnd.KernelBrokeProtocol(cause));
    }

    @Override
    public void closed() {
        if (closing) {
            whenClosed.run();
        } else {
            bridge.end(new BridgeEnd.KernelDetached());
        }
    }
}
