package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferStatusTest {

    /** The table of usb-semantics 1.7, plus the cancels that nobody asked for. */
    @ParameterizedTest(name = "libusb {0}, endpoint {1}, {2} of 8 bytes, flags {3}, unlinked {4} -> {5}")
    @CsvSource({
        "0, 0x81, 8, 0, false, 0",
        "0, 0x81, 3, 0, false, 0",
        "0, 0x81, 3, 1, false, -121",
        "0, 0x81, 0, 1, false, -121",
        "0, 0x81, 8, 1, false, 0",
        "0, 0x02, 3, 1, false, 0",
        "0, 0x81, 3, 1, true, -121",
        "1, 0x81, 0, 0, false, -71",
        "1, 0x81, 3, 1, false, -71",
        "2, 0x81, 0, 0, false, -71",
        "3, 0x81, 0, 0, true, -104",
        "3, 0x81, 0, 0, false, -108",
        "4, 0x81, 3, 0, false, -32",
        "5, 0x81, 0, 0, false, -108",
        "5, 0x81, 0, 0, true, -108",
        "6, 0x81, 8, 0, false, -75",
    })
    void ofTransfer(int status, String endpoint, int actualBytes, int flags, boolean unlinked, int expected) {
        assertThat(TransferFlags.SHORT_NOT_OK).isEqualTo(1);
        var urb = Urb.data(
                1,
                new EndpointAddress(Integer.decode(endpoint)),
                TransferType.BULK,
                flags,
                8,
                Unpooled.directBuffer(Urb.HEADROOM_BYTES + 8),
                (u, s, a) -> {});

        assertThat(TransferStatus.ofTransfer(urb, status, actualBytes, unlinked))
                .isEqualTo(expected);
        urb.release();
    }

    @ParameterizedTest(name = "libusb refuses with {0} -> {1}")
    @CsvSource({"-4, -108", "-5, -2", "-9, -32", "-2, -22", "-11, -12", "-1, -71", "-6, -71", "-99, -71"})
    void ofRefusal(int code, int expected) {
        assertThat(TransferStatus.ofRefusal(code)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "request ends with {0} -> {1}")
    @CsvSource({"0, 0", "-4, -108", "-5, -32", "-9, -32", "-1, -32", "-99, -32"})
    void ofRequest(int code, int expected) {
        assertThat(TransferStatus.ofRequest(code)).isEqualTo(expected);
    }
}
