package dev.usbshare.client.store;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.identity.NodeId;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code server_classes}: what servers may bring in, where that is not everything. Within the caller's transaction. */
final class ClassesTable {

    private final JdbcClient jdbc;

    ClassesTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Map<NodeId, AllowedClasses> all() {
        return jdbc
                .sql("select node_id, classes from server_classes")
                .query((row, number) -> Map.entry(
                        NodeId.parse(row.getString("node_id")), AllowedClasses.parse(row.getString("classes"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    void put(NodeId server, AllowedClasses allowed) {
        jdbc.sql("delete from server_classes where node_id = :id")
                .param("id", server.toString())
                .update();
        if (allowed.classes().isPresent()) {
            jdbc.sql("insert into server_classes (node_id, classes) values (:id, :classes)")
                    .param("id", server.toString())
                    .param("classes", allowed.toString())
                    .update();
        }
    }

    /** The server has another key now; what stands under that already is younger, and stays. */
    void follow(NodeId old, NodeId now) {
        jdbc.sql("delete from server_classes where node_id = :old and exists"
                        + " (select 1 from server_classes younger where younger.node_id = :now)")
                .param("old", old.toString())
                .param("now", now.toString())
                .update();
        jdbc.sql("update server_classes set node_id = :now where node_id = :old")
                .param("old", old.toString())
                .param("now", now.toString())
                .update();
    }
}
