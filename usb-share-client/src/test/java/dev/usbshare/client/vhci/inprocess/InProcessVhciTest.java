package dev.usbshare.client.vhci.inprocess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.driver.UrbResult;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.vhci.VhciException;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.quic.ManualEventExecutor;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbSpeed;
import io.netty.channel.ChannelHandler;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class InProcessVhciTest {

    private static final EndpointAddress IN = new EndpointAddress(0x81);
    private static final EndpointAddress OUT = new EndpointAddress(0x02);

    private final ManualEventExecutor loop = new ManualEventExecutor();
    private final InProcessVhci vhci = new InProcessVhci(loop, -3);
    private final RawDevice device = new RawDevice().answering(TestDescriptors.set());

    @Test
    void attach_enumeratesInTheKernelsOrder() {
        attach(UsbSpeed.HIGH, device);

        assertThat(device.commands)
                .extracting(cmd -> "%02x %d %04x %d"
                        .formatted(
                                cmd.setup().requestType(),
                                cmd.setup().request(),
                                cmd.setup().value(),
                                cmd.setup().lengthBytes()))
                .containsExactly(
                        "80 6 0100 64",
                        "80 6 0100 18",
                        "80 6 0f00 5", // BOS, as bcdUSB is 2.10: stalls
                        "80 6 0200 9",
                        "80 6 0200 " + TestDescriptors.set().configurations().getFirst().length,
                        "80 6 0201 9",
                        "80 6 0201 25",
                        "80 6 0300 255",
                        "80 6 0302 255",
                        "80 6 0301 255",
                        "80 6 0303 255",
                        "00 9 0001 0");
        assertThat(pipes().configuration().value()).isEqualTo(1);
    }

    @Test
    void attach_fullSpeed_asksForTheQualifierToo() {
        attach(UsbSpeed.FULL, device);

        assertThat(device.commands).extracting(cmd -> cmd.setup().value()).contains(0x0600);
        assertThat(pipes().speed()).isEqualTo(UsbSpeed.FULL);
    }

    @Test
    void attach_superSpeed_takesAPortOfThatHubAndSetsIsochDelay() {
        VhciPort port = attach(UsbSpeed.SUPER, device);

        assertThat(port.number()).isEqualTo(15);
        assertThat(device.commands).extracting(cmd -> cmd.setup().request()).contains(0x31);
    }

    @Test
    void commands_carryDevidAndCountOnAcrossTheWrap() {
        attach(UsbSpeed.HIGH, device);

        assertThat(device.commands).extracting(RawDevice.Cmd::devid).containsOnly(0x10002);
        assertThat(device.commands).extracting(RawDevice.Cmd::seqnum).startsWith(-2, -1, 0, 1);
    }

    @Test
    void attach_deviceThatStallsItsConfiguration_neverGetsUsable() {
        var mute = new RawDevice();
        InProcessPort port = attach(UsbSpeed.HIGH, mute);
        mute.retSubmit(mute.last().seqnum(), UrbStatus.EPIPE, 0);
        loop.runUntilIdle();

        assertThatThrownBy(() -> port.pipes().toCompletableFuture().join())
                .cause()
                .asInstanceOf(InstanceOfAssertFactories.type(VhciException.class))
                .returns(VhciException.Reason.REFUSED, VhciException::reason);
    }

    @Test
    void attach_deviceThatDoesNotAnswer_isUnlinkedAfterFiveSeconds() {
        var mute = new RawDevice();
        attach(UsbSpeed.HIGH, mute);

        loop.advance(Duration.ofMillis(4_999));
        assertThat(mute.commands).hasSize(1);
        loop.advance(Duration.ofMillis(1));

        assertThat(mute.last())
                .matches(RawDevice.Cmd::isUnlink)
                .returns(mute.commands.getFirst().seqnum(), RawDevice.Cmd::victim);
    }

    @Test
    void attach_everyPortTaken_isRefused() {
        for (int i = 0; i < 15; i++) {
            attach(UsbSpeed.HIGH, new RawDevice());
        }

        assertThat(start(UsbSpeed.HIGH, new RawDevice())).isCompletedExceptionally();
        assertThat(start(UsbSpeed.SUPER, new RawDevice())).isNotCompletedExceptionally();
    }

    @Test
    void channel_closed_freesThePort() {
        InProcessPort port = attach(UsbSpeed.HIGH, device);

        port.channel().close();
        loop.runUntilIdle();

        assertThat(vhci.port(0)).isEmpty();
        assertThat(attach(UsbSpeed.HIGH, new RawDevice()).number()).isZero();
    }

    @Test
    void in_answered_givesTheData() {
        attach(UsbSpeed.HIGH, device);
        CompletableFuture<UrbResult> read = pipes().in(IN, 512, 0);
        loop.runUntilIdle();

        device.retSubmit(device.last().seqnum(), 0, 3, (byte) 1, (byte) 2, (byte) 3);
        loop.runUntilIdle();

        assertThat(read.join().data()).containsExactly(1, 2, 3);
        assertThat(device.last().lengthBytes()).isEqualTo(512);
    }

    @Test
    void out_changedAfterTheCall_carriesTheBytesOfTheCall() {
        attach(UsbSpeed.HIGH, device);
        byte[] data = {1, 2, 3};

        CompletableFuture<UrbResult> write = pipes().out(OUT, data, 0);
        data[0] = 9;
        loop.runUntilIdle();
        device.retSubmit(device.last().seqnum(), 0, 3);
        loop.runUntilIdle();

        assertThat(device.last().data()).containsExactly(1, 2, 3);
        assertThat(write.join().actualLengthBytes()).isEqualTo(3);
    }

    @Test
    void future_cancelled_unlinks() {
        attach(UsbSpeed.HIGH, device);
        CompletableFuture<UrbResult> read = pipes().in(IN, 512, 0);
        loop.runUntilIdle();
        int victim = device.last().seqnum();

        read.cancel(true);
        loop.runUntilIdle();
        device.retUnlink(device.last().seqnum(), UrbStatus.ECONNRESET);
        loop.runUntilIdle();

        assertThat(device.last()).matches(RawDevice.Cmd::isUnlink).returns(victim, RawDevice.Cmd::victim);
        assertThat(read).isCancelled();
        assertThat(vhci.port(0)).get().matches(InProcessPort::isIdle);
    }

    @Test
    void future_cancelledBeforeItWasSent_isNeverSubmitted() {
        attach(UsbSpeed.HIGH, device);
        int before = device.commands.size();

        pipes().in(IN, 512, 0).cancel(true);
        loop.runUntilIdle();

        assertThat(device.commands).hasSize(before);
    }

    @Test
    void endpointOfOtherSetting_isUnknownUntilSetInterface() {
        attach(UsbSpeed.HIGH, device);
        UsbPipes pipes = pipes();
        var isoIn = new EndpointAddress(0x84);

        CompletableFuture<UrbResult> before = pipes.in(isoIn, 10, 0);
        loop.runUntilIdle();
        pipes.control(new SetupPacket(0x01, 11, 1, 1, 0), new byte[0]);
        loop.runUntilIdle();
        CompletableFuture<UrbResult> after = pipes.in(isoIn, 10, 0);
        loop.runUntilIdle();

        assertThat(before.join().status()).isEqualTo(UrbStatus.ENOENT);
        assertThat(after).isNotDone();
    }

    @Test
    void setConfiguration_changesWhatThePipesShow() {
        attach(UsbSpeed.HIGH, device);

        pipes().control(new SetupPacket(0x00, 9, 2, 0, 0), new byte[0]);
        loop.runUntilIdle();

        assertThat(pipes().configuration().value()).isEqualTo(2);
    }

    @Test
    void detach_endsEverythingWithShutdownThenNoDevice() {
        InProcessPort port = attach(UsbSpeed.HIGH, device);
        UsbPipes pipes = pipes();
        CompletableFuture<UrbResult> read = pipes.in(IN, 512, 0);
        loop.runUntilIdle();

        port.detach();
        loop.runUntilIdle();
        CompletableFuture<UrbResult> late = pipes.in(IN, 512, 0);
        loop.runUntilIdle();

        assertThat(device.closed).isTrue();
        assertThat(read.join().status()).isEqualTo(UrbStatus.ESHUTDOWN);
        assertThat(late.join().status()).isEqualTo(UrbStatus.ENODEV);
    }

    @Test
    void socketFull_sendingWaitsAndGoesOnInOrder() {
        attach(UsbSpeed.HIGH, device);
        device.autoRead(false);
        loop.runUntilIdle();
        int before = device.commands.size();
        List<CompletableFuture<UrbResult>> writes = IntStream.range(0, 64)
                .mapToObj(i -> pipes().out(OUT, new byte[16_384], 0))
                .toList();
        loop.runUntilIdle();

        assertThat(device.commands).hasSize(before);
        assertThat(port(0).isIdle()).isFalse();
        device.autoRead(true);
        loop.runUntilIdle();

        assertThat(device.commands).hasSize(before + 64);
        assertThat(device.commands).extracting(RawDevice.Cmd::seqnum).isSorted();
        assertThat(writes).noneMatch(CompletableFuture::isDone);
    }

    private InProcessPort attach(UsbSpeed speed, ChannelHandler handler) {
        return port(start(speed, handler).join().number());
    }

    private CompletableFuture<VhciPort> start(UsbSpeed speed, ChannelHandler handler) {
        var attached = vhci.attach(speed, 0x10002, handler).toCompletableFuture();
        loop.runUntilIdle();
        return attached;
    }

    private InProcessPort port(int number) {
        return vhci.port(number).orElseThrow();
    }

    private UsbPipes pipes() {
        return vhci.port(0)
                .or(() -> vhci.port(15))
                .orElseThrow()
                .pipes()
                .toCompletableFuture()
                .join();
    }
}
