package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.DescriptorSet;
import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.SetupPacket;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenDeviceTest {

    private static final int IN = 0x81;
    private static final int OUT = 0x01;

    private final Rig rig = new Rig(new Loopback("000000000001"));

    @AfterEach
    void unplug() {
        rig.close();
    }

    @ParameterizedTest
    @CsvSource({
        // type, request, value, index, length -> status, data
        "80, 00, 0000, 0000,   2,   0, 0000", // GET_STATUS device
        "81, 00, 0000, 0000,   2,   0, 0000", // GET_STATUS interface
        "81, 00, 0000, 0001,   2, -32, ''",
        "82, 00, 0000, 0081,   2,   0, 0000", // GET_STATUS endpoint
        "82, 00, 0000, 0000,   2,   0, 0000",
        "82, 00, 0000, 0085,   2, -32, ''",
        "82, 00, 0000, ff81,   2, -32, ''",
        "80, 08, 0000, 0000,   1,   0, 01", // GET_CONFIGURATION
        "81, 0a, 0000, 0000,   1,   0, 00", // GET_INTERFACE
        "81, 0a, 0000, 0007,   1, -32, ''",
        "80, 06, 0100, 0000,   8,   0, 12010002ff000040", // device, cut
        "80, 06, 0200, 0000,   9,   0, 09022e00010100 8032",
        "80, 06, 0300, 0000, 255,   0, 04030904",
        "80, 06, 0302, 0409, 255,   0, 12034c006f006f0070006200610063006b00",
        "80, 06, 0307, 0409, 255, -32, ''",
        "80, 06, 0f00, 0000,   5, -32, ''", // BOS
        "80, 06, 0600, 0000,  10, -32, ''", // qualifier
        "81, 06, 2200, 0000,  64, -32, ''", // not a HID
        "c0, 55, 0000, 0000,   4, -32, ''", // no such vendor request
        "80, 06, 0100, 0000,   0,   0, ''",
    })
    void controlIn_standardRequest_isAnsweredOrStalled(
            String type, String request, String value, String index, int length, int status, String data) {
        Rig.Ended ended = rig.controlIn(hex(type), hex(request), hex(value), hex(index), length);

        assertThat(ended.status()).isEqualTo(status);
        assertThat(HexFormat.of().formatHex(ended.data())).isEqualTo(data.replace(" ", ""));
    }

    @Test
    void controlIn_shortWhereForbidden_isRemoteIoWithItsData() {
        Rig.Ended ended =
                rig.control(new SetupPacket(0x80, 6, 0x0100, 0, 64), new byte[0], 64, TransferFlags.SHORT_NOT_OK);

        assertThat(ended.status()).isEqualTo(UrbStatus.EREMOTEIO);
        assertThat(ended.data()).isEqualTo(rig.device.descriptors().device()).hasSize(DescriptorSet.DEVICE_BYTES);
    }

    @Test
    void controlIn_bufferSmallerThanTheSetupsLength_isFilledOnly() {
        Rig.Ended ended = rig.control(new SetupPacket(0x80, 6, 0x0100, 0, 18), new byte[0], 4, 0);

        assertThat(ended.status()).isEqualTo(UrbStatus.OK);
        assertThat(ended.actualLengthBytes()).isEqualTo(4);
    }

    @Test
    void setFeatureHalt_thenClearHalt_stallsInBetween() {
        assertThat(rig.control(0x02, 3, 0, IN, new byte[0]).status()).isEqualTo(UrbStatus.OK);

        assertThat(rig.controlIn(0x82, 0, 0, IN, 2).data()).containsExactly(1, 0);
        assertThat(rig.in(IN, 512).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.in(IN, 512).status()).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.out(OUT, new byte[3]).status()).isEqualTo(UrbStatus.OK);

        assertThat(rig.clearHalt(IN)).isEqualTo(UrbStatus.OK);
        assertThat(rig.controlIn(0x82, 0, 0, IN, 2).data()).containsExactly(0, 0);
        assertThat(rig.in(IN, 512)).returns(UrbStatus.OK, Rig.Ended::status).returns(3, Rig.Ended::actualLengthBytes);
    }

    @Test
    void clearHalt_ofControlEndpointAndOfNone_isOkAndStall() {
        assertThat(rig.clearHalt(0)).isEqualTo(UrbStatus.OK);
        assertThat(rig.clearHalt(0x8f)).isEqualTo(UrbStatus.EPIPE);
    }

    @Test
    void submit_manyInFlight_endInOrderWithTheirBytes() {
        List<Rig.Pending> reads =
                IntStream.range(0, 100).mapToObj(i -> rig.in(IN, 512, 0)).toList();
        var order = new ArrayList<Integer>();
        var noted = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            noted.add(reads.get(i).end().thenRun(() -> order.add(number)));
        }

        for (int i = 0; i < 100; i++) {
            rig.out(OUT, new byte[] {(byte) i, 7});
        }

        for (int i = 0; i < 100; i++) {
            Rig.await(noted.get(i));
            assertThat(reads.get(i).await().data()).containsExactly(i, 7);
        }
        assertThat(order).isSorted().hasSize(100);
    }

    @Test
    void submit_dataAtHand_endsOnlyAfterTheCall() {
        rig.out(OUT, new byte[5]);
        var events = new ArrayList<String>();

        rig.executor
                .submit(() -> {
                    rig.device.submit(Urb.data(
                            1,
                            new EndpointAddress(IN),
                            TransferType.BULK,
                            0,
                            512,
                            Unpooled.buffer(Urb.HEADROOM_BYTES + 512),
                            (urb, status, actual) -> {
                                events.add("ended " + actual);
                                urb.release();
                            }));
                    events.add("submitted");
                })
                .syncUninterruptibly();
        rig.executor.submit(() -> {}).syncUninterruptibly();

        assertThat(events).containsExactly("submitted", "ended 5");
    }

    @Test
    void submit_unknownEndpoint_endsWithNoEntry() {
        assertThat(rig.in(0x8f, 512).status()).isEqualTo(UrbStatus.ENOENT);
    }

    @Test
    void cancel_waiting_isResetAndTheNextGetsTheData() {
        Rig.Pending first = rig.in(IN, 512, 0);
        Rig.Pending second = rig.in(IN, 512, 0);

        rig.cancel(first);
        rig.cancel(first);
        rig.out(OUT, new byte[] {9});

        assertThat(first.await().status()).isEqualTo(UrbStatus.ECONNRESET);
        assertThat(second.await().data()).containsExactly(9);
    }

    @Test
    void cancel_writeHeldBack_saysWhatWasTaken() {
        Rig.Pending write = rig.out(OUT, new byte[Echo.CAPACITY_BYTES + 100], 0);

        rig.cancel(write);

        assertThat(write.await())
                .returns(UrbStatus.ECONNRESET, Rig.Ended::status)
                .returns(Echo.CAPACITY_BYTES, Rig.Ended::actualLengthBytes);
    }

    @Test
    void setConfiguration_endsWhatIsInFlightAndEmptiesTheDevice() {
        rig.out(OUT, new byte[5]);
        Rig.Pending waiting = rig.in(0x82, 64, 0);

        assertThat(rig.setConfiguration(1)).isEqualTo(UrbStatus.OK);

        assertThat(waiting.await().status()).isEqualTo(UrbStatus.ESHUTDOWN);
        Rig.Pending read = rig.in(IN, 512, 0);
        rig.out(OUT, new byte[] {1});
        assertThat(read.await().data()).containsExactly(1);
    }

    @Test
    void setConfiguration_zeroAndUnknown_isUnconfiguredAndStall() {
        assertThat(rig.setConfiguration(2)).isEqualTo(UrbStatus.EPIPE);
        assertThat(rig.setConfiguration(0)).isEqualTo(UrbStatus.OK);

        assertThat(rig.in(IN, 512).status()).isEqualTo(UrbStatus.ENOENT);
        assertThat(rig.controlIn(0x80, 8, 0, 0, 1).data()).containsExactly(0);
        assertThat(rig.setConfiguration(1)).isEqualTo(UrbStatus.OK);
        assertThat(rig.out(OUT, new byte[1]).status()).isEqualTo(UrbStatus.OK);
    }

    @Test
    void setInterface_endsWhatIsInFlightAndTakesHaltsAway() {
        Rig.Pending waiting = rig.in(IN, 512, 0);
        rig.control(0x02, 3, 0, OUT, new byte[0]);

        assertThat(rig.setInterface(0, 0)).isEqualTo(UrbStatus.OK);
        assertThat(rig.setInterface(0, 1)).isEqualTo(UrbStatus.EPIPE);

        assertThat(waiting.await().status()).isEqualTo(UrbStatus.ESHUTDOWN);
        assertThat(rig.out(OUT, new byte[1]).status()).isEqualTo(UrbStatus.OK);
    }

    private static int hex(String digits) {
        return HexFormat.fromHexDigits(digits);
    }
}
