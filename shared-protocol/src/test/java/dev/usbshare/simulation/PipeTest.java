package dev.usbshare.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.EndpointAddress;
import dev.usbshare.usb.EndpointDescriptor;
import dev.usbshare.usb.TransferFlags;
import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.Urb;
import dev.usbshare.usb.UrbStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a host controller and a device do with packets of 8 bytes. */
class PipeTest {

    private static final int PACKET_BYTES = 8;

    private final List<String> ended = new ArrayList<>();
    private final InPipe in = new InPipe(endpoint(0x81), Transfer::run);
    private final OutPipe out = new OutPipe(endpoint(0x01), Transfer::run);

    @ParameterizedTest
    @CsvSource({
        // sent, asked, status, moved, left for the next transfer of 64
        "  5,  8, 0, 5, -1",
        "  8,  8, 0, 8, -1",
        " 16,  8, 0, 8,  8",
        " 13,  8, 0, 8,  5",
        " 13, 13, 0, 13, -1",
        "  0,  8, 0, 0, -1",
        "  5,  4, -75, 4, -1",
        " 20, 12, -75, 12,  4",
        " 20,  4, -75, 4, 12",
        " 24, 12, -75, 12,  8",
        "  5,  0, -75, 0, -1",
        "  0,  0, 0, 0, -1",
    })
    void in_packetsMeetTransfer_endsAsOnABus(int sent, int asked, int status, int moved, int left) {
        in.send(bytes(sent), () -> {});

        in.submit(inTransfer(asked, 0));
        in.submit(inTransfer(64, 0));

        var expected = new ArrayList<>(List.of(status + ":" + moved));
        // A next transfer ends only at a short packet.
        if (left > 0 && left % PACKET_BYTES != 0) {
            expected.add("0:" + left);
        }
        assertThat(ended).isEqualTo(expected);
        in.flush(UrbStatus.ESHUTDOWN);
        if (left > 0 && left % PACKET_BYTES == 0) {
            assertThat(ended).endsWith("-108:" + left);
        }
        in.reset();
    }

    @Test
    void in_oneTransferOverSeveralSends_goesOnUntilShortPacket() {
        in.submit(inTransfer(64, 0));
        in.send(bytes(8), () -> {});
        in.send(bytes(16), () -> {});
        assertThat(ended).isEmpty();

        in.send(bytes(3), () -> {});

        assertThat(ended).containsExactly("0:27");
    }

    @Test
    void in_shortWhereForbidden_isRemoteIoWithItsData() {
        in.send(bytes(3), () -> {});
        in.send(bytes(8), () -> {});

        in.submit(inTransfer(8, TransferFlags.SHORT_NOT_OK));
        in.submit(inTransfer(8, TransferFlags.SHORT_NOT_OK));

        assertThat(ended).containsExactly("-121:3", "0:8");
    }

    @Test
    void in_haltBehindData_stallsInItsPlaceAndGoesOnWhenCleared() {
        in.send(bytes(16), () -> {});
        in.haltAfterSent();
        in.send(bytes(3), () -> {});

        in.submit(inTransfer(32, 0));
        in.submit(inTransfer(32, 0));
        assertThat(ended).containsExactly("-32:16", "-32:0");
        in.clearHalt();
        in.submit(inTransfer(32, 0));

        assertThat(ended).containsExactly("-32:16", "-32:0", "0:3");
    }

    @Test
    void in_sent_isToldWhenTheLastByteHasGone() {
        in.send(bytes(16), () -> ended.add("sent"));

        in.submit(inTransfer(8, 0));
        assertThat(ended).containsExactly("0:8");
        in.submit(inTransfer(8, 0));

        assertThat(ended).containsExactly("0:8", "sent", "0:8");
    }

