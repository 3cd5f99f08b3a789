package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.BusId;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usb4java.LibUsb;

class ClaimRecoveryTest {

    private final SysfsFixture sysfs;
    private final ClaimJournal journal;
    private final ScriptedHandle handle = new ScriptedHandle();
    private final ScriptedLibusb libusb = new ScriptedLibusb(handle);

    ClaimRecoveryTest(@TempDir Path directory) throws Exception {
        sysfs = new SysfsFixture(directory);
        journal = ClaimJournal.open(directory.resolve("state"));
        journal.add(new Claim(
                new BusId("1-1"), "1d6b:0104", "SN1", 1, new TreeMap<>(Map.of(0, "usb-storage", 2, "usbhid"))));
    }

    @Test
    void recover_interfacesWithoutDrivers_areGivenBackAfterAReset() throws Exception {
        sysfs.device("1-1", 2, Map.of()).interfaceOf("1-1", 1, 0, "08", "");

        recover();

        assertThat(handle.calls()).containsExactly("reset", "attach 0", "attach 2", "close", "exit");
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void recover_compoundDriverBoundTheSibling_isNoFailure() throws Exception {
        sysfs.device("1-1", 2, Map.of());
        handle.answer("attach 2", LibUsb.ERROR_BUSY);

        recover();

        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void recover_driversAreBackAlready_leavesTheDeviceAlone() throws Exception {
        sysfs.device("1-1", 2, Map.of())
                .interfaceOf("1-1", 1, 0, "08", "usb-storage")
                .interfaceOf("1-1", 1, 2, "03", "usbhid");

        recover();

        assertThat(libusb.opened).isEmpty();
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void recover_otherConfiguration_setsTheFormerOne() throws Exception {
        sysfs.device("1-1", 2, Map.of("bConfigurationValue", "2"));

        recover();

        assertThat(handle.calls()).containsExactly("reset", "configuration 1", "attach 0", "attach 2", "close", "exit");
    }

    @Test
    void recover_anotherDeviceInThatSocket_isLeftAlone() throws Exception {
        sysfs.device("1-1", 2, Map.of("serial", "SN2"));

        recover();

        assertThat(libusb.opened).isEmpty();
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void recover_deviceIsGone_isForgotten() {
        recover();

        assertThat(libusb.opened).isEmpty();
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void recover_noPermission_isTriedAgainAtTheNextStart() throws Exception {
        sysfs.device("1-1", 2, Map.of());
        libusb.refusal = LibUsb.ERROR_ACCESS;

        recover();

        assertThat(journal.claims()).hasSize(1);
    }

    @Test
    void recover_driverThatDoesNotComeBack_isTriedAgainAtTheNextStart() throws Exception {
        sysfs.device("1-1", 2, Map.of());
        handle.answer("attach 0", LibUsb.ERROR_OTHER).answer("reset", LibUsb.ERROR_OTHER);

        recover();

        assertThat(handle.calls()).contains("attach 2", "close", "exit");
        assertThat(journal.claims()).hasSize(1);
    }

    private void recover() {
        var opener = new DeviceOpener(
                libusb, sysfs.devices(), journal, new NodeUsers(sysfs.root().resolve("no-proc"), 1));
        new ClaimRecovery(journal, sysfs.devices(), opener).recover();
    }
}
