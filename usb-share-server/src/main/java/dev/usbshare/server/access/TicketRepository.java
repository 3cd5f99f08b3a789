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
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables {@code ticket} and {@code ticket_grant}. Within the caller's transaction. */
final class TicketRepository {

    private final JdbcClient jdbc;

    TicketRepository(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<TicketEntry> all() {
        Map<String, List<DevicePattern>> grants = new HashMap<>();
        jdbc.sql("select ticket_id, pattern from ticket_grant order by ticket_id, ordinal")
                .query(row -> {
                    grants.computeIfAbsent(row.getString("ticket_id"), id -> new ArrayList<>())
                            .add(DevicePattern.parse(row.getString("pattern")));
                });
        return jdbc.sql("select * from ticket order by issued_at, id")
                .query((row, number) -> entry(row, grants.getOrDefault(row.getString("id"), List.of())))
                .list();
    }

    private static TicketEntry entry(ResultSet row, List<DevicePattern> grants) throws SQLException {
        return new TicketEntry(
                row.getString("id"),
                row.getString("digest"),
                new PeerTerms(
                        row.getString("peer_name"),
                        row.getString("notes"),
                        grants,
                        SqlTimes.optional(row, "approval_expires_at"),
                        row.getBoolean("take_over")),
                SqlTimes.required(row, "issued_at"),
                SqlTimes.required(row, "expires_at"),
                SqlTimes.optional(row, "redeemed_at"),
                Optional.ofNullable(row.getString("redeemed_by")).map(NodeId::parse),
                SqlTimes.optional(row, "withdrawn_at"));
    }

    void insert(TicketEntry ticket) {
        jdbc.sql("""
                insert into ticket
                    (id, digest, peer_name, notes, take_over, approval_expires_at, issued_at, expires_at)
                values (:id, :digest, :peerName, :notes, :takeOver, :approvalExpiresAt, :issuedAt, :expiresAt)
                """)
                .param("id", ticket.id())
                .param("digest", ticket.digest())
                .param("peerName", ticket.terms().name())
                .param("notes", ticket.terms().notes())
                .param("takeOver", ticket.terms().takeOver())
                .param("approvalExpiresAt", SqlTimes.of(ticket.terms().expires()))
                .param("issuedAt", SqlTimes.of(ticket.issued()))
                .param("expiresAt", SqlTimes.of(ticket.expires()))
                .update();
        int ordinal = 0;
        for (DevicePattern grant : ticket.terms().grants()) {
            jdbc.sql("insert into ticket_grant (ticket_id, ordinal, pattern) values (:id, :ordinal, :pattern)")
                    .param("id", ticket.id())
                    .param("ordinal", ordinal++)
                    .param("pattern", grant.toString())
                    .update();
        }
    }

    /** Uses a ticket up: of all who try, on whichever server, one succeeds. */
    boolean redeem(String id, NodeId peer, Instant now) {
        return jdbc.sql("""
                        update ticket set redeemed_at = :now, redeemed_by = :peer
                        where id = :id and redeemed_at is null and withdrawn_at is null and expires_at > :now
                        """)
                        .param("now", SqlTimes.of(now))
                        .param("peer", peer.toString())
                        .param("id", id)
                        .update()
                == 1;
    }

    boolean withdraw(String id, Instant now) {
        return jdbc.sql("""
                        update ticket set withdrawn_at = :now
                        where id = :id and redeemed_at is null and withdrawn_at is null
                        """).param("now", SqlTimes.of(now)).param("id", id).update() == 1;
    }

    /** Forgets tickets that have been good for nothing since before {@code then}. */
    void deleteExpiredBefore(Instant then) {
        jdbc.sql("delete from ticket where expires_at < :then")
                .param("then", SqlTimes.of(then))
                .update();
    }
}
