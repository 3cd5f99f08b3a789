package dev.usbshare.usbip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.Urb;
import dev.usbshare.usbip.UsbIpFixtures.UsbIpStream;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsbIpCodecTest {

    @ParameterizedTest
    @EnumSource
    void pdu_encodesToTheKernelsLayout(UsbIpFixtures fixture) {
        assertThat(UsbIpFixtures.encode(fixture.arrived())).inHexadecimal().isEqualTo(fixture.bytes());
    }

    @ParameterizedTest
    @EnumSource
    void pdu_decodesFromTheKernelsLayout(UsbIpFixtures fixture) {
        UsbIpStream stream = fixture.stream();

        stream.write(fixture.bytes());

        assertThat(stream.sink.pdus).containsExactly(fixture.arrived());
        assertThat(stream.sink.events).containsExactly("readComplete");
        stream.close();
    }

    @ParameterizedTest
    @EnumSource
    void pdu_splitAtEachByte_decodes(UsbIpFixtures fixture) {
        byte[] bytes = fixture.bytes();
        for (int at = 1; at < bytes.length; at++) {
            UsbIpStream stream = fixture.stream();

            stream.write(bytes, 0, at);
            assertThat(stream.sink.pdus).isEmpty();
            stream.write(bytes, at, bytes.length);

            assertThat(stream.sink.pdus).as("split at %d", at).containsExactly(fixture.arrived());
            stream.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void pdu_byteByByte_decodes(UsbIpFixtures fixture) {
        byte[] bytes = fixture.bytes();
        UsbIpStream stream = fixture.stream();

        for (int at = 0; at < bytes.length; at++) {
            stream.write(bytes, at, at + 1);
        }

        assertThat(stream.sink.pdus).containsExactly(fixture.arrived());
        stream.close();
    }

    @Test
    void retSubmitInPlace_overAnythingInTheHeadroom_writesEachByte() {
        ByteBuf buffer = Unpooled.buffer();
        for (int i = 0; i < Urb.HEADROOM_BYTES; i++) {
            buffer.writeByte(0xff);
        }
        buffer.writeInt(0x12010002);

        UsbIpCodec.retSubmitInPlace(buffer, 15, 0, 4, 0, 4);

        assertThat(ByteBufUtil.getBytes(buffer)).isEqualTo(UsbIpFixtures.RET_SUBMIT_IN.bytes());
    }

    @Test
    void writeRetUnlink_writesEachByte() {
        ByteBuf out = Unpooled.buffer();

        UsbIpCodec.writeRetUnlink(out, 18, -104);

        assertThat(ByteBufUtil.getBytes(out)).isEqualTo(UsbIpFixtures.RET_UNLINK.bytes());
    }

    @Test
    void header_isAsLongAsTheHeadroom() {
        assertThat(UsbIpCodec.HEADER_BYTES).isEqualTo(Urb.HEADROOM_BYTES);
    }

    @Test
    void endpoint_hasItsDirection() {
        assertThat(((CmdSubmit) UsbIpFixtures.CMD_SUBMIT_ISO_IN.arrived().pdu()).endpoint())
                .isEqualTo(new EndpointAddress(0x83));
        assertThat(((CmdSubmit) UsbIpFixtures.CMD_SUBMIT_BULK_OUT.arrived().pdu()).endpoint())
                .isEqualTo(new EndpointAddress(0x02));
        assertThat(((CmdSubmit) UsbIpFixtures.CMD_SUBMIT_CONTROL_IN.arrived().pdu()).endpoint())
                .isEqualTo(EndpointAddress.CONTROL);
    }
}
