package dev.usbshare.client.store;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.client.firewall.PinBook;
import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Pins and allowed classes: all of them in memory, each change in the database first. Thread-safe; {@link #keep} does its
 * writing on a thread of this object, which {@link #close} ends.
 */
public final class DevicePins implements PinBook, AutoCloseable {

    private static final String COLUMNS =
            "id, node_id, bus_id, vendor_id, product_id, serial, digest, summary, pinned_at";
    private static final int SUMMARY_CHARS = 512;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("usb-share-pins").factory());
    private final Map<Long, DevicePin> pins;
    private final Map<NodeId, AllowedClasses> classes;

    public DevicePins(JdbcClient jdbc, TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.pins = new ConcurrentHashMap<>(
                jdbc.sql("select " + COLUMNS + " from device_pin").query(DevicePins::read).stream()
                        .collect(Collectors.toMap(DevicePin::id, Function.identity())));
        this.classes = new ConcurrentHashMap<>(jdbc
                .sql("select node_id, classes from server_classes")
                .query((row, number) -> Map.entry(
                        NodeId.parse(row.getString("node_id")), AllowedClasses.parse(row.getString("classes"))))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public AllowedClasses allowedFrom(NodeId server) {
        return classes.getOrDefault(server, AllowedClasses.ALL);
    }

    /** Blocks until it is on disk. */
    public void allow(NodeId server, AllowedClasses allowed) {
        transactions.executeWithoutResult(status -> {
            jdbc.sql("delete from server_classes where node_id = :id")
                    .param("id", server.toString())
                    .update();
            if (allowed.classes().isPresent()) {
                jdbc.sql("insert into server_classes (node_id, classes) values (:id, :classes)")
                        .param("id", server.toString())
                        .param("classes", allowed.toString())
                        .update();
            }
        });
        classes.put(server, allowed);
    }

    /** Oldest first. */
    public List<DevicePin> all() {
        return pins.values().stream()
                .sorted(Comparator.comparingLong(DevicePin::id))
                .toList();
    }

    @Override
    public List<DevicePin> pinsAt(NodeId server, BusId busId) {
        return all().stream()
                .filter(pin -> pin.server().equals(server) && pin.busId().equals(busId))
                .toList();
    }

    @Override
    public CompletionStage<Void> keep(DevicePin pin) {
        return CompletableFuture.runAsync(() -> write(pin), writer);
    }

    /** Forgets a pin, so that the next attach is a first one. Blocks. Empty if there is none of that number. */
    public Optional<DevicePin> forget(long id) {
        jdbc.sql("delete from device_pin where id = :id").param("id", id).update();
        return Optional.ofNullable(pins.remove(id));
    }

    /** The server has another key now, as its old one vouched. Blocks. */
    public void follow(NodeId old, NodeId now) {
        transactions.executeWithoutResult(status -> {
            for (String table : List.of("device_pin", "server_classes")) {
                jdbc.sql("update " + table + " set node_id = :now where node_id = :old")
                        .param("now", now.toString())
                        .param("old", old.toString())
                        .update();
            }
        });
        pins.replaceAll((id, pin) -> pin.server().equals(old) ? withServer(pin, now) : pin);
        AllowedClasses allowed = classes.remove(old);
        if (allowed != null) {
            classes.put(now, allowed);
        }
    }

    @Override
    public void close() {
        writer.close();
    }

    private void write(DevicePin pin) {
        long id = Optional.ofNullable(transactions.execute(status -> {
                    jdbc.sql("delete from device_pin where node_id = :node and bus_id = :bus"
                                    + " and vendor_id = :vendor and product_id = :product")
                            .param("node", pin.server().toString())
                            .param("bus", pin.busId().value())
                            .param("vendor", pin.vendorId())
                            .param("product", pin.productId())
                            .update();
                    return insert(pin);
                }))
                .orElseThrow(() -> new IllegalStateException("the database gave the pin no number"));
        pins.values()
                .removeIf(p -> p.server().equals(pin.server())
                        && p.busId().equals(pin.busId())
                        && p.vendorId() == pin.vendorId()
                        && p.productId() == pin.productId());
        pins.put(id, withId(pin, id));
    }

    private long insert(DevicePin pin) {
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
                .param(
                        "summary",
                        pin.summary()
                                .substring(
                                        0, Math.min(SUMMARY_CHARS, pin.summary().length())))
                .param("at", pin.pinnedAt().atOffset(ZoneOffset.UTC))
                .update(key, "id");
        Number id = key.getKey();
        if (id == null) {
            throw new IllegalStateException("the database gave the pin no number");
        }
        return id.longValue();
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

    private static DevicePin withId(DevicePin p, long id) {
        return new DevicePin(
                id,
                p.server(),
                p.busId(),
                p.vendorId(),
                p.productId(),
                p.serial(),
                p.digest(),
                p.summary(),
                p.pinnedAt());
    }

    private static DevicePin withServer(DevicePin p, NodeId server) {
        return new DevicePin(
                p.id(),
                server,
                p.busId(),
                p.vendorId(),
                p.productId(),
                p.serial(),
                p.digest(),
                p.summary(),
                p.pinnedAt());
    }
}
