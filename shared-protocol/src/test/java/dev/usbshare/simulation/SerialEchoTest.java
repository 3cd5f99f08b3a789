package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.UrbStatus;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SerialEchoTest {

    private final Rig rig = new Rig(new SerialEcho("000000000001"));

    @AfterEach
    void unplug() {
        rig.close();
    }

    @Test
    void lineCoding_afterSet_isGivenBack() {
        assertThat(rig.controlIn(0xa1, 0x21, 0, 0, 7).data()).containsExactly(0x00, 0xc2, 0x01, 0, 0, 0, 8);

        assertThat(rig.control(0x21, 0x20, 0, 0, new byte[] {(byte) 0x80, 0x25, 0, 0, 2, 1, 7}))
                .returns(UrbStatus.OK, Rig.Ended::status)
                .returns(7, Rig.Ended::actualLengthBytes);

        assertThat(rig.controlIn(0xa1, 0x21, 0, 0, 7).data()).containsExactly(0x80, 0x25, 0, 0, 2, 1, 7);
    }

    @Test
    void requests_toTheWrongPlaceOrOfWrongLength_stall() {
        assertThat(rig.control(0x21, 0x20, 0, 0, new byte[6]).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.controlIn(0xa1, 0x21, 0, 1, 7).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.control(0x21, 0x55, 0, 0, new byte[0]).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.control(0x21, 0x23, 100, 0, new byte[0]).status()).isEqualTo(UrbStatus.OK);
    }

    @Test
    void terminalReady_isNotifiedOncePerChange() {
        Rig.Pending first = rig.in(0x82, 16, 0);
        rig.control(0x21, 0x22, 3, 0, new byte[0]);
        assertThat(first.await().data()).containsExactly(0xa1, 0x20, 0, 0, 0, 0, 2, 0, 3, 0);

        Rig.Pending second = rig.in(0x82, 16, 0);
        rig.control(0x21, 0x22, 1, 0, new byte[0]);
        rig.settle();
        assertThat(second.end()).isNotDone();

        rig.control(0x21, 0x22, 0, 0, new byte[0]);
        assertThat(second.await().data()).containsExactly(0xa1, 0x20, 0, 0, 0, 0, 2, 0, 0, 0);
    }

    @Test
    void terminalReady_changedBackUnread_isNotifiedAsItIs() {
        rig.control(0x21, 0x22, 1, 0, new byte[0]);
        rig.control(0x21, 0x22, 0, 0, new byte[0]);

        assertThat(rig.in(0x82, 16).data()).endsWith(0, 0);
        Rig.Pending next = rig.in(0x82, 16, 0);
        rig.settle();
        assertThat(next.end()).isNotDone();
    }

    @Test
    void echo_wholePackets_endWithoutWaitingForMore() {
        rig.out(0x01, new byte[512]);

        assertThat(rig.in(0x81, 1024))
                .returns(UrbStatus.OK, Rig.Ended::status)
                .returns(512, Rig.Ended::actualLengthBytes);
    }

    @Test
    void echo_writerAheadOfReader_isHeldBackAndLosesNothing() {
        var data = new byte[3 * Echo.CAPACITY_BYTES + 5];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) ((i * 31) >> 3);
        }
        Rig.Pending write = rig.out(0x01, data, 0);
        rig.settle();
        assertThat(write.end()).isNotDone();

        var back = ByteBuffer.allocate(data.length);
        while (back.hasRemaining()) {
            back.put(rig.in(0x81, 2048).data());
        }

        assertThat(back.array()).isEqualTo(data);
        assertThat(write.await())
                .returns(UrbStatus.OK, Rig.Ended::status)
                .returns(data.length, Rig.Ended::actualLengthBytes);
    }
}
