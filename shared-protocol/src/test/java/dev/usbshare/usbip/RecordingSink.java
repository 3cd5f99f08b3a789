package dev.usbshare.usbip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.usb.Direction;
import dev.usbshare.usbip.UsbIpPdu.CmdSubmit;
import dev.usbshare.usbip.UsbIpPdu.CmdUnlink;
import dev.usbshare.usbip.UsbIpPdu.RetSubmit;
import dev.usbshare.usbip.UsbIpPdu.RetUnlink;
import dev.usbshare.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plays both roles: keeps the PDUs that arrive. Endpoint 3 is isochronous; asked for much memory, it skips the data. */
final class RecordingSink implements CmdSink, RetSink {

    static final int ISO_ENDPOINT = 3;
    private static final int MAX_PAYLOAD_BYTES = 1 << 16;

    record Arrived(UsbIpPdu pdu, @Nullable String payload) {}

    final List<Arrived> pdus = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    RetSink.Body body = Body.NOTHING;
    boolean refusesPayloads;

    @Nullable
    UsbIpException failure;

    @Override
    public boolean isIsochronous(int endpointNumber, Direction direction) {
        return endpointNumber == ISO_ENDPOINT;
    }

    @Override
    public RetSink.Body bodyOf(RetSubmit header) {
        return body;
    }

    @Override
    public @Nullable ByteBuf payload(CmdSubmit header, int payloadBytes) {
        return memory(payloadBytes);
    }

    @Override
    public @Nullable ByteBuf payload(RetSubmit header, int payloadBytes) {
        return memory(payloadBytes);
    }

    @Override
    public void submit(CmdSubmit cmd, @Nullable ByteBuf payload) {
        keep(cmd, payload);
    }

    @Override
    public void unlink(CmdUnlink cmd) {
        keep(cmd, null);
    }

    @Override
    public void submitted(RetSubmit ret, @Nullable ByteBuf payload) {
        keep(ret, payload);
    }

    @Override
    public void unlinked(RetUnlink ret) {
        keep(ret, null);
    }

    @Override
    public void readComplete() {
        events.add("readComplete");
    }

    @Override
    public void writabilityChanged(boolean writable) {
        events.add("writable=" + writable);
    }

    @Override
    public void failed(UsbIpException cause) {
        events.add("failed");
        failure = cause;
    }

    @Override
    public void closed() {
        events.add("closed");
    }

    private @Nullable ByteBuf memory(int payloadBytes) {
        assertThat(payloadBytes).isBetween(1, WireLimits.MAX_URB_BYTES);
        return refusesPayloads || payloadBytes > MAX_PAYLOAD_BYTES
                ? null
                : PooledByteBufAllocator.DEFAULT.directBuffer(payloadBytes);
    }

    private void keep(UsbIpPdu pdu, @Nullable ByteBuf payload) {
        String hex = null;
        if (payload != null) {
            byte[] bytes = new byte[payload.readableBytes()];
            payload.readBytes(bytes);
            payload.release();
            hex = HexFormat.of().formatHex(bytes);
        }
        pdus.add(new Arrived(pdu, hex));
    }
}
