package dev.usbshare.client.vhci;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.vhci.VhciException.Reason;
import dev.usbshare.usb.UsbSpeed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs(OS.LINUX)
class KernelVhciTest {

    private static final int DEVID = 0x00010002;

    private static MultiThreadIoEventLoopGroup group;
    private static EventLoop loop;

    @TempDir
    Path root;

    @BeforeAll
    static void start() {
        group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        loop = group.next();
    }

    @AfterAll
    static void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    @ParameterizedTest
    @CsvSource({"LOW, 0, 1", "FULL, 0, 2", "HIGH, 0, 3", "SUPER, 15, 5", "SUPER_PLUS, 15, 5"})
    void attach_debianPorts_takesFirstFreeOfTheSpeedsHub(UsbSpeed speed, int port, int code) throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.debian(root));

        attach(kernel, speed);

        assertThat(kernel.lines).containsExactly(port + " " + DEVID + " " + code);
    }

    @Test
    void attach_upstreamPorts_findsSuperSpeedAtEight() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.upstream(root));

        attach(kernel, UsbSpeed.SUPER);

        assertThat(kernel.lines).containsExactly("8 " + DEVID + " 5");
    }

    @Test
    void attach_firstControllerFull_usesTheSecond() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.debian(root).takenUpTo(30));

        VhciPort port = attach(kernel, UsbSpeed.HIGH);

        assertThat(port.number()).isEqualTo(30);
    }

    @Test
    void attach_portInError_isPassedOver() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.upstream(root).taken(0, "007 000 00000000 000000 0-0"));

        assertThat(attach(kernel, UsbSpeed.HIGH).number()).isEqualTo(1);
    }

    @Test
    void attach_rowSnatchedByAnother_takesTheNext() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.debian(root));
        kernel.busy = Set.of(0, 1);

        assertThat(attach(kernel, UsbSpeed.HIGH).number()).isEqualTo(2);
    }

    @Test
    void attach_everyRowSnatched_endsAfterBoundedAttempts() {
        var kernel = new FakeSysfs(SysfsFixture.debian(root));
        kernel.busy = Set.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

        assertRefused(kernel, UsbSpeed.HIGH, Reason.NO_FREE_PORT, "try again");
        assertThat(kernel.lines).isEmpty();
    }

    @Test
    void attach_allPortsTaken_saysWhichKind() {
        var kernel = new FakeSysfs(SysfsFixture.upstream(root).takenUpTo(8));

        assertRefused(kernel, UsbSpeed.HIGH, Reason.NO_FREE_PORT, "high-speed port");
    }

    @Test
    void attach_noModule_saysHowToLoadIt() {
        var kernel = new VhciSysfs(root.resolve("absent"));

        assertRefused(kernel, UsbSpeed.HIGH, Reason.MODULE_MISSING, "modprobe vhci_hcd");
    }

    @Test
    void attach_oldStatusFormat_isRefused() {
        var fixture = SysfsFixture.upstream(root)
                .file("status", "prt sta spd bus dev socket           local_busid\n000 004 000 000 000 0 0-0\n");

        assertRefused(new FakeSysfs(fixture), UsbSpeed.HIGH, Reason.UNSUPPORTED, "4.13");
    }

    @ParameterizedTest
    @CsvSource({"13, NO_PERMISSION, root", "1, NO_PERMISSION, root", "22, REFUSED, EINVAL", "11, REFUSED, EAGAIN"})
    void attach_kernelSaysNo_isTold(int errno, Reason reason, String text) {
        var kernel = new FakeSysfs(SysfsFixture.upstream(root));
        kernel.errno = errno;

        assertRefused(kernel, UsbSpeed.HIGH, reason, text);
    }

    @Test
    void attach_plainFile_getsOneLineAndTheKernelsEndIsClosed() throws Exception {
        SysfsFixture fixture = SysfsFixture.upstream(root);
        var vhci = new KernelVhci(loop, Runnable::run, fixture.root(), "6.1.0");
        var handler = new Recorder();

        VhciPort port = get(vhci.attach(UsbSpeed.HIGH, DEVID, handler));

        assertThat(root.resolve("attach")).content().matches("0 \\d+ 65538 3");
        assertThat(port.channel().closeFuture().await(10, TimeUnit.SECONDS))
                .as("nobody took a reference to the kernel's end, so ours sees its end")
                .isTrue();
    }

    @Test
    void attachedPort_bothWays_carriesBytesUntilClosed() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.debian(root));
        var handler = new Recorder();
        VhciPort port = get(vhci(kernel).attach(UsbSpeed.HIGH, DEVID, handler));

        kernel.socket().write("from the kernel".getBytes(US_ASCII));
        assertThat(handler.received.poll(10, TimeUnit.SECONDS)).isEqualTo("from the kernel");
        port.channel()
                .writeAndFlush(Unpooled.copiedBuffer("to the kernel", US_ASCII))
                .sync();
        assertThat(kernel.socket().read()).isEqualTo("to the kernel");
        port.channel().close().sync();
        assertThat(kernel.socket().read()).isEmpty();
    }

    @Test
    void attachedPort_kernelDropsDevice_closes() throws Exception {
        var kernel = new FakeSysfs(SysfsFixture.debian(root));
        VhciPort port = attach(kernel, UsbSpeed.HIGH);

        kernel.socket().close();

        assertThat(port.channel().closeFuture().await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void attached_someRowsTaken_listsThem() throws Exception {
        SysfsFixture fixture = SysfsFixture.debian(root)
                .taken(3, "006 003 00010002 000004 1-4")
                .taken(46, "005 005 00010003 000005 0-0")
                .taken(5, "007 000 00000000 000000 0-0");

        assertThat(new KernelVhci(loop, Runnable::run, fixture.root(), "6.1.0").attached())
                .extracting(PortRow::port)
                .containsExactly(3, 46);
    }

    @Test
    void obstacle_freePortsAndWritable_isNone() {
        assertThat(vhci(new FakeSysfs(SysfsFixture.debian(root))).obstacle()).isEmpty();
    }

    @Test
    void obstacle_noModule_isNamed() {
        assertThat(vhci(new VhciSysfs(root.resolve("absent"))).obstacle())
                .map(VhciException::reason)
                .contains(Reason.MODULE_MISSING);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "ffffffff, true"})
    void debugFlag_anyBit_isSeen(String value, boolean on) {
        SysfsFixture fixture = SysfsFixture.upstream(root).file("usbip_debug", value + "\n");

        assertThat(new VhciSysfs(fixture.root()).isDebugOn()).isEqualTo(on);
    }

    private static KernelVhci vhci(VhciSysfs sysfs) {
        return new KernelVhci(loop, Runnable::run, sysfs, KernelRelease.parse("6.1.0"));
    }

    private static VhciPort attach(VhciSysfs sysfs, UsbSpeed speed) throws Exception {
        return get(vhci(sysfs).attach(speed, DEVID, new Recorder()));
    }

    private static VhciPort get(CompletionStage<VhciPort> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static void assertRefused(VhciSysfs sysfs, UsbSpeed speed, Reason reason, String text) {
        assertThatThrownBy(() -> attach(sysfs, speed))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .hasMessageContaining(text)
                .asInstanceOf(InstanceOfAssertFactories.type(VhciException.class))
                .returns(reason, VhciException::reason);
    }

    /** Takes a reference to the socket as the kernel does, or refuses. */
    private static final class FakeSysfs extends VhciSysfs {
        final List<String> lines = new ArrayList<>();
        Set<Integer> busy = Set.of();
        int errno;
        private @Nullable RawSocket socket;

        FakeSysfs(SysfsFixture fixture) {
            super(fixture.root());
        }

        @Override
        void attach(int port, int descriptor, int devid, int speedCode) throws ErrnoException {
            if (errno != 0 || busy.contains(port)) {
                throw new ErrnoException("write", errno != 0 ? errno : Errno.EBUSY);
            }
            lines.add(port + " " + devid + " " + speedCode);
            socket = RawSocket.duplicate(descriptor);
        }

        RawSocket socket() {
            return Objects.requireNonNull(socket);
        }
    }

    private static final class Recorder extends SimpleChannelInboundHandler<ByteBuf> {
        final BlockingQueue<String> received = new LinkedBlockingQueue<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            received.add(message.toString(US_ASCII));
        }
    }
}