    @Test
    void in_cancelled_isResetOnceAndLeavesTheOthersInOrder() {
        Transfer first = inTransfer(8, 0);
        in.submit(first);
        in.submit(inTransfer(4, 0));

        in.cancel(first);
        in.cancel(first);
        in.send(bytes(2), () -> {});

        assertThat(ended).containsExactly("-104:0", "0:2");
    }

    @Test
    void out_slowSink_takesPieceByPiece() {
        var taken = new ArrayList<Integer>();
        var ready = new boolean[] {true};
        out.sink(new OutPipe.Sink() {
            @Override
            public boolean isReady() {
                return ready[0];
            }

            @Override
            public void accept(ByteBuf data, boolean endsShort) {
                taken.add(data.readableBytes());
                data.skipBytes(Math.min(5, data.readableBytes()));
                ready[0] = false;
            }
        });

        out.submit(outTransfer(12, 0));
        for (int i = 0; i < 2; i++) {
            assertThat(ended).isEmpty();
            ready[0] = true;
            out.pump();
        }

        assertThat(taken).containsExactly(12, 7, 2);
        assertThat(ended).containsExactly("0:12");
    }

    @ParameterizedTest
    @CsvSource({"8, 0, false", "5, 0, true", "0, 0, true", "16, 64, true", "13, 64, true"})
    void out_transfer_endsShortByLengthOrZeroPacket(int length, int flags, boolean endsShort) {
        var heard = new ArrayList<Boolean>();
        out.sink(new OutPipe.Sink() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void accept(ByteBuf data, boolean shortEnd) {
                data.skipBytes(data.readableBytes());
                heard.add(shortEnd);
            }
        });

        out.submit(outTransfer(length, flags));

        assertThat(heard).containsExactly(endsShort);
        assertThat(ended).containsExactly("0:" + length);
    }

    @Test
    void out_haltInTheMiddle_stallsWithWhatWasTaken() {
        out.sink(new OutPipe.Sink() {
            @Override
            public boolean isReady() {
                return true;
            }

            @Override
            public void accept(ByteBuf data, boolean endsShort) {
                data.skipBytes(8);
                out.halt();
            }
        });

        out.submit(outTransfer(24, 0));
        out.submit(outTransfer(8, 0));

        assertThat(ended).containsExactly("-32:8", "-32:0");
    }

    @Test
    void in_data_arrivesBehindTheHeadroomInOrder() {
        ByteBuf buffer = Unpooled.buffer(Urb.HEADROOM_BYTES + 16);
        var got = new ArrayList<String>();
        Urb urb = Urb.data(
                1,
                new EndpointAddress(0x81),
                TransferType.BULK,
                0,
                16,
                buffer,
                (u, status, moved) -> got.add(ByteBufUtil.hexDump(u.buffer(), Urb.HEADROOM_BYTES, moved)));
        in.send(bytes(8), () -> {});
        in.send(bytes(2), () -> {});

        in.submit(new Transfer(urb, in));

        assertThat(got).containsExactly("00010203040506070001");
        urb.release();
    }

    private Transfer inTransfer(int length, int flags) {
        return transfer(in, 0x81, length, flags);
    }

    private Transfer outTransfer(int length, int flags) {
        return transfer(out, 0x01, length, flags);
    }

    private Transfer transfer(Pipe pipe, int address, int length, int flags) {
        ByteBuf buffer = Unpooled.buffer(Urb.HEADROOM_BYTES + length);
        Urb urb = Urb.data(
                1, new EndpointAddress(address), TransferType.BULK, flags, length, buffer, (u, status, moved) -> {
                    ended.add(status + ":" + moved);
                    u.release();
                });
        return new Transfer(urb, pipe);
    }

    private static EndpointDescriptor endpoint(int address) {
        return new EndpointDescriptor(new EndpointAddress(address), TransferType.BULK, PACKET_BYTES, 0);
    }

    private static ByteBuf bytes(int count) {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) i;
        }
        return Unpooled.wrappedBuffer(bytes);
    }
}
