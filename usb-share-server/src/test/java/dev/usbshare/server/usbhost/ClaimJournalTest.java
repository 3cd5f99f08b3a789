package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.BusId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimJournalTest {

    private static final Claim STICK = claim("1-1.4", "SN1", Map.of(0, "usb-storage"));
    private static final Claim HEADSET = claim("2-1", "", Map.of(0, "snd-usb-audio", 3, "usbhid"));

    @TempDir
    Path directory;

    @Test
    void add_isOnDiskBeforeItReturns() throws Exception {
        ClaimJournal.open(directory).add(STICK);

        assertThat(Files.readString(directory.resolve("claims")))
                .isEqualTo("usb-share-claims 1\n1-1.4 1d6b:0104 1 SN1 0=usb-storage\n");
    }

    @Test
    void open_afterACrash_hasWhatWasNotGivenBack() throws Exception {
        ClaimJournal before = ClaimJournal.open(directory);
        before.add(STICK);
        before.add(HEADSET);
        before.remove(STICK);

        assertThat(ClaimJournal.open(directory).claims()).containsExactly(HEADSET);
    }

    @Test
    void open_firstTime_isEmptyAndMakesTheDirectory() throws Exception {
        assertThat(ClaimJournal.open(directory.resolve("a/b")).claims()).isEmpty();
        assertThat(directory.resolve("a/b")).isDirectory();
    }

    @Test
    void open_crashWhileWritingAside_keepsTheOldClaims() throws Exception {
        ClaimJournal.open(directory).add(STICK);
        Files.writeString(directory.resolve("claims.new"), "usb-share-cl");

        assertThat(ClaimJournal.open(directory).claims()).containsExactly(STICK);
        assertThat(directory.resolve("claims.new")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "1-1 1d6b:0104 1 SN1",
                "1-1 1d6b:0104 one SN1 -",
                "../../x 1d6b:0104 1 SN1 -",
                "1-1 1d6b:0104 1 SN1 0",
                "1-1 1d6b:0104 1 SN1 x=usbhid",
                "1-1 1d6b:0104 1 %zz -"
            })
    void open_damagedLine_losesThatLineOnly(String line) throws Exception {
        Files.writeString(directory.resolve("claims"), "usb-share-claims 1\n" + line + "\n" + STICK.format() + "\n");

        assertThat(ClaimJournal.open(directory).claims()).containsExactly(STICK);
    }

    @Test
    void open_anotherFile_isIgnored() throws Exception {
        Files.writeString(directory.resolve("claims"), "something else\n" + STICK.format() + "\n");

        assertThat(ClaimJournal.open(directory).claims()).isEmpty();
    }

    @Test
    void add_thatCannotBeWritten_failsAndClaimsNothing() throws Exception {
        ClaimJournal journal = ClaimJournal.open(directory);
        Files.createDirectory(directory.resolve("claims.new"));

        assertThatThrownBy(() -> journal.add(STICK)).isInstanceOf(IOException.class);
        assertThat(journal.claims()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "with space", "line\nbreak", "a,b=c", "%41", "Größe ☃"})
    void format_anyText_isReadBack(String text) {
        Claim claim = claim("1-1", text, text.isEmpty() ? Map.of() : Map.of(0, text, 255, "x"));

        assertThat(Claim.parse(claim.format())).isEqualTo(claim);
        assertThat(claim.format()).doesNotContain("\n");
    }

    @Test
    void matches_comparesPlaceKindAndSerial(@TempDir Path sysfs) throws Exception {
        var info = new SysfsFixture(sysfs)
                .stick("1-1.4", 9)
                .devices()
                .read()
                .getFirst()
                .info();

        assertThat(STICK.matches(info)).isTrue();
        assertThat(List.of(claim("1-1.3", "SN1", Map.of()), claim("1-1.4", "SN2", Map.of())))
                .noneMatch(other -> other.matches(info));
    }

    private static Claim claim(String busId, String serial, Map<Integer, String> drivers) {
        return new Claim(new BusId(busId), "1d6b:0104", serial, 1, new TreeMap<>(drivers));
    }
}
