package dev.usbshare.usbip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usbip.RetSink.Body;
import dev.usbshare.usbip.UsbIpException.Reason;
import dev.usbshare.usbip.UsbIpFixtures.UsbIpStream;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsbIpDecoderTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 5, -1, 0x01110005})
    void cmd_unknownCommand_closesWithUnknownCommand(int command) {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_CONTROL_IN, 0, command, Reason.UNKNOWN_COMMAND);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5, -1})
    void ret_unknownCommand_closesWithUnknownCommand(int command) {
        assertRefused(UsbIpFixtures.RET_SUBMIT_IN, 0, command, Reason.UNKNOWN_COMMAND);
    }

    @Test
    void cmd_forAnotherDevice_closesWithWrongDevice() {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_CONTROL_IN, 8, 0x10003, Reason.WRONG_DEVICE);
        assertRefused(UsbIpFixtures.CMD_UNLINK, 8, 0, Reason.WRONG_DEVICE);
    }

    @ParameterizedTest
    @CsvSource({"12, 2", "12, -1", "16, 16", "16, 128", "16, -1", "24, -1", "24, -2147483648", "32, -2"})
    void cmdSubmit_fieldOutOfRange_closesWithMalformed(int offset, int value) {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_CONTROL_IN, offset, value, Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_URB_BYTES + 1, Integer.MAX_VALUE})
    void cmdSubmit_lengthBeyondLimit_closesWithTooLarge(int length) {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_CONTROL_IN, 24, length, Reason.TOO_LARGE);
        assertRefused(UsbIpFixtures.CMD_SUBMIT_BULK_OUT, 24, length, Reason.TOO_LARGE);
    }

    @Test
    void cmdSubmit_packetsBeyondLimit_closesWithTooLarge() {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_ISO_IN, 32, WireLimits.MAX_ISO_PACKETS + 1, Reason.TOO_LARGE);
    }

    @Test
    void cmdSubmit_packetsOutsideOfIsochronous_closesWithMalformed() {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_CONTROL_IN, 32, 1, Reason.MALFORMED);
    }

    @Test
    void cmdSubmit_isochronousWithoutPackets_isTaken() {
        for (int packets = -1; packets <= 0; packets++) {
            var stream = new UsbIpStream(true);
            stream.write(set(UsbIpFixtures.CMD_SUBMIT_ISO_IN.bytes(), 32, packets), 0, 48);

            assertThat(stream.sink.pdus).hasSize(1);
            stream.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"48, -1", "48, 1", "52, 193", "52, -1", "52, 2147483647"})
    void cmdSubmit_packetOutsideOfTheBuffer_closesWithMalformed(int offset, int value) {
        assertRefused(UsbIpFixtures.CMD_SUBMIT_ISO_IN, offset, value, Reason.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(ints = {WireLimits.MAX_URB_BYTES + 1, Integer.MAX_VALUE})
    void retSubmit_lengthBeyondLimit_closesWithTooLarge(int length) {
        assertRefused(UsbIpFixtures.RET_SUBMIT_IN, 24, length, Reason.TOO_LARGE);
    }

    @Test
    void retSubmit_packetsBeyondLimit_closesWithTooLarge() {
        assertRefused(UsbIpFixtures.RET_SUBMIT_ISO_IN, 32, WireLimits.MAX_ISO_PACKETS + 1, Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @CsvSource({"24, -1", "32, -2"})
    void retSubmit_fieldOutOfRange_closesWithMalformed(int offset, int value) {
        assertRefused(UsbIpFixtures.RET_SUBMIT_IN, offset, value, Reason.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"59, 2", "59, 4", "59, -1", "55, 2"})
    void retSubmit_packetsThatDoNotAddUp_closesWithMalformed(int offset, int value) {
        assertRefused(UsbIpFixtures.RET_SUBMIT_ISO_IN, offset, value, Reason.MALFORMED);
    }

    @Test
    void retSubmit_thatCarriesNoData_isFollowedByTheNextPdu() {
        var stream = new UsbIpStream(false);
        stream.sink.body = Body.NOTHING;

        stream.write(UsbIpFixtures.RET_SUBMIT_OUT.bytes());
        stream.write(UsbIpFixtures.RET_UNLINK.bytes());

        assertThat(stream.sink.pdus)
                .containsExactly(UsbIpFixtures.RET_SUBMIT_OUT.arrived(), UsbIpFixtures.RET_UNLINK.arrived());
        stream.close();
    }

    @Test
    void cmdSubmit_refusedPayload_isSkippedAndTheStreamStaysWhole() {
        var stream = new UsbIpStream(true);
        stream.sink.refusesPayloads = true;
        ByteBuf all = Unpooled.buffer()
                .writeBytes(UsbIpFixtures.CMD_SUBMIT_BULK_OUT.bytes())
                .writeBytes(UsbIpFixtures.CMD_SUBMIT_ISO_OUT.bytes())
                .writeBytes(UsbIpFixtures.CMD_UNLINK.bytes());

        stream.channel.writeInbound(all);

        assertThat(stream.sink.pdus)
                .extracting(RecordingSink.Arrived::pdu)
                .containsExactly(
                        UsbIpFixtures.CMD_SUBMIT_BULK_OUT.arrived().pdu(),
                        UsbIpFixtures.CMD_SUBMIT_ISO_OUT.arrived().pdu(),
                        UsbIpFixtures.CMD_UNLINK.arrived().pdu());
        assertThat(stream.sink.pdus).extracting(RecordingSink.Arrived::payload).containsOnlyNulls();
        stream.close();
    }

    @Test
    void cmdSubmit_ofTheLargestUrb_isSkippedWhole() {
        var stream = new UsbIpStream(true);
        stream.write(set(UsbIpFixtures.CMD_SUBMIT_BULK_OUT.bytes(), 24, WireLimits.MAX_URB_BYTES), 0, 48);
        byte[] chunk = new byte[1 << 20];
        for (int sent = 0; sent < WireLimits.MAX_URB_BYTES; sent += chunk.length) {
            assertThat(stream.sink.pdus).isEmpty();
            stream.write(chunk);
        }
        assertThat(stream.sink.pdus).hasSize(1);
        stream.write(UsbIpFixtures.CMD_UNLINK.bytes());

        assertThat(stream.sink.pdus).hasSize(2);
        stream.close();
    }

    @Test
    void failure_dropsWhatFollows_andIsToldOnce() {
        var stream = new UsbIpStream(true);

        stream.write(new byte[48]);
        stream.write(UsbIpFixtures.CMD_UNLINK.bytes());
        stream.close();

        assertThat(stream.sink.pdus).isEmpty();
        assertThat(stream.sink.events).containsExactly("failed", "closed");
    }

    @Test
    void endOfInput_isADetach() {
        var stream = new UsbIpStream(true);
        stream.write(UsbIpFixtures.CMD_SUBMIT_BULK_OUT.bytes(), 0, 50);

        stream.channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);

        assertThat(stream.channel.isOpen()).isFalse();
        assertThat(stream.sink.events).containsExactly("readComplete", "closed");
        stream.close();
    }

    @Test
    void brokenSocket_isADetach() {
        var stream = new UsbIpStream(true);

        stream.channel.pipeline().fireExceptionCaught(new IOException("connection reset"));

        assertThat(stream.sink.events).containsExactly("closed");
        stream.close();
    }

    private static byte[] set(byte[] bytes, int offset, int value) {
        Unpooled.wrappedBuffer(bytes).setInt(offset, value);
        return bytes;
    }

    private static void assertRefused(UsbIpFixtures fixture, int offset, int value, Reason expected) {
        UsbIpStream stream = fixture.stream();
        stream.write(set(fixture.bytes(), offset, value));
        stream.close();

        assertThat(stream.sink.pdus).isEmpty();
        assertThat(stream.sink.failure).isNotNull();
        assertThat(stream.sink.failure.reason()).isEqualTo(expected);
    }
}
