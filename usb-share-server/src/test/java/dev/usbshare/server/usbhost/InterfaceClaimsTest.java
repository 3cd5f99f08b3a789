package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.UsbHostException;
import dev.usbshare.usb.UsbHostException.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.usb4java.LibUsb;

/** The device of {@link Descriptors}: interfaces 0 and 2 in configuration 1, interface 7 in configuration 2. */
class InterfaceClaimsTest {

    private final Path directory;
    private final SysfsFixture sysfs;
    private final ClaimJournal journal;
    private final ScriptedHandle handle = new ScriptedHandle();

    InterfaceClaimsTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        sysfs = new SysfsFixture(directory).stick("1-1", 5).interfaceOf("1-1", 1, 2, "03", "usbhid");
        journal = ClaimJournal.open(directory.resolve("state"));
    }

    @Test
    void claimAll_sparseInterfaces_takesEachAndNotesTheirDrivers() throws Exception {
        claims().claimAll();

        assertThat(handle.calls()).containsExactly("detach 0", "claim 0", "detach 2", "claim 2");
        assertThat(journal.claims())
                .singleElement()
                .extracting(Claim::drivers)
                .isEqualTo(Map.of(0, "usb-storage", 2, "usbhid"));
    }

    @Test
    void claimAll_interfaceWithoutDriver_isClaimedToo() throws Exception {
        handle.answer("detach 0", LibUsb.ERROR_NOT_FOUND);

        claims().claimAll();

        assertThat(handle.calls()).contains("claim 0", "claim 2");
    }

    @Test
    void claimAll_journalCannotBeWritten_touchesNothing() throws Exception {
        Files.createDirectory(directory.resolve("state/claims.new"));

        UsbHostException failure = failure();

        assertThat(failure.reason()).isEqualTo(Reason.IO);
        assertThat(failure).hasMessageContaining("make the state directory writable");
        assertThat(handle.calls()).isEmpty();
    }

    @Test
    void claimAll_secondIsBusy_givesTheFirstBackWithoutAReset() {
        handle.answer("claim 2", LibUsb.ERROR_BUSY);

        UsbHostException failure = failure();

        assertThat(failure.reason()).isEqualTo(Reason.BUSY);
        assertThat(failure)
                .hasMessage("claim interface 2 of 1-1: LIBUSB_ERROR_BUSY (-6): "
                        + "another program holds it through usbfs; stop that program");
        assertThat(handle.calls())
                .containsExactly("detach 0", "claim 0", "detach 2", "claim 2", "release 0", "attach 0", "attach 2");
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void claimAll_anotherProgramHasAnInterface_isNamedAndNothingIsTouched() throws Exception {
        Path link = sysfs.root().resolve("1-1:1.2/driver");
        Files.delete(link);
        Files.createSymbolicLink(link, Path.of("../drivers/usbfs"));
        Path process = Files.createDirectories(directory.resolve("proc/812/fd"));
        Files.createSymbolicLink(process.resolve("7"), Path.of("/dev/bus/usb/001/005"));
        Files.writeString(directory.resolve("proc/812/comm"), "pcscd\n");

        assertThat(failure())
                .hasMessage("claim interface 2 of 1-1: LIBUSB_ERROR_BUSY (-6): "
                        + "program pcscd (pid 812) holds it; stop that program");
        assertThat(handle.calls()).isEmpty();
    }

    @Test
    void setConfiguration_sameValue_needsNoDeviceIo() throws Exception {
        InterfaceClaims claims = claimed();

        assertThat(claims.setConfiguration(1, Set.of())).isEqualTo(LibUsb.SUCCESS);

        assertThat(handle.calls()).hasSize(4);
    }

    @Test
    void setConfiguration_sameValue_undoesSettingsAndHalts() throws Exception {
        InterfaceClaims claims = claimed();
        claims.setAlternateSetting(2, 1);

        claims.setConfiguration(1, Set.of(new EndpointAddress(0x81)));
        claims.setConfiguration(1, Set.of());

        assertThat(handle.calls().subList(4, handle.calls().size()))
                .containsExactly("interface 2 alt 1", "interface 2 alt 0", "clear halt 81");
    }

    @Test
    void setConfiguration_otherValue_releasesSetsAndClaimsTheNewInterfaces() throws Exception {
        InterfaceClaims claims = claimed();

        claims.setConfiguration(2, Set.of());

        assertThat(handle.calls().subList(4, handle.calls().size()))
                .containsExactly("release 0", "release 2", "configuration 2", "detach 7", "claim 7");
    }

    @Test
    void setConfiguration_thatFails_claimsTheOldInterfacesAgain() throws Exception {
        InterfaceClaims claims = claimed();
        handle.answer("configuration 2", LibUsb.ERROR_IO);

        assertThat(claims.setConfiguration(2, Set.of())).isEqualTo(LibUsb.ERROR_IO);

        assertThat(handle.calls()).endsWith("configuration 2", "detach 0", "claim 0", "detach 2", "claim 2");
    }

    @Test
    void setConfiguration_whoseInterfaceCannotBeTaken_goesBackToTheFormerOne() throws Exception {
        InterfaceClaims claims = claimed();
        handle.answer("claim 7", LibUsb.ERROR_BUSY);

        assertThat(claims.setConfiguration(2, Set.of())).isEqualTo(LibUsb.ERROR_BUSY);

        assertThat(handle.calls()).endsWith("claim 7", "configuration 1", "detach 0", "claim 0", "detach 2", "claim 2");
        assertThat(claims.setConfiguration(1, Set.of())).isEqualTo(LibUsb.SUCCESS);
        assertThat(handle.calls()).endsWith("claim 2");
    }

    @Test
    void setConfiguration_zero_unconfigures() throws Exception {
        InterfaceClaims claims = claimed();

        claims.setConfiguration(0, Set.of());

        assertThat(handle.calls()).endsWith("release 0", "release 2", "configuration -1");
    }

    @Test
    void giveBack_releasesAllThenResetsThenAttaches() throws Exception {
        InterfaceClaims claims = claimed();

        claims.giveBack(false);

        assertThat(handle.calls().subList(4, handle.calls().size()))
                .containsExactly("release 0", "release 2", "reset", "attach 0", "attach 2");
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void giveBack_afterAnotherConfiguration_setsTheFormerOne() throws Exception {
        InterfaceClaims claims = claimed();
        claims.setConfiguration(2, Set.of());

        claims.giveBack(false);

        assertThat(handle.calls()).endsWith("release 7", "reset", "configuration 1", "attach 0", "attach 2");
    }

    @Test
    void giveBack_resetFails_attachesAllTheSame() throws Exception {
        InterfaceClaims claims = claimed();
        handle.answer("reset", LibUsb.ERROR_OTHER);

        claims.giveBack(false);

        assertThat(handle.calls()).endsWith("reset", "attach 0", "attach 2");
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void giveBack_driverDoesNotComeBack_staysInTheJournal() throws Exception {
        InterfaceClaims claims = claimed();
        handle.answer("attach 0", LibUsb.ERROR_OTHER);

        claims.giveBack(false);

        assertThat(journal.claims()).hasSize(1);
    }

    @Test
    void giveBack_lostDevice_touchesNothing() throws Exception {
        InterfaceClaims claims = claimed();

        claims.giveBack(true);

        assertThat(handle.calls()).hasSize(4);
        assertThat(journal.claims()).isEmpty();
    }

    @Test
    void giveBack_twice_isOnce() throws Exception {
        InterfaceClaims claims = claimed();
        claims.giveBack(false);
        int calls = handle.calls().size();

        claims.giveBack(false);

        assertThat(handle.calls()).hasSize(calls);
    }

    private InterfaceClaims claimed() throws Exception {
        InterfaceClaims claims = claims();
        claims.claimAll();
        return claims;
    }

    private InterfaceClaims claims() throws Exception {
        return new InterfaceClaims(
                handle,
                sysfs.devices().read().getFirst().info(),
                Descriptors.set(),
                sysfs.devices(),
                new NodeUsers(directory.resolve("proc"), 1),
                journal);
    }

    private UsbHostException failure() {
        return catchThrowableOfType(UsbHostException.class, () -> claims().claimAll());
    }
}
