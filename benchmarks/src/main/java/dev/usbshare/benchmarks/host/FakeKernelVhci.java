package dev.usbshare.benchmarks.host;

import dev.usbshare.client.vhci.Vhci;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.usb.UsbSpeed;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** A controller whose kernel side is a {@link FakeKernel} of this process, over a Unix socket as vhci's is. */
final class FakeKernelVhci implements Vhci {

    private final EventLoop loop;
    private final CompletableFuture<FakeKernel> kernel = new CompletableFuture<>();

    FakeKernelVhci(EventLoop loop) {
        this.loop = loop;
    }

    /** The kernel's side of the first device attached. */
    CompletableFuture<FakeKernel> kernel() {
        return kernel;
    }

    @Override
    public CompletionStage<VhciPort> attach(UsbSpeed speed, int devid, ChannelHandler handler) {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return connect(devid, handler);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .thenApplyAsync(Function.identity(), loop);
    }

    private VhciPort connect(int devid, ChannelHandler handler) throws IOException {
        Path folder = Files.createTempDirectory("usb-share-benchmark");
        Path path = folder.resolve("kernel");
        try (var listening =
                ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))) {
            Channel channel = new Bootstrap()
                    .group(loop)
                    .channel(EpollDomainSocketChannel.class)
                    .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                    .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(256 << 10))
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(8 << 20, 16 << 20))
                    .option(ChannelOption.SO_SNDBUF, 2 << 20)
                    .handler(handler)
                    .connect(new DomainSocketAddress(path.toFile()))
                    .syncUninterruptibly()
                    .channel();
            SocketChannel accepted = listening.accept();
            kernel.complete(new FakeKernel(accepted, devid));
            return new Port(channel);
        } finally {
            Files.deleteIfExists(path);
            Files.delete(folder);
        }
    }

    private record Port(Channel channel) implements VhciPort {
        @Override
        public int number() {
            return 0;
        }
    }
}
