package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.lookup.PkarrException;
import dev.usbshare.lookup.PkarrPacket;
import dev.usbshare.lookup.Z32;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import java.net.SocketAddress;

/**
 * {@code PUT} and {@code GET} of signed records, {@code /pkarr/<z-base-32 id>}.
 *
 * <p><b>Confinement</b>: the relay's event loop. <b>Source</b>: pkarr's relay design; {@code iroh-dns-server/src/http/pkarr.rs}.
 */
final class HttpRecords {

    private static final String TYPE = "application/x-pkarr-signed-packet";

    private final RelayContext relay;

    HttpRecords(RelayContext relay) {
        this.relay = relay;
    }

    FullHttpResponse answer(FullHttpRequest request, String name, SocketAddress from) {
        NodeId node;
        try {
            node = Z32.parse(name);
        } catch (IllegalArgumentException e) {
            return HttpAnswers.open(HttpAnswers.text(400, "not a node's id in z-base-32\n"));
        }
        if (request.method().equals(HttpMethod.PUT)) {
            return HttpAnswers.open(put(node, ByteBufUtil.getBytes(request.content()), from));
        }
        if (request.method().equals(HttpMethod.GET)) {
            return HttpAnswers.open(get(node));
        }
        return HttpAnswers.text(405, "");
    }

    private FullHttpResponse get(NodeId node) {
        PkarrPacket record = relay.records().find(node);
        relay.counts().add(record == null ? RelayCount.LOOKUPS_NONE : RelayCount.LOOKUPS_FOUND);
        return record == null
                ? HttpAnswers.text(404, "no record\n")
                : HttpAnswers.of(200, TYPE, Unpooled.wrappedBuffer(record.payload()));
    }

    private FullHttpResponse put(NodeId node, byte[] payload, SocketAddress from) {
        if (!relay.publishes().take(from)) {
            relay.counts().add(RelayCount.RECORDS_TOO_MANY);
            return HttpAnswers.text(429, "too many records from this address\n");
        }
        if (!relay.rules().access().mayPublish(node)) {
            relay.counts().add(RelayCount.RECORDS_DENIED);
            return HttpAnswers.text(403, "this node may not publish here\n");
        }
        PkarrPacket record;
        try {
            record = PkarrPacket.verify(node, payload);
        } catch (PkarrException e) {
            relay.counts().add(RelayCount.RECORDS_BAD);
            return HttpAnswers.text(400, e.getMessage() + "\n");
        }
        boolean kept = relay.records().keep(record);
        relay.counts().add(kept ? RelayCount.RECORDS_TAKEN : RelayCount.RECORDS_OLD);
        return kept ? HttpAnswers.empty(204) : HttpAnswers.text(409, "a newer record is there\n");
    }
}
