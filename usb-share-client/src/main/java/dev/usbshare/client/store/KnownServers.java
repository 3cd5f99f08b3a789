package dev.usbshare.client.store;

import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.PairingSecret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The servers that people added. Blocks: for management threads. */
public final class KnownServers {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public KnownServers(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** By name. */
    public List<KnownServer> all() {
        return jdbc.sql("select node_id, name, addresses, secret, connect_mode from server order by name")
                .query(KnownServers::read)
                .list();
    }

    public void add(KnownServer server) {
        jdbc.sql("insert into server (node_id, name, addresses, secret, connect_mode, added_at)"
                        + " values (:id, :name, :addresses, :secret, :mode, :now)")
                .param("id", server.nodeId().toString())
                .param("name", server.name())
                .param("addresses", String.join(",", server.addresses()))
                .param(
                        "secret",
                        server.secret()
                                .map(s -> HexFormat.of().formatHex(s.toBytes()))
                                .orElse(null))
                .param("mode", server.mode().toString())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** False if there was none. */
    public boolean remove(NodeId server) {
        return jdbc.sql("delete from server where node_id = :id")
                        .param("id", server.toString())
                        .update()
                > 0;
    }

    /**
     * Calls a server something else, in the rules too: to be done in a transaction.
     *
     * @throws org.springframework.dao.DuplicateKeyException if another has this name
     */
    public void rename(NodeId server, String old, String now) {
        jdbc.sql("update server set name = :now where node_id = :id")
                .param("now", now)
                .param("id", server.toString())
                .update();
        jdbc.sql("update attach_rule set server = :now where server = :old")
                .param("now", now)
                .param("old", old)
                .update();
    }

    public void setMode(NodeId server, ConnectMode mode) {
        jdbc.sql("update server set connect_mode = :mode where node_id = :id")
                .param("mode", mode.toString())
                .param("id", server.toString())
                .update();
    }

    /** To be redeemed at the next connection. Nothing of a server that is none of these. */
    public void keepSecret(NodeId server, PairingSecret secret) {
        jdbc.sql("update server set secret = :secret where node_id = :id")
                .param("secret", HexFormat.of().formatHex(secret.toBytes()))
                .param("id", server.toString())
                .update();
    }

    /** The ticket did its work, or will never do any. */
    public void forgetSecret(NodeId server) {
        jdbc.sql("update server set secret = null where node_id = :id")
                .param("id", server.toString())
                .update();
    }

    /** The server has another key now, as its old one vouched. */
    public void follow(NodeId old, NodeId now) {
        jdbc.sql("update server set node_id = :now where node_id = :old")
                .param("now", now.toString())
                .param("old", old.toString())
                .update();
    }

    private static KnownServer read(ResultSet row, int number) throws SQLException {
        return new KnownServer(
                NodeId.parse(row.getString("node_id")),
                row.getString("name"),
                Arrays.stream(row.getString("addresses").split(","))
                        .filter(place -> !place.isEmpty())
                        .toList(),
                Optional.ofNullable(row.getString("secret"))
                        .map(hex -> PairingSecret.of(HexFormat.of().parseHex(hex))),
                ConnectMode.parse(row.getString("connect_mode")));
    }
}
