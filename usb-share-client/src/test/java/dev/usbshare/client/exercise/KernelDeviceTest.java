package dev.usbshare.client.exercise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finding a device's nodes where the kernel's drivers put them, and reading key events. */
class KernelDeviceTest {

    @TempDir
    Path root;

    private Path sysfs = Path.of("");
    private Path dev = Path.of("");

    @BeforeEach
    void makeFolders() throws IOException {
        sysfs = Files.createDirectories(root.resolve("sys/1-1"));
        dev = Files.createDirectories(root.resolve("dev"));
        Files.createDirectories(dev.resolve("input"));
    }

    private KernelDevice device() {
        return new KernelDevice(sysfs, dev);
    }

    private void node(String sysfsFolder, String node) throws IOException {
        Files.createDirectories(sysfs.resolve(sysfsFolder));
        Files.createFile(dev.resolve(node));
    }

    @Test
    void disk_isFoundBelowItsScsiHost() throws Exception {
        node("1-1:1.0/host0/target0:0:0/0:0:0:0/block/sdb/sdb1", "sdb");

        assertThat(device().disk()).contains(dev.resolve("sdb"));
    }

    @Test
    void serialPort_isFound() throws Exception {
        node("1-1:1.0/tty/ttyACM3", "ttyACM3");

        assertThat(device().serialPort()).contains(dev.resolve("ttyACM3"));
    }

    @Test
    void keyboard_isFoundByItsEventNode() throws Exception {
        node("1-1:1.0/0003:1209:0003.0001/input/input7/event4", "input/event4");

        assertThat(device().events()).contains(dev.resolve("input/event4"));
    }

    @Test
    void folderWithoutANode_isNotThereYet() throws Exception {
        Files.createDirectories(sysfs.resolve("1-1:1.0/tty/ttyACM3"));

        assertThat(device().serialPort()).isEmpty();
        assertThat(device().disk()).isEmpty();
    }

    @Test
    void drivers_areNamedOnce() throws Exception {
        for (String number : new String[] {"0", "1"}) {
            Path of = Files.createDirectories(sysfs.resolve("1-1:1." + number));
            Files.createSymbolicLink(of.resolve("driver"), Path.of("../../../bus/usb/drivers/cdc_acm"));
        }
        Files.createDirectories(sysfs.resolve("1-1:1.2"));

        assertThat(device().drivers()).containsExactly("cdc_acm");
    }

    @Test
    void keyEvents_becomeText() throws Exception {
        // H i ! and a blank, as a US keyboard has them: codes of input-event-codes.h.
        var events = ByteBuffer.allocate(24 * 32).order(ByteOrder.nativeOrder());
        key(events, 42, 1);
        press(events, 35);
        key(events, 42, 0);
        press(events, 23);
        key(events, 54, 1);
        press(events, 2);
        key(events, 54, 0);
        press(events, 57);
        Path file = Files.write(dev.resolve("input/event1"), Arrays.copyOf(events.array(), events.position()));

        try (var keys = new KernelKeys(file)) {
            var text = new StringBuilder();
            for (int i = 0; i < 4; i++) {
                text.append(keys.next().orElseThrow());
            }

            assertThat(text).hasToString("Hi! ");
        }
    }

    private static void press(ByteBuffer events, int code) {
        key(events, code, 1);
        key(events, code, 2); // held: the kernel repeats it
        key(events, code, 0);
    }

    /** {@code struct input_event}, and the report that follows it. */
    private static void key(ByteBuffer events, int code, int value) {
        events.putLong(1).putLong(2).putShort((short) 1).putShort((short) code).putInt(value);
        events.putLong(1).putLong(2).putShort((short) 0).putShort((short) 0).putInt(0);
    }
}
