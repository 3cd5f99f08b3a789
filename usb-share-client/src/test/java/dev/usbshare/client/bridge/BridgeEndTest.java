package dev.usbshare.client.bridge;

import static dev.usbshare.client.bridge.BridgeFixture.BULK_IN;
import static dev.usbshare.client.bridge.BridgeFixture.BULK_OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.vhci.inprocess.KernelUrb;
import dev.usbshare.client.vhci.inprocess.TestChannels;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usbip.UsbIpException;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** How a bridge comes to its end, and that nothing is left of it. */
class BridgeEndTest {

    private final BridgeFixture f = new BridgeFixture();

    @Test
    void connectionLost_everythingPendingIsShutDownThenDetached() {
        f.ready();
        List<KernelUrb> pending =
                List.of(f.in(BULK_IN, 64), f.out(BULK_OUT, new byte[10]), f.control(0xc0, 1, 0, 0, 4));

        f.server.cut();

        f.assertEnded(BridgeEnd.StreamLost.class);
        assertThat(f.givenBack).containsExactlyInAnyOrderElementsOf(pending);
        assertThat(pending).allMatch(urb -> urb.status() == UrbStatus.ESHUTDOWN);
        assertThat(f.bridge().inFlightUrbs()).isZero();
    }

    @Test
    void close_answersBeforeItDetaches() {
        f.ready();
        var order = new ArrayList<String>();
        f.submit(KernelUrb.in(BULK_IN, 64, 0, urb -> order.add("status " + urb.status())));
        f.port().closed().thenRun(() -> order.add("closed"));

        f.bridge().close();
        f.bridge().close();

        f.assertEnded(BridgeEnd.Closed.class);
        assertThat(order).containsExactly("status -108", "closed");
    }

    @Test
    void close_tellsTheKernelShutdownForWhatItWaitsFor() {
        var answers = Unpooled.buffer();
        DeviceBridge bridge = f.open().toCompletableFuture().join();
        Channel kernel = TestChannels.connect(
                f.loop,
                1 << 20,
                new SimpleChannelInboundHandler<ByteBuf>() {
                    @Override
                    protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
                        answers.writeBytes(message);
                    }
                },
                bridge.kernelHandler());
        kernel.writeAndFlush(submit(7, BridgeFixture.DEVID, 64));
        f.loop.runUntilIdle();

        bridge.close();
        f.loop.runUntilIdle();

