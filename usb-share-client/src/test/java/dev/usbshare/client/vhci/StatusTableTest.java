package dev.usbshare.client.vhci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.client.vhci.PortRow.State;
import dev.usbshare.client.vhci.VhciException.Reason;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTableTest {

    @Test
    void parse_rowInUse_readsEveryColumn() throws VhciException {
        assertThat(StatusTable.parse(SysfsFixture.HEADER + "ss  0015 006 005 0001000a 000042 10-1\n"))
                .containsExactly(new PortRow(true, 15, State.USED, 5, 0x0001000a, "10-1"));
    }

    @Test
    void parse_freeRow_isFree() throws VhciException {
        assertThat(StatusTable.parse(SysfsFixture.HEADER + "hs  0000 004 000 00000000 000000 0-0\n"))
                .singleElement()
                .matches(PortRow::isFree)
                .matches(row -> !row.isAttached());
    }

    @Test
    void parse_devidBeyondSignedRange_isKept() throws VhciException {
        assertThat(StatusTable.parse(SysfsFixture.HEADER + "hs  0000 005 003 ff00000a 000042 0-0\n"))
                .singleElement()
                .returns(0xff00000a, PortRow::devid)
                .matches(PortRow::isAttached);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "prt sta spd bus dev socket           local_busid\n000 004 000 000 000 0000000000000000 0-0\n",
                SysfsFixture.HEADER + "hs  0000 004 000 00000000 000000\n",
                SysfsFixture.HEADER + "xs  0000 004 000 00000000 000000 0-0\n",
                SysfsFixture.HEADER + "hs  0000 009 000 00000000 000000 0-0\n",
                SysfsFixture.HEADER + "hs  zero 004 000 00000000 000000 0-0\n",
            })
    void parse_otherFormat_isUnsupported(String text) {
        assertThatThrownBy(() -> StatusTable.parse(text))
                .asInstanceOf(InstanceOfAssertFactories.type(VhciException.class))
                .returns(Reason.UNSUPPORTED, VhciException::reason);
    }
}
