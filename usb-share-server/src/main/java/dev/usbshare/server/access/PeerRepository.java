package dev.usbshare.server.access;

import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.DevicePattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code peer}, {@code peer_grant} and {@code peer_successor}. Within the caller's transaction. */
final class PeerRepository {

    private final JdbcClient jdbc;

    PeerRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<PeerEntry> all() {
        Map<Long, List<DevicePattern>> grants = new HashMap<>();
        jdbc.sql("select peer_id, pattern from peer_grant order by peer_id, ordinal")
                .query(row -> {
                    grants.computeIfAbsent(row.getLong("peer_id"), id -> new ArrayList<>())
                            .add(DevicePattern.parse(row.getString("pattern")));
                });
        return jdbc.sql("select * from peer order by id")
                .query((row, number) -> entry(row, grants.getOrDefault(row.getLong("id"), List.of())))
                .list();
    }

    private static PeerEntry entry(ResultSet row, List<DevicePattern> grants) throws SQLException {
        return new PeerEntry(
                NodeId.parse(row.getString("node_id")),
                new PeerTerms(
                        row.getString("name"),
                        row.getString("notes"),
                        grants,
                        SqlTimes.optional(row, "expires_at"),
                        row.getBoolean("take_over")),
                PeerEntry.Source.DATABASE,
                SqlTimes.required(row, "approved_at"),
                row.getBoolean("ended"));
    }

    /** Takes the place of an entry of the same node id, if there is one. */
    void put(NodeId id, PeerTerms terms, Instant approvedAt) {
        delete(id);
        jdbc.sql("""
                insert into peer (node_id, name, notes, take_over, approved_at, expires_at, ended)
                values (:nodeId, :name, :notes, :takeOver, :approvedAt, :expiresAt, false)
                """)
                .param("nodeId", id.toString())
                .param("name", terms.name())
                .param("notes", terms.notes())
                .param("takeOver", terms.takeOver())
                .param("approvedAt", SqlTimes.of(approvedAt))
                .param("expiresAt", SqlTimes.of(terms.expires()))
                .update();
        int ordinal = 0;
        for (DevicePattern grant : terms.grants()) {
            jdbc.sql("""
                    insert into peer_grant (peer_id, ordinal, pattern)
                    values ((select id from peer where node_id = :nodeId), :ordinal, :pattern)
                    """)
                    .param("ordinal", ordinal++)
                    .param("pattern", grant.toString())
                    .param("nodeId", id.toString())
                    .update();
        }
    }

    boolean delete(NodeId id) {
        return jdbc.sql("delete from peer where node_id = :nodeId")
                        .param("nodeId", id.toString())
                        .update()
                > 0;
    }

    void markEnded(NodeId id) {
        jdbc.sql("update peer set ended = true where node_id = :nodeId")
                .param("nodeId", id.toString())
                .update();
    }

    /** The peer has another node id from now on; the old one is given up for good. */
    void follow(NodeId oldId, NodeId newId, Instant at) {
        jdbc.sql("update peer set node_id = :newId where node_id = :oldId")
                .param("newId", newId.toString())
                .param("oldId", oldId.toString())
                .update();
        jdbc.sql("insert into peer_successor (old_node_id, new_node_id, followed_at) values (:oldId, :newId, :at)")
                .param("oldId", oldId.toString())
                .param("newId", newId.toString())
                .param("at", SqlTimes.of(at))
                .update();
    }

    Map<NodeId, NodeId> successors() {
        Map<NodeId, NodeId> successors = new HashMap<>();
        jdbc.sql("select old_node_id, new_node_id from peer_successor").query(row -> {
            successors.put(NodeId.parse(row.getString("old_node_id")), NodeId.parse(row.getString("new_node_id")));
        });
        return successors;
    }
}
