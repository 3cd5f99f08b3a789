package dev.usbshare.client.exercise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.simulation.SimulatedDevice;
import dev.usbshare.simulation.SimulatedDevices;
import dev.usbshare.simulation.SimulatedUsbHost;
import dev.usbshare.usb.BusId;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.usb.UsbSpeed;
import io.netty.util.concurrent.DefaultEventExecutor;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every exercise against its simulated device, and what it says of one that fails. */
class ExerciseRunTest {

    private static final long BYTES = 256 << 10;

    private final SimulatedUsbHost host = new SimulatedUsbHost();
    private final DefaultEventExecutor executor = new DefaultEventExecutor();
    private final SimulatedBench bench = new SimulatedBench(host, executor);

    @AfterEach
    void close() {
        host.close();
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private void plug(String... specs) {
        for (SimulatedDevice device : SimulatedDevices.create(List.of(specs))) {
            host.plug(device);
        }
    }

    private static ExerciseSettings settings() {
        return new ExerciseSettings(BYTES, false, 42, Duration.ofSeconds(10), System::nanoTime);
    }

    private DeviceReport onlyReport() throws Exception {
        Report report = new ExerciseRun(bench, settings()).run();
        assertThat(report.devices()).hasSize(1);
        assertThat(bench.holdsNothing()).isTrue();
        return report.devices().getFirst();
    }

    private static List<String> checks(DeviceReport report) {
        assertThat(report.failure()).isNull();
        return report.steps().stream().map(Step::check).toList();
    }

    @Test
    void flashDrive_isWrittenReadBackAndTimed() throws Exception {
        plug("flash:1MiB");

        DeviceReport report = onlyReport();

        assertThat(checks(report)).element(1).asString().endsWith("1 MiB");
        assertThat(report.steps())
                .extracting(Step::done)
                .contains("write 256 KiB", "read 256 KiB back", "256 random reads of 4 KiB");
        assertThat(checks(report)).anyMatch(check -> check.startsWith("sha256 ok "));
        assertThat(report.steps().getLast().latency()).isNotNull();
    }

    @Test
    void serialPort_echoesEverything() throws Exception {
        plug("serial");

        assertThat(onlyReport().steps()).extracting(Step::done).contains("echo 256 KiB", "256 echoes of 16 bytes");
    }

    @Test
    void keyboard_typesItsTextTwiceAlike() throws Exception {
        plug("keyboard:Hello, World 42!");

        assertThat(checks(onlyReport())).contains("'Hello, World 42!'");
    }

    @Test
    void sourceAndSink_areVerifiedByteByByte() throws Exception {
        plug("source-sink");

        assertThat(onlyReport().steps())
                .extracting(Step::done)
                .contains("read 256 KiB of a pattern", "write 256 KiB of a pattern", "256 control requests");
    }

    @Test
    void loopback_givesBackBulkAndInterrupt() throws Exception {
        plug("loopback");

        assertThat(onlyReport().steps())
                .extracting(Step::done)
                .contains("loop 256 KiB through bulk", "256 loops of 64 bytes through interrupt");
    }

    @Test
    void devices_areTakenInTurnAndReportedInTheirOrder() throws Exception {
        plug("loopback", "flash:1MiB");

        Report report = new ExerciseRun(bench, settings()).run();

        assertThat(report.isOk()).isTrue();
        assertThat(report.devices()).extracting(d -> d.device().busId().value()).containsExactly("99-1", "99-2");
    }

    @Test
    void deviceThatIsUnplugged_failsAloneAndIsNamed() throws Exception {
        plug("flash:1MiB", "loopback");
        var unplugging = new ExerciseSettings(BYTES, false, 42, Duration.ofSeconds(10), new UnplugAtFirstWrite());

        Report report = new ExerciseRun(bench, unplugging).run();

        assertThat(report.devices().getFirst().failure()).contains("ESHUTDOWN");
        assertThat(report.devices().getLast().isOk()).isTrue();
        assertThat(report.isOk()).isFalse();
    }

    @Test
    void refusedAttach_isTheDevicesFailure() throws Exception {
        plug("loopback");
        host.open(new BusId("99-1"), executor, () -> {}).toCompletableFuture().join();

        assertThat(onlyReport().failure()).contains("open already");
    }

    @Test
    void diskThatMayNotBeWritten_isOnlyRead() throws Exception {
        var disk = new RecordingDisk();
        var work = new Workbench(device(1), settings());

        DiskExercise.run(disk, work);

        assertThat(disk.writes).isZero();
        assertThat(work.steps()).extracting(Step::done).contains("read 256 KiB, nothing written", "read 256 KiB again");
    }

    @Test
    void diskThatMayBeWritten_isWritten() throws Exception {
        var disk = new RecordingDisk();

        DiskExercise.run(disk, new Workbench(device(99), settings()));

        assertThat(disk.writes).isPositive();
    }

    @Test
    void diskThatChangesAByte_isCaught() {
        var disk = new RecordingDisk();
        disk.brokenByte = 5000;

        assertThatThrownBy(() -> DiskExercise.run(disk, new Workbench(device(99), settings())))
                .isInstanceOf(IOException.class)
                .hasMessage("the 4 KiB at byte 4096 came back different");
    }

    /** With the ids of a simulated device; on the simulated bus or another. */
    private static UsbDeviceInfo device(int bus) {
        return new UsbDeviceInfo(
                new BusId(bus + "-1"),
                bus,
                2,
                UsbSpeed.HIGH,
                0x1209,
                1,
                0,
                new ClassCode(0, 0, 0),
                List.of(),
                "",
                "",
                "");
    }

    /** A clock that pulls the first device out when the exercise is about to write to it. */
    private final class UnplugAtFirstWrite implements LongSupplier {
        private static final int READINGS_BEFORE = 5;
        private int readings;

        @Override
        public long getAsLong() {
            if (++readings == READINGS_BEFORE) {
                host.unplug(new BusId("99-1")).close();
            }
            return System.nanoTime();
        }
    }

    /** A disk in memory that counts writes and, if told to, forgets a byte. */
    private static final class RecordingDisk implements Disk {
        private final byte[] content = new byte[1 << 20];
        private int writes;
        private int brokenByte = -1;

        @Override
        public String describe() {
            return "memory";
        }

        @Override
        public long bytes() {
            return content.length;
        }

        @Override
        public byte[] read(long offset, int count) {
            return Arrays.copyOfRange(content, (int) offset, (int) offset + count);
        }

        @Override
        public void write(long offset, byte[] data) {
            writes++;
            System.arraycopy(data, 0, content, (int) offset, data.length);
            if (brokenByte >= 0) {
                content[brokenByte] ^= 1;
            }
        }

        @Override
        public void flush() {}
    }
}
