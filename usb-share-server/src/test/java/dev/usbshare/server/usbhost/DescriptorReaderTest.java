package dev.usbshare.server.usbhost;

import static dev.usbshare.server.usbhost.Descriptors.bytes;
import static dev.usbshare.server.usbhost.Descriptors.concat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.BusId;
import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.DescriptorSet.StringDescriptor;
import dev.usbshare.usb.UsbHostException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescriptorReaderTest {

    private static final byte[] LANGUAGES = bytes(6, 3, 0x09, 4, 0x07, 4);
    private static final byte[] TEXT = bytes(4, 3, 'A', 0);

    private final ScriptedHandle handle = new ScriptedHandle();

    @Test
    void read_kernelCopy_givesRawConfigurationsWithoutAskingTheDevice() throws Exception {
        DescriptorSet set = read(Descriptors.kernelCopy());

        assertThat(set.device()).isEqualTo(Descriptors.device(0x200, 2));
        assertThat(set.configurations()).containsExactly(Descriptors.first(), Descriptors.second());
        assertThat(set.activeConfiguration()).isEqualTo(1);
        assertThat(handle.calls()).containsExactly("get 300/0");
    }

    @Test
    void read_strings_areThoseThatDescriptorsNameInTheFirstLanguage() throws Exception {
        handle.descriptor("300/0", LANGUAGES);
        for (int index : new int[] {1, 2, 3, 4, 5}) {
            handle.descriptor("30" + index + "/409", TEXT);
        }

        DescriptorSet set = read(Descriptors.kernelCopy());

        assertThat(set.strings().stream().map(StringDescriptor::index)).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(set.strings().get(1).languageId()).isEqualTo(0x409);
        assertThat(set.strings().get(1).raw()).isEqualTo(TEXT);
    }

    @Test
    void read_stringThatIsNotAnswered_isTheLastOneAskedFor() throws Exception {
        handle.descriptor("300/0", LANGUAGES).descriptor("301/409", TEXT);

        DescriptorSet set = read(Descriptors.kernelCopy());

        assertThat(set.strings()).hasSize(2);
        assertThat(handle.calls()).containsExactly("get 300/0", "get 301/409", "get 302/409");
    }

    @Test
    void read_stringsThatLieAboutTheirLength_areCutToWhatCame() throws Exception {
        handle.descriptor("300/0", LANGUAGES)
                .descriptor("301/409", bytes(200, 3, 'A', 0))
                .descriptor("302/409", bytes(4, 3, 'B', 0, 'x', 'y'))
                .descriptor("303/409", bytes(0, 3, 'C', 0));

        DescriptorSet set = read(Descriptors.kernelCopy());

        assertThat(set.strings().stream().skip(1).map(s -> s.raw().length)).containsExactly(4, 4, 2);
    }

    @Test
    void read_manyStrings_areBounded() throws Exception {
        handle.descriptor("300/0", LANGUAGES);
        byte[] interfaces = new byte[0];
        for (int i = 0; i < 60; i++) {
            handle.descriptor("3%02x/409".formatted(i + 1), TEXT);
            interfaces = concat(interfaces, bytes(9, 4, i, 0, 0, 0xff, 0, 0, i + 1));
        }

        DescriptorSet set = read(concat(Descriptors.device(0x200, 1), Descriptors.configuration(1, 60, 0, interfaces)));

        assertThat(set.strings()).hasSize(DescriptorSet.MAX_STRINGS);
    }

    @Test
    void read_bos_isReadWholeWhereTheDeviceMayHaveOne() throws Exception {
        byte[] bos = bytes(5, 15, 12, 0, 1, 7, 16, 2, 2, 0, 0, 0);
        handle.descriptor("f00/0", bos);

        DescriptorSet set = read(concat(Descriptors.device(0x201, 2), Descriptors.first(), Descriptors.second()));

        assertThat(set.bos()).isEqualTo(bos);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 200, 0xffff})
    void read_bosThatLies_isLeftOut(int total) throws Exception {
        handle.descriptor("f00/0", bytes(5, 15, total & 0xff, total >> 8, 1, 7, 16, 2));

        DescriptorSet set = read(concat(Descriptors.device(0x210, 2), Descriptors.first(), Descriptors.second()));

        assertThat(set.bos()).isEmpty();
    }

    @Test
    void read_kernelCopyDoesNotAddUp_asksTheDevice() throws Exception {
        handle.descriptor("200/0", Descriptors.first()).descriptor("201/0", Descriptors.second());
        byte[] cut = Arrays.copyOf(Descriptors.kernelCopy(), 40);

        DescriptorSet set = read(cut);

        assertThat(set.configurations()).containsExactly(Descriptors.first(), Descriptors.second());
    }

    @Test
    void read_nothingUsable_saysSo() {
        byte[] cut = Arrays.copyOf(Descriptors.kernelCopy(), 40);

        assertThatThrownBy(() -> read(cut))
                .isInstanceOf(UsbHostException.class)
                .hasMessageContaining("read descriptors of 1-1: ")
                .hasMessageContaining("plug it in again");
        assertThatThrownBy(() -> read(new byte[4])).isInstanceOf(UsbHostException.class);
    }

    @Test
    void read_everyTruncationAndFlip_endsInASetOrAFailure() throws Exception {
        byte[] whole = Descriptors.kernelCopy();
        for (int length = 0; length < whole.length; length++) {
            readOrFail(Arrays.copyOf(whole, length));
        }
        for (int at = 0; at < whole.length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << bit);
                readOrFail(flipped);
            }
        }
    }

    private void readOrFail(byte[] kernelCopy) {
        try {
            assertThat(read(kernelCopy).configurations()).isNotEmpty();
        } catch (UsbHostException expected) {
            assertThat(expected).hasMessageStartingWith("read descriptors of 1-1");
        }
    }

    private DescriptorSet read(byte[] kernelCopy) throws UsbHostException {
        return new DescriptorReader(handle, new BusId("1-1")).read(kernelCopy, 1);
    }
}
