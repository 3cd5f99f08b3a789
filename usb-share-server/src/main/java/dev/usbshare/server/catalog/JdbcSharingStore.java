package dev.usbshare.server.catalog;

import dev.usbshare.usb.DevicePattern;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** In the tables {@code device_setting}, {@code share_filter} and {@code sharing}. */
public final class JdbcSharingStore implements SharingStore {

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;

    public JdbcSharingStore(JdbcClient jdbc, TransactionOperations transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public List<DeviceSetting> settings() {
        return jdbc.sql(
                        "select bus_id, usb_id, serial, shared, nickname from device_setting order by bus_id, usb_id, serial")
                .query((row, number) -> setting(row))
                .list();
    }

    private static DeviceSetting setting(ResultSet row) throws SQLException {
        boolean shared = row.getBoolean("shared");
        Optional<Boolean> choice = row.wasNull() ? Optional.empty() : Optional.of(shared);
        return new DeviceSetting(
                new DeviceIdentity(row.getString("bus_id"), row.getString("usb_id"), row.getString("serial")),
                choice,
                row.getString("nickname"));
    }

    /** @throws IllegalArgumentException if one of them is no pattern */
    @Override
    public List<DevicePattern> filters() {
        return jdbc.sql("select pattern from share_filter order by pattern")
                .query((row, number) -> DevicePattern.parse(row.getString("pattern")))
                .list();
    }

    @Override
    public boolean autoShare() {
        return jdbc.sql("select auto_share from sharing where id = 1")
                .query((row, number) -> row.getBoolean("auto_share"))
                .single();
    }

    @Override
    public void keep(Collection<DeviceSetting> changed, boolean autoShare) {
        transactions.executeWithoutResult(status -> {
            changed.forEach(this::keep);
            jdbc.sql("update sharing set auto_share = :on where id = 1")
                    .param("on", autoShare)
                    .update();
        });
    }

    private void keep(DeviceSetting setting) {
        DeviceIdentity device = setting.device();
        jdbc.sql("delete from device_setting where bus_id = :busId and usb_id = :usbId and serial = :serial")
                .param("busId", device.busId())
                .param("usbId", device.usbId())
                .param("serial", device.serial())
                .update();
        if (!setting.saysNothing()) {
            jdbc.sql("insert into device_setting (bus_id, usb_id, serial, shared, nickname)"
                            + " values (:busId, :usbId, :serial, :shared, :nickname)")
                    .param("busId", device.busId())
                    .param("usbId", device.usbId())
                    .param("serial", device.serial())
                    .param("shared", setting.shared().orElse(null))
                    .param("nickname", setting.nickname())
                    .update();
        }
    }

    @Override
    public void keepFilters(List<DevicePattern> filters) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("delete from share_filter").update();
            filters.forEach(filter -> jdbc.sql("insert into share_filter (pattern) values (:pattern)")
                    .param("pattern", filter.toString())
                    .update());
        });
    }
}
