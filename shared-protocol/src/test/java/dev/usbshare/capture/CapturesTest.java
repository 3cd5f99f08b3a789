package dev.usbshare.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.usbshare.usb.Direction;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.IsoPacket;
import dev.usbshare.usb.IsoPackets;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapturesTest {

    private static final int DEVID = 3 << 16 | 7;
    private static final EndpointAddress BULK_IN = new EndpointAddress(0x81);
    private static final SetupPacket GET_DEVICE = new SetupPacket(0x80, 6, 0x0100, 0, 18);

    private static final String HEADER =
            // Section header: magic, version 1.0, length unknown, shb_userappl "usb-share".
            "0a0d0d0a 30000000 4d3c2b1a 0100 0000 ffffffffffffffff 0400 0900 7573622d7368617265 000000 00000000 30000000"
                    // Interface: usbmon mapped (220), snap length 65600, if_name "usb-share 3-1".
                    + "01000000 2c000000 dc00 0000 40000100 0200 0d00 7573622d736861726520332d31 000000 00000000 2c000000";

    @TempDir
    Path folder;

    private final Captures captures =
            new Captures(Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC));

    @AfterEach
    void close() {
        captures.close();
    }

    @Test
    void file_withAControlRequest_hasUsbmonsRecords() throws IOException {
        Path file = folder.resolve("a.pcapng");
        CapturePoint point = captures.join("3-1");
        captures.start("3-1", DEVID, file, 1 << 20);

        tap(point)
                .event(
                        UrbEvent.begin(
                                5, TransferType.CONTROL, EndpointAddress.CONTROL, Direction.IN, GET_DEVICE, 18, 0x200),
                        null,
                        0,
                        0);
        ByteBuf answer = Unpooled.wrappedBuffer(new byte[] {9, 9, 1, 2, 3});
        tap(point)
                .event(
                        UrbEvent.end(5, TransferType.CONTROL, EndpointAddress.CONTROL, Direction.IN, 0, 3),
                        answer,
                        2,
                        3);
        captures.stop("3-1");

        // 1767323045678901 us since 1970.
        assertThat(hex(file))
                .isEqualTo(compact(HEADER
                        + "06000000 60000000 00000000 5e470600 354f57f6 40000000 40000000"
                        + "0500000000000000 53 02 80 07 0300 00 3c a535576900000000 f55b0a00 8dffffff 12000000 00000000"
                        + "8006000100001200 00000000 00000000 00020000 00000000 60000000"
                        + "06000000 64000000 00000000 5e470600 354f57f6 43000000 43000000"
                        + "0500000000000000 43 02 80 07 0300 2d 00 a535576900000000 f55b0a00 00000000 03000000 03000000"
                        + "0000000000000000 00000000 00000000 00000000 00000000 010203 00 64000000"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void isochronousPackets_standBeforeTheData() throws IOException {
        Path file = folder.resolve("iso.pcapng");
        CapturePoint point = captures.join("3-1");
        captures.start("3-1", DEVID, file, 1 << 20);
        var packets = IsoPackets.of(List.of(new IsoPacket(0, 4, 2, 0), new IsoPacket(4, 4, 0, -18)));
        var end = UrbEvent.end(1, TransferType.ISOCHRONOUS, new EndpointAddress(0x84), Direction.IN, 0, 2);

        tap(point).event(end.isochronous(1, 77, packets), Unpooled.wrappedBuffer(new byte[] {5, 6}), 0, 2);
        captures.stop("3-1");

        assertThat(hex(file))
                .endsWith(compact(
                        "01000000 02000000" // one error, two packets
                                + "01000000 4d000000 00000000 02000000"
                                + "00000000 00000000 02000000 00000000"
                                + "eeffffff 04000000 00000000 00000000"
                                + "0506 0000 84000000"));
    }

    @Test
    void longData_isCutAndItsLengthTold() throws IOException {
        Path file = folder.resolve("long.pcapng");
        CapturePoint point = captures.join("3-1");
        captures.start("3-1", DEVID, file, 1 << 20);
        int bytes = CaptureFormat.MAX_DATA_BYTES + 100;

        tap(point).event(bulk(bytes), Unpooled.buffer(bytes).writeZero(bytes), 0, bytes);
        captures.stop("3-1");

        ByteBuf content = Unpooled.wrappedBuffer(Files.readAllBytes(file));
        int packet = compact(HEADER).length() / 2;
        assertThat(content.getIntLE(packet + 20)).isEqualTo(64 + CaptureFormat.MAX_DATA_BYTES);
        assertThat(content.getIntLE(packet + 24)).isEqualTo(64 + bytes);
    }

    @Test
    void fullFile_takesNoMore() throws IOException {
        Path file = folder.resolve("full.pcapng");
        CapturePoint point = captures.join("3-1");
        DeviceCapture capture = captures.start("3-1", DEVID, file, 1000);

        for (int i = 0; i < 100; i++) {
            tap(point).event(bulk(100), Unpooled.buffer(100).writeZero(100), 0, 100);
        }
        captures.stop("3-1");

        assertThat(capture.isFull()).isTrue();
        assertThat(Files.size(file)).isEqualTo(capture.bytes()).isBetween(1000L, 1300L);
    }

    @Test
    void captureBegunBeforeItsDevice_hearsIt() throws IOException {
        Path file = folder.resolve("early.pcapng");
        DeviceCapture capture = captures.start("3-1", DEVID, file, 1 << 20);

        CapturePoint first = captures.join("3-1");
        tap(first).event(bulk(0), null, 0, 0);
        captures.leave("3-1", first);
        CapturePoint again = captures.join("3-1");
        tap(again).event(bulk(0), null, 0, 0);

        assertThat(first.tap()).isNull();
        assertThat(captures.join("4-1").tap()).as("another device").isNull();
        assertThat(capture.events()).isEqualTo(2);
    }

    @Test
    void stop_takesTheTapOut() throws IOException {
        CapturePoint point = captures.join("3-1");
        captures.start("3-1", DEVID, folder.resolve("a"), 1 << 20);

        captures.stop("3-1");

        assertThat(point.tap()).isNull();
        assertThat(captures.running()).isEmpty();
        assertThat(captures.stop("3-1")).isEmpty();
    }

    @Test
    void start_whereItCannot_saysWhy() throws IOException {
        captures.start("1-0", DEVID, folder.resolve("0"), 1 << 20);
        assertThatThrownBy(() -> captures.start("1-0", DEVID, folder.resolve("x"), 1 << 20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("already");
        assertThatThrownBy(() -> captures.start("1-9", DEVID, folder.resolve("0"), 1 << 20))
                .isInstanceOf(FileAlreadyExistsException.class);
        for (int i = 1; i < Captures.MAX_CAPTURES; i++) {
            captures.start("1-" + i, DEVID, folder.resolve("" + i), 1 << 20);
        }
        assertThatThrownBy(() -> captures.start("1-8", DEVID, folder.resolve("8"), 1 << 20))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("stop one");
        assertThat(folder.resolve("x")).doesNotExist();
        assertThat(folder.resolve("8")).doesNotExist();
    }

    private static UrbEvent bulk(int bytes) {
        return UrbEvent.end(1, TransferType.BULK, BULK_IN, Direction.IN, 0, bytes);
    }

    private static UrbTap tap(CapturePoint point) {
        return Objects.requireNonNull(point.tap(), "no tap");
    }

    private static String hex(Path file) throws IOException {
        return HexFormat.of().formatHex(Files.readAllBytes(file));
    }

    private static String compact(String hex) {
        return hex.replace(" ", "");
    }
}
