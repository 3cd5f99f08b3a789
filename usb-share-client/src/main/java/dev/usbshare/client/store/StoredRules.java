package dev.usbshare.client.store;

import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.usb.DevicePattern;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** The rules that people added. Blocks: for management threads. */
public final class StoredRules {

    private final JdbcClient jdbc;
    private final InstantSource clock;

    public StoredRules(JdbcClient jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** In the order in which they were added. */
    public List<StoredRule> all() {
        return jdbc.sql("select id, server, device from attach_rule order by id")
                .query((row, number) -> new StoredRule(
                        row.getLong("id"),
                        new AttachRule(row.getString("server"), DevicePattern.parse(row.getString("device")))))
                .list();
    }

    public StoredRule add(AttachRule rule) {
        var key = new GeneratedKeyHolder();
        jdbc.sql("insert into attach_rule (server, device, added_at) values (:server, :device, :now)")
                .param("server", rule.server())
                .param("device", rule.device().toString())
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave the rule no number");
        }
        return new StoredRule(id.longValue(), rule);
    }

    /** False if there was none. */
    public boolean remove(long id) {
        return jdbc.sql("delete from attach_rule where id = :id")
                        .param("id", id)
                        .update()
                > 0;
    }
}
