package dev.usbshare.client.store;

import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.identity.NodeId;
import dev.usbshare.text.PlainText;
import dev.usbshare.usb.BusId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;

/** The table {@code device_pin}. Within the caller's transaction. */
final class PinTable {

    private static final String COLUMNS =
            "id, node_id, bus_id, vendor_id, product_id, serial, digest, summary, pinned_at";
    private static final int SUMMARY_CHARS = 512;

    private final JdbcClient jdbc;

    PinTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<DevicePin> all() {
        return jdbc.sql("select " + COLUMNS + " from device_pin")
                .query(PinTable::read)
                .list();
    }

    /** Takes the place of one for the same server, place and kind. @return its number */
    long put(DevicePin pin) {
        jdbc.sql("delete from device_pin where node_id = :node and bus_id = :bus"
                        + " and vendor_id = :vendor and product_id = :product")
                .param("node", pin.server().toString())
                .param("bus", pin.busId().value())
                .param("vendor", pin.vendorId())
                .param("product", pin.productId())
                .update();
        var key = new GeneratedKeyHolder();
        jdbc.sql("insert into device_pin"
                        + " (node_id, bus_id, vendor_id, product_id, serial, digest, summary, pinned_at)"
                        + " values (:node, :bus, :vendor, :product, :serial, :digest, :summary, :at)")
                .param("node", pin.server().toString())
                .param("bus", pin.busId().value())
                .param("vendor", pin.vendorId())
                .param("product", pin.productId())
                .param("serial", pin.serial())
                .param("digest", pin.digest())
                .param("summary", PlainText.clean(pin.summary(), SUMMARY_CHARS))
                .param("at", pin.pinnedAt().atOffset(ZoneOffset.UTC))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave the pin no number");
        }
        return id.longValue();
    }

    void delete(long id) {
        jdbc.sql("delete from device_pin where id = :id").param("id", id).update();
    }

    /** The server has another key now; what stands under that already is younger, and stays. */
    void follow(NodeId old, NodeId now) {
        jdbc.sql("delete from device_pin where node_id = :old and exists (select 1 from device_pin younger"
                        + " where younger.node_id = :now and younger.bus_id = device_pin.bus_id"
                        + " and younger.vendor_id = device_pin.vendor_id"
                        + " and younger.product_id = device_pin.product_id)")
                .param("old", old.toString())
                .param("now", now.toString())
                .update();
        jdbc.sql("update device_pin set node_id = :now where node_id = :old")
                .param("old", old.toString())
                .param("now", now.toString())
                .update();
    }

    private static DevicePin read(ResultSet row, int number) throws SQLException {
        return new DevicePin(
                row.getLong("id"),
                NodeId.parse(row.getString("node_id")),
                new BusId(row.getString("bus_id")),
                row.getInt("vendor_id"),
                row.getInt("product_id"),
                row.getString("serial"),
                row.getString("digest"),
                row.getString("summary"),
                row.getObject("pinned_at", OffsetDateTime.class).toInstant());
    }
}
