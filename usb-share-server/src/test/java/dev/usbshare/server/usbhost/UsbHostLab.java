package dev.usbshare.server.usbhost;

import static dev.usbshare.server.usbhost.LabDevice.await;
import static dev.usbshare.server.usbhost.LabDevice.end;

import dev.usbshare.server.usbhost.LabDevice.End;
import dev.usbshare.server.usbhost.LabDevice.Pending;
import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;
import dev.usbshare.usb.UsbDeviceInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Checks of the USB host against a real kernel, one per command; run by lab/scripts/usbhost.sh. */
final class UsbHostLab {

    private static final int SECTOR = 512;

    private final LibusbHost host;

    private UsbHostLab(LibusbHost host) {
        this.host = host;
    }

    public static void main(String[] args) throws Exception {
        // What a failed check leaves open keeps its executor, which would keep the process.
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> {
            failure.printStackTrace(System.out);
            Runtime.getRuntime().halt(1);
        });
        run(args);
        System.exit(0);
    }

    private static void run(String[] args) throws Exception {
        Path state = Path.of(args[0]);
        try (LibusbHost host = LibusbHost.start(state)) {
            var lab = new UsbHostLab(host);
            String serial = args.length > 2 ? args[2] : "";
            switch (args[1]) {
                case "list" -> lab.list();
                case "storage" -> lab.storage(serial, Path.of(args[3]));
                case "stall" -> lab.stall(serial);
                case "control" -> lab.control(serial);
                case "cancel" -> lab.cancel(serial);
                case "source" -> lab.source(serial, Integer.parseInt(args[3]));
                case "configuration" -> lab.configuration(serial);
                case "unplug" -> lab.unplug(serial, Path.of(args[3]));
                case "unplug-idle" -> lab.unplugIdle(serial, Path.of(args[3]));
                case "starve" -> lab.starve(serial);
                case "cycles" -> lab.cycles(serial, Integer.parseInt(args[3]));
                case "open" -> lab.open(serial);
                case "hold" -> lab.hold(serial);
                default -> throw new IllegalArgumentException(args[1]);
            }
            check(host.transfersInFlight() == 0 && host.bytesInFlight() == 0, "transfers are left over");
            check(host.health().working(), "unhealthy: " + host.health());
            System.out.println("ok " + String.join(" ", Arrays.asList(args).subList(1, args.length)));
        }
    }

    private void list() {
        host.devices().forEach(System.out::println);
        System.out.println(host.health());
    }

    /** Bulk-only transport: every command's three URBs in flight together, four commands deep, data compared. */
    private void storage(String serial, Path image) throws Exception {
        byte[] expected = Files.readAllBytes(image);
        LabDevice stick = LabDevice.open(host, serial);
        UsbDeviceInfo info = stick.device().info();
        checkDriver(info, "usbfs");
        EndpointAddress in = stick.endpoint(TransferType.BULK, Direction.IN);
        EndpointAddress out = stick.endpoint(TransferType.BULK, Direction.OUT);
        End inquiry = end(command(stick, in, out, 1, inquiry(), 36).get(1));
        System.out.println("INQUIRY " + new String(inquiry.data(), 8, 24, StandardCharsets.US_ASCII));

        int sectors = 128;
        int commands = 64;
        var pending = new ArrayList<List<Pending>>();
        long start = System.nanoTime();
        for (int i = 0; i < commands + 4; i++) {
            if (i >= 4) {
                List<Pending> done = pending.get(i - 4);
                checkOutcome(end(done.get(0)), UrbStatus.OK, 31);
                End data = end(done.get(1));
                int at = (i - 4) * sectors * SECTOR;
                check(
                        Arrays.equals(data.data(), Arrays.copyOfRange(expected, at, at + sectors * SECTOR)),
                        "data of command " + (i - 4) + " differs: " + data.outcome());
                checkStatus(end(done.get(2)), 100 + i - 4);
            }
            if (i < commands) {
                pending.add(command(stick, in, out, 100 + i, read10(i * sectors, sectors), sectors * SECTOR));
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf("%.1f MB/s in 64 KiB commands%n", commands * sectors * SECTOR / 1e6 / seconds);
        stick.close();
        checkDriver(LabDevice.find(host, serial), "usb-storage");
    }

    /** The device has less data than the command block said: it stalls, and the status follows once that is cleared. */
    private void stall(String serial) throws Exception {
        LabDevice stick = LabDevice.open(host, serial);
        EndpointAddress in = stick.endpoint(TransferType.BULK, Direction.IN);
        EndpointAddress out = stick.endpoint(TransferType.BULK, Direction.OUT);
        for (int tag = 1; tag < 20; tag++) {
            List<Pending> command = command(stick, in, out, tag, inquiry(), SECTOR);
            checkOutcome(end(command.get(1)), UrbStatus.OK, 36);
            checkOutcome(end(command.get(2)), UrbStatus.EPIPE, 0);
            boolean byConfiguration = tag % 5 == 0;
            int cleared = stick.request(done -> {
                if (byConfiguration) {
                    stick.device().setConfiguration(1, done);
                } else {
                    stick.device().clearHalt(in, done);
                }
            });
            check(cleared == UrbStatus.OK, "clear halt: " + UrbStatus.name(cleared));
            checkStatus(end(stick.in(in, 13, 0)), tag);
        }
        stick.close();
    }

    private void control(String serial) throws Exception {
        LabDevice device = LabDevice.open(host, serial);
        End descriptor = end(device.control(new SetupPacket(0x80, 6, 0x100, 0, 64), new byte[0]));
        checkOutcome(descriptor, UrbStatus.OK, 18);
        check(Arrays.equals(descriptor.data(), device.device().descriptors().device()), "device descriptor differs");
        checkOutcome(end(device.control(new SetupPacket(0xc0, 0x77, 0, 0, 8), new byte[0])), UrbStatus.EPIPE, 0);
        checkOutcome(end(device.control(new SetupPacket(0x80, 6, 0x200, 0, 4097), new byte[0])), UrbStatus.EMSGSIZE, 0);
        byte[] lineCoding = {0, (byte) 0xc2, 1, 0, 0, 0, 8};
        checkOutcome(end(device.control(new SetupPacket(0x21, 0x20, 0, 0, 7), lineCoding)), UrbStatus.OK, 7);
        End read = end(device.control(new SetupPacket(0xa1, 0x21, 0, 0, 7), new byte[0]));
        check(Arrays.equals(read.data(), lineCoding), "line coding " + Arrays.toString(read.data()));
        var strings = device.device().descriptors().strings();
        check(strings.size() >= 4, "strings " + strings);
        check(device.request(d -> device.device().setConfiguration(1, d)) == UrbStatus.OK, "same configuration");
        check(device.request(d -> device.device().setConfiguration(7, d)) == UrbStatus.EPIPE, "no configuration 7");
        check(device.request(d -> device.device().setInterface(1, 0, d)) == UrbStatus.OK, "alternate setting 0");
        check(device.request(d -> device.device().setInterface(1, 5, d)) == UrbStatus.EPIPE, "no setting 5");
        var nowhere = new EndpointAddress(0x8e);
        check(device.request(d -> device.device().clearHalt(nowhere, d)) == UrbStatus.EPIPE, "no endpoint 0x8e");
        checkOutcome(end(device.in(nowhere, 8, 0)), UrbStatus.ENOENT, 0);
        device.close();
    }

    /** Idle INs of a stick wait until they are cancelled; the middle one goes first, the others stay. */
    private void cancel(String serial) throws Exception {
        LabDevice stick = LabDevice.open(host, serial);
        EndpointAddress in = stick.endpoint(TransferType.BULK, Direction.IN);
        var pending = new ArrayList<Pending>();
        for (int i = 0; i < 5; i++) {
            pending.add(stick.in(in, 4096, 0));
        }
        stick.cancel(pending.get(2));
        checkOutcome(end(pending.get(2)), UrbStatus.ECONNRESET, 0);
        for (int i : new int[] {0, 1, 3, 4}) {
            check(!pending.get(i).end().isDone(), "URB " + i + " ended with its neighbour");
        }
        check(stick.request(d -> stick.device().setInterface(0, 0, d)) == UrbStatus.OK, "set interface");
        for (int i : new int[] {0, 1, 3, 4}) {
            checkOutcome(end(pending.get(i)), UrbStatus.ESHUTDOWN, 0);
        }
        Pending last = stick.in(in, 4096, 0);
        stick.close();
        checkOutcome(end(last), UrbStatus.ESHUTDOWN, 0);
        LabDevice again = LabDevice.open(host, serial);
        EndpointAddress out = again.endpoint(TransferType.BULK, Direction.OUT);
        checkOutcome(end(command(again, in, out, 9, inquiry(), 36).get(1)), UrbStatus.OK, 36);
        again.close();
    }

    private static byte[] inquiry() {
        return new byte[] {0x12, 0, 0, 0, 36, 0};
    }

    /** Source and sink with all URBs submitted at once. */
    private void source(String serial, int urbs) throws Exception {
        int lengthBytes = 64 << 10;
        LabDevice device = LabDevice.open(host, serial);
        EndpointAddress in = device.endpoint(TransferType.BULK, Direction.IN);
        EndpointAddress out = device.endpoint(TransferType.BULK, Direction.OUT);
        var pending = new ArrayList<Pending>();
        var order = new ArrayList<Integer>();
        for (int i = 0; i < urbs; i++) {
            Pending read = device.in(in, lengthBytes, TransferFlags.SHORT_NOT_OK);
            read.end().thenAccept(e -> {
                synchronized (order) {
                    order.add(e.urb());
                }
            });
            pending.add(read);
            pending.add(device.out(out, new byte[lengthBytes], TransferFlags.ZERO_PACKET));
        }
        for (Pending each : pending) {
            checkOutcome(end(each), UrbStatus.OK, lengthBytes);
        }
        synchronized (order) {
            check(order.equals(order.stream().sorted().toList()), "out of order: " + order);
        }
        device.close();
    }

    /** From source/sink to loopback and back by SET_CONFIGURATION. */
    private void configuration(String serial) throws Exception {
        LabDevice device = LabDevice.open(host, serial);
        EndpointAddress in = device.endpoint(TransferType.BULK, Direction.IN);
        Pending old = device.in(in, 512, 0);
        checkOutcome(end(old), UrbStatus.OK, 512);
        check(device.request(d -> device.device().setConfiguration(2, d)) == UrbStatus.OK, "configuration 2");
        byte[] data = "what goes out comes back".getBytes(StandardCharsets.US_ASCII);
        EndpointAddress loopIn = loopback(device, Direction.IN);
        Pending back = device.in(loopIn, 512, 0);
        checkOutcome(end(device.out(loopback(device, Direction.OUT), data, 0)), UrbStatus.OK, data.length);
        check(Arrays.equals(end(back).data(), data), "loopback differs");
        Pending waiting = device.in(loopIn, 512, 0);
        check(device.request(d -> device.device().setConfiguration(1, d)) == UrbStatus.OK, "configuration 1");
        checkOutcome(end(waiting), UrbStatus.ESHUTDOWN, 0);
        checkOutcome(end(device.in(in, 512, 0)), UrbStatus.OK, 512);
        check(device.request(d -> device.device().setConfiguration(2, d)) == UrbStatus.OK, "configuration 2 again");
        device.close();
        Path value = SysfsDevices.SYSTEM
                .resolve(LabDevice.find(host, serial).busId().value())
                .resolve("bConfigurationValue");
        check(Files.readString(value).strip().equals("1"), "the configuration is not back");
    }

    private static EndpointAddress loopback(LabDevice device, Direction direction) {
        return device.device().descriptors().configuration(2).orElseThrow().interfaces().stream()
                .flatMap(i -> i.endpoints().stream())
                .map(EndpointDescriptor::address)
                .filter(e -> e.direction() == direction)
                .findFirst()
                .orElseThrow();
    }

    /**
     * A source and sink that is unplugged while sixteen URBs go round.
     *
     * @param udc the gadget's attribute that unplugs it
     */
    private void unplug(String serial, Path udc) throws Exception {
        LabDevice device = LabDevice.open(host, serial);
        EndpointAddress in = device.endpoint(TransferType.BULK, Direction.IN);
        EndpointAddress out = device.endpoint(TransferType.BULK, Direction.OUT);
        var lasts = new ArrayList<CompletableFuture<End>>();
        var rounds = new CountDownLatch(500);
        for (int i = 0; i < 8; i++) {
            lasts.add(goRound(() -> device.in(in, 32 << 10, 0), rounds));
            lasts.add(goRound(() -> device.out(out, new byte[16 << 10], 0), rounds));
        }
        check(rounds.await(20, TimeUnit.SECONDS), "too slow: " + rounds.getCount());
        Files.writeString(udc, "\n");
        for (CompletableFuture<End> last : lasts) {
            End end = await(last);
            checkCutOff(end);
        }
        gone(device, in);
    }

    /** A stick that is unplugged while INs wait for a command that never comes. */
    private void unplugIdle(String serial, Path udc) throws Exception {
        LabDevice device = LabDevice.open(host, serial);
        EndpointAddress in = device.endpoint(TransferType.BULK, Direction.IN);
        var idle = new ArrayList<Pending>();
        for (int i = 0; i < 5; i++) {
            idle.add(device.in(in, 512, 0));
        }
        Files.writeString(udc, "\n");
        for (Pending each : idle) {
            checkCutOff(end(each));
        }
        gone(device, in);
    }

    /** A controller may lose the device before its hub notices: then transfers fail with EPROTO first, as on any Linux. */
    private static void checkCutOff(End end) {
        check(
                end.status() == UrbStatus.ESHUTDOWN || end.status() == UrbStatus.EPROTO,
                "an URB of an unplugged device ended with " + end.outcome());
    }

    private static void gone(LabDevice device, EndpointAddress in) throws Exception {
        await(device.goneOnce());
        checkOutcome(end(device.in(in, 512, 0)), UrbStatus.ESHUTDOWN, 0);
        check(device.goneCount() == 1, "gone was told " + device.goneCount() + " times");
        device.close();
    }

    /** Submits again after each whole success; the result is the first other end. */
    private static CompletableFuture<End> goRound(Callable<Pending> submit, CountDownLatch rounds) throws Exception {
        var last = new CompletableFuture<End>();
        goRound(submit, rounds, last);
        return last;
    }

    private static void goRound(Callable<Pending> submit, CountDownLatch rounds, CompletableFuture<End> last)
            throws Exception {
        Pending pending = submit.call();
        pending.end().thenAccept(end -> {
            rounds.countDown();
            if (end.status() != UrbStatus.OK
                    || end.actualBytes() < pending.urb().lengthBytes()) {
                last.complete(end);
                return;
            }
            try {
                goRound(submit, rounds, last);
            } catch (Exception e) {
                last.completeExceptionally(e);
            }
        });
    }

    /** usbfs lends 1 MiB: of 40 idle INs of 64 KiB some wait, and start as others leave. */
    private void starve(String serial) throws Exception {
        LabDevice stick = LabDevice.open(host, serial);
        EndpointAddress in = stick.endpoint(TransferType.BULK, Direction.IN);
        var pending = new ArrayList<Pending>();
        for (int i = 0; i < 40; i++) {
            pending.add(stick.in(in, 64 << 10, 0));
        }
        long lent = host.transfersInFlight();
        System.out.println(lent + " of 40 have been lent memory");
        check(lent >= 8 && lent < 16, "not what 1 MiB holds");
        for (Pending each : pending.subList(0, 30)) {
            stick.cancel(each);
        }
        for (Pending each : pending.subList(0, 30)) {
            checkOutcome(end(each), UrbStatus.ECONNRESET, 0);
        }
        EndpointAddress out = stick.endpoint(TransferType.BULK, Direction.OUT);
        End data = end(command(stick, in, out, 5, inquiry(), 36).get(0));
        checkOutcome(data, UrbStatus.OK, 31);
        checkOutcome(end(pending.get(30)), UrbStatus.OK, 36);
        checkStatus(end(pending.get(31)), 5);
        stick.close();
        checkOutcome(end(pending.get(39)), UrbStatus.ESHUTDOWN, 0);
    }

    private void cycles(String serial, int count) throws Exception {
        int threads = 0;
        int files = 0;
        for (int i = 0; i <= count; i++) {
            if (i == 10) {
                threads = entries("/proc/self/task");
                files = entries("/proc/self/fd");
            }
            LabDevice stick = LabDevice.open(host, serial);
            EndpointAddress in = stick.endpoint(TransferType.BULK, Direction.IN);
            EndpointAddress out = stick.endpoint(TransferType.BULK, Direction.OUT);
            checkOutcome(end(command(stick, in, out, i, inquiry(), 36).get(1)), UrbStatus.OK, 36);
            stick.in(in, 512, 0);
            stick.close();
            checkDriver(LabDevice.find(host, serial), "usb-storage");
            if (i % 10 == 0) {
                System.out.println(i + " times opened and closed");
            }
        }
        System.out.println("threads " + threads + " -> " + entries("/proc/self/task") + ", files " + files + " -> "
                + entries("/proc/self/fd"));
        check(entries("/proc/self/task") <= threads, "threads leak");
        check(entries("/proc/self/fd") <= files, "files leak");
    }

    /** Opens and closes; prints why it cannot. */
    private void open(String serial) throws Exception {
        try {
            LabDevice.open(host, serial).close();
            System.out.println("opened");
        } catch (ExecutionException e) {
            System.out.println(Objects.requireNonNull(e.getCause()).getMessage());
        }
    }

    /** Keeps a stick until it is killed: by SIGTERM it gives the stick back. */
    private void hold(String serial) throws Exception {
        Runtime.getRuntime().addShutdownHook(new Thread(host::close));
        LabDevice stick = LabDevice.open(host, serial);
        stick.in(stick.endpoint(TransferType.BULK, Direction.IN), 512, 0);
        System.out.println("HOLDS");
        stick.goneOnce().get();
    }

    /** A command block, its data and its status, submitted at once. */
    private static List<Pending> command(
            LabDevice stick, EndpointAddress in, EndpointAddress out, int tag, byte[] command, int lengthBytes)
            throws Exception {
        ByteBuffer block = ByteBuffer.allocate(31).order(ByteOrder.LITTLE_ENDIAN);
        block.putInt(0x43425355)
                .putInt(tag)
                .putInt(lengthBytes)
                .put((byte) 0x80)
                .put((byte) 0);
        block.put((byte) command.length).put(command);
        return List.of(stick.out(out, block.array(), 0), stick.in(in, lengthBytes, 0), stick.in(in, 13, 0));
    }

    private static byte[] read10(int sector, int count) {
        return ByteBuffer.allocate(10)
                .put((byte) 0x28)
                .put((byte) 0)
                .putInt(sector)
                .put((byte) 0)
                .putShort((short) count)
                .put((byte) 0)
                .array();
    }

    private static void checkStatus(End end, int tag) {
        checkOutcome(end, UrbStatus.OK, 13);
        ByteBuffer status = ByteBuffer.wrap(end.data()).order(ByteOrder.LITTLE_ENDIAN);
        check(
                status.getInt(0) == 0x53425355 && status.getInt(4) == tag,
                "status of another command: " + status.getInt(4));
        check(status.get(12) == 0, "command " + tag + " failed");
    }

    private static void checkOutcome(End end, int status, int actualBytes) {
        check(
                end.status() == status && end.actualBytes() == actualBytes,
                "expected " + UrbStatus.name(status) + "/" + actualBytes + ", not " + end.outcome());
    }

    private static void checkDriver(UsbDeviceInfo info, String driver) throws IOException {
        var drivers = new SysfsDevices(SysfsDevices.SYSTEM).drivers(info.busId());
        check(driver.equals(drivers.get(0)), "drivers are " + drivers + ", not " + driver);
    }

    private static int entries(String directory) throws IOException {
        try (var entries = Files.list(Path.of(directory))) {
            return (int) entries.count();
        }
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