        assertThat(answers.readableBytes()).isEqualTo(48);
        assertThat(answers.getInt(0)).as("RET_SUBMIT").isEqualTo(3);
        assertThat(answers.getInt(4)).isEqualTo(7);
        assertThat(answers.getInt(20)).isEqualTo(UrbStatus.ESHUTDOWN);
        assertThat(kernel.isOpen()).isFalse();
    }

    @Test
    void kernelDetaches_streamsClose() {
        f.ready();
        f.in(BULK_IN, 64);

        f.port().detach();

        f.assertEnded(BridgeEnd.KernelDetached.class);
    }

    @Test
    void close_whileStreamsStillOpen_leavesNothing() {
        f.ready();
        f.server.slowToOpen = true;
        KernelUrb configure = f.control(0x00, 9, 2, 0, 0);
        f.server.stream(0).completeOut(configure.seqnum(), 0, 0);
        f.loop.runUntilIdle();
        f.out(new EndpointAddress(0x86), new byte[10]);

        f.bridge().close();
        f.server.letOpen();

        f.assertEnded(BridgeEnd.Closed.class);
    }

    @Test
    void completion_forUnknownUrb_breaksTheProtocol() {
        f.ready();

        f.server.stream(0x81).completeIn(12345, 0, (byte) 1);

        assertBroken(CloseCode.UNEXPECTED);
    }

    @Test
    void completion_twice_breaksTheProtocol() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);
        f.server.stream(0x81).completeIn(urb.seqnum(), 0);

        f.server.stream(0x81).completeIn(urb.seqnum(), 0);

        assertBroken(CloseCode.UNEXPECTED);
        assertThat(f.givenBack).containsExactly(urb);
    }

    @Test
    void completion_onAnotherEndpointsStream_breaksTheProtocol() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);

        f.server.stream(0x83).completeIn(urb.seqnum(), 0, (byte) 1);

        assertBroken(CloseCode.UNEXPECTED);
    }

    @Test
    void completion_longerThanAsked_breaksTheProtocol() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);

        f.server.stream(0x81).completeIn(urb.seqnum(), 0, new byte[65]);

        assertBroken(CloseCode.MALFORMED);
    }

    @Test
    void completion_ofInWithoutItsData_breaksTheProtocol() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);

        f.server.stream(0x81).completeOut(urb.seqnum(), 0, 10);

        assertBroken(CloseCode.MALFORMED);
    }

    @Test
    void completion_ofOutWithData_breaksTheProtocol() {
        f.ready();
        KernelUrb urb = f.out(BULK_OUT, new byte[10]);

        f.server.stream(0x02).completeIn(urb.seqnum(), 0, new byte[10]);

        assertBroken(CloseCode.MALFORMED);
    }

    @Test
    void stream_withGarbage_breaksTheProtocol() {
        f.ready();
        f.in(BULK_IN, 64);

        f.server.stream(0x81).sendRaw(Unpooled.buffer().writeZero(100));

        assertBroken(CloseCode.MALFORMED);
    }

    @Test
    void stream_cutInsideAFrame_leaksNothing() {
        f.ready();
        KernelUrb urb = f.in(BULK_IN, 64);
        ScriptedStream stream = f.server.stream(0x81);
        var complete = new Frame.Complete(stream.next(), stream.ack(), urb.seqnum(), 0, 64, 0, IsoPackets.NONE, 0);
        ByteBuf bytes = Unpooled.buffer();
        FrameEncoder.write(bytes, complete, 64);
        stream.sendRaw(bytes.writeZero(63));
        f.loop.runUntilIdle();

        stream.close();

        f.assertEnded(BridgeEnd.StreamLost.class);
        assertThat(urb.status()).isEqualTo(UrbStatus.ESHUTDOWN);
    }

    @Test
    void kernel_sendsGarbage_endsTheBridge() {
        Channel kernel = rawKernel();

        kernel.writeAndFlush(Unpooled.buffer().writeInt(9).writeZero(44));
        f.loop.runUntilIdle();

        assertKernelBroke(Reason.UNKNOWN_COMMAND);
        assertThat(kernel.isOpen()).isFalse();
    }

    @Test
    void kernel_asksForAnotherDevice_endsTheBridge() {
        rawKernel().writeAndFlush(submit(1, BridgeFixture.DEVID + 1, 64));
        f.loop.runUntilIdle();

        assertKernelBroke(Reason.WRONG_DEVICE);
    }

    @Test
    void kernel_usesASeqnumTwice_endsTheBridge() {
        Channel kernel = rawKernel();

        kernel.writeAndFlush(submit(1, BridgeFixture.DEVID, 64));
        kernel.writeAndFlush(submit(1, BridgeFixture.DEVID, 64));
        f.loop.runUntilIdle();

        assertKernelBroke(Reason.UNEXPECTED);
    }

    @Test
    void kernel_asksForTooMuch_endsTheBridge() {
        rawKernel().writeAndFlush(submit(1, BridgeFixture.DEVID, Integer.MAX_VALUE));
        f.loop.runUntilIdle();

        assertKernelBroke(Reason.TOO_LARGE);
    }

    @Test
    void open_streamsRefused_failsAndTellsNobodyElse() {
        f.server.failing = true;

        var opening = f.open().toCompletableFuture();

        assertThatThrownBy(opening::join)
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(BridgeException.class))
                .extracting(BridgeException::end)
                .isEqualTo(new BridgeEnd.StreamLost("open the stream of endpoint 0x00: no more streams"));
        assertThat(f.listener.ends).isEmpty();
    }

    @Test
    void kernelSocket_givenAfterTheEnd_isClosed() {
        DeviceBridge bridge = f.open().toCompletableFuture().join();
        bridge.close();

        Channel kernel =
                TestChannels.connect(f.loop, 1 << 20, new ChannelInboundHandlerAdapter(), bridge.kernelHandler());
        f.loop.runUntilIdle();

        assertThat(kernel.isOpen()).isFalse();
        assertThat(f.listener.ends).containsExactly(new BridgeEnd.Closed());
    }

    /** A kernel that says what the test writes to it. */
    private Channel rawKernel() {
        DeviceBridge bridge = f.open().toCompletableFuture().join();
        Channel kernel =
                TestChannels.connect(f.loop, 1 << 20, new ChannelInboundHandlerAdapter(), bridge.kernelHandler());
        f.loop.runUntilIdle();
        return kernel;
    }

    private static ByteBuf submit(int seqnum, int devid, int lengthBytes) {
        return Unpooled.buffer()
                .writeInt(1)
                .writeInt(seqnum)
                .writeInt(devid)
                .writeInt(1)
                .writeInt(1)
                .writeInt(0)
                .writeInt(lengthBytes)
                .writeZero(20);
    }

    private void assertBroken(CloseCode code) {
        BridgeEnd.ServerBrokeProtocol end = f.assertEnded(BridgeEnd.ServerBrokeProtocol.class);
        assertThat(end.cause().code()).isEqualTo(code);
    }

    private void assertKernelBroke(Reason reason) {
        assertThat(f.listener.ends)
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.type(BridgeEnd.KernelBrokeProtocol.class))
                .extracting(BridgeEnd.KernelBrokeProtocol::cause)
                .extracting(UsbIpException::reason)
                .isEqualTo(reason);
        assertThat(f.server.streams).allMatch(stream -> stream.closed);
    }
}
