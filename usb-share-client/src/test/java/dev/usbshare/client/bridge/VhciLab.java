package dev.usbshare.client.bridge;

import dev.usbshare.capture.CapturePoint;
import dev.usbshare.client.vhci.KernelVhci;
import dev.usbshare.client.vhci.VhciPort;
import dev.usbshare.client.vhci.inprocess.TestChannels;
import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedDevices;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.DescriptorException;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointTable;
import dev.usbshare.usb.UsbDevice;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.Frame;
import dev.usbshare.wire.FrameEncoder;
import dev.usbshare.wire.LeaseId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Attaches simulated devices to this machine's kernel, with nothing but memory between bridge and device, and keeps them
 * until it is told to end. For {@code lab/scripts/vhci.sh}.
 */
final class VhciLab {

    private static final int STREAM_BYTES = 1 << 20;
    private static final int ID_VENDOR = 8;

    private VhciLab() {}

    /**
     * @param specs as {@link SimulatedDevices} takes them. The property {@code lab.identity} (vendor:product, in hex) has
     *     the kernel take them all for another device
     */
    public static void main(String... specs) throws Exception {
        EventLoop loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()).next();
        var vhci = new KernelVhci(loop, Executors.newVirtualThreadPerTaskExecutor());
        vhci.obstacle().ifPresent(obstacle -> {
            System.out.println("OBSTACLE " + obstacle.getMessage());
            System.exit(1);
        });
        var host = new SimulatedUsbHost();
        List<Attached> all = new ArrayList<>();
        for (SimulatedDevice device : SimulatedDevices.create(List.of(specs))) {
            host.plug(device);
        }
        for (UsbDeviceInfo info : host.devices()) {
            Attached attached = attach(loop, vhci, host, info).get(300, TimeUnit.SECONDS);
            all.add(attached);
            System.out.println(
                    "ATTACHED " + info.usbId() + " port " + attached.port().number());
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            all.forEach(attached -> loop.execute(attached.bridge()::close));
            all.forEach(attached -> attached.port().channel().closeFuture().syncUninterruptibly());
            System.out.println("DETACHED");
        }));
        System.out.println("READY, " + vhci.attached().size() + " rows in use");
        Thread.sleep(Long.MAX_VALUE);
    }

    private record Attached(DeviceBridge bridge, VhciPort port) {}

    private static CompletableFuture<Attached> attach(
            EventLoop loop, KernelVhci vhci, SimulatedUsbHost host, UsbDeviceInfo info) {
        return host.open(info.busId(), loop, () -> {})
                .thenCompose(device -> DeviceBridge.open(
                        disguised(device.descriptors()),
                        info.busNumber() << 16 | info.deviceNumber(),
                        streams(loop, device),
                        end -> System.out.println("ENDED " + end),
                        new CapturePoint(),
                        System::nanoTime))
                .thenCompose(bridge -> vhci.attach(info.speed(), bridge.devid(), bridge.kernelHandler())
                        .thenApply(port -> new Attached(bridge, port)))
                .toCompletableFuture();
    }

    /** The bridge answers GET_DESCRIPTOR from what it is given, so the kernel need not know better. */
    private static DescriptorSet disguised(DescriptorSet real) {
        String identity = System.getProperty("lab.identity");
        if (identity == null) {
            return real;
        }
        String[] ids = identity.split(":");
        byte[] device = real.device();
        ByteBuffer.wrap(device)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(ID_VENDOR, (short) Integer.parseInt(ids[0], 16))
                .putShort(ID_VENDOR + 2, (short) Integer.parseInt(ids[1], 16));
        try {
            return new DescriptorSet(
                    device, real.configurations(), real.strings(), real.bos(), real.activeConfiguration());
        } catch (DescriptorException e) {
            throw new IllegalStateException(e);
        }
    }

    private static EndpointStreams streams(EventLoop loop, UsbDevice device) {
        var table = new EndpointTable(device.descriptors());
        return (endpoint, priority, handler) -> {
            var opened = new CompletableFuture<Channel>();
            loop.execute(() -> {
                var remote = new DirectEndpoint(device, table);
                Channel channel = TestChannels.connect(loop, STREAM_BYTES, handler, remote.handler());
                var open = new Frame.Open(new LeaseId(1, 1), endpoint);
                ByteBuf frame = channel.alloc().buffer(FrameEncoder.headerBytes(open));
                FrameEncoder.write(frame, open, 0);
                channel.writeAndFlush(frame);
                opened.complete(channel);
            });
            return opened;
        };
    }
}
