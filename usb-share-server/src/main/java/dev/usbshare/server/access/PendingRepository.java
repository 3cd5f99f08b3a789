package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code pending_request}. Within the caller's transaction. */
final class PendingRepository {

    private final JdbcClient jdbc;

    PendingRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<PendingPeer> all() {
        return jdbc.sql("select * from pending_request")
                .query((row, number) -> new PendingPeer(
                        NodeId.parse(row.getString("node_id")),
                        row.getString("node_name"),
                        row.getString("address"),
                        row.getLong("network"),
                        SqlTimes.required(row, "first_asked_at"),
                        SqlTimes.required(row, "last_asked_at"),
                        row.getBoolean("denied")))
                .list();
    }

    void put(PendingPeer peer) {
        delete(peer.id());
        jdbc.sql("""
                insert into pending_request
                    (node_id, node_name, address, network, first_asked_at, last_asked_at, denied)
                values (:nodeId, :nodeName, :address, :network, :firstAsked, :lastAsked, :denied)
                """)
                .param("nodeId", peer.id().toString())
                .param("nodeName", peer.nodeName())
                .param("address", peer.address())
                .param("network", peer.network())
                .param("firstAsked", SqlTimes.of(peer.firstAsked()))
                .param("lastAsked", SqlTimes.of(peer.lastAsked()))
                .param("denied", peer.denied())
                .update();
    }

    void deny(NodeId id) {
        jdbc.sql("update pending_request set denied = true where node_id = :nodeId")
                .param("nodeId", id.toString())
                .update();
    }

    boolean delete(NodeId id) {
        return jdbc.sql("delete from pending_request where node_id = :nodeId")
                        .param("nodeId", id.toString())
                        .update()
                > 0;
    }

    /** Those that nobody decided on; denied ones stay. */
    int deleteWaiting() {
        return jdbc.sql("delete from pending_request where not denied").update();
    }

    void deleteWaitingSince(Instant lastAsked) {
        jdbc.sql("delete from pending_request where not denied and last_asked_at < :lastAsked")
                .param("lastAsked", SqlTimes.of(lastAsked))
                .update();
    }
}
