package dev.usbshare.client.store;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.client.firewall.PinBook;
import dev.usbshare.identity.NodeId;
import dev.usbshare.text.PlainText;
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

    /** Of one server: more places than a person has devices at, and little to keep if it invents them. */
    static final int MAX_OF_A_SERVER = 1024;

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

    private void requireRoom(DevicePin pin) {
        long others = pins.values().stream()
                .filter(p -> p.server().equals(pin.server()) && !isReplacedBy(p, pin))
                .count();
        if (others >= MAX_OF_A_SERVER) {
            throw new IllegalStateException("there are " + MAX_OF_A_SERVER + " pins of node "
                    + pin.server().toShortString() + "; forget some first (pins)");
        }
    }

    /** Forgets a pin, so that the next attach is a first one. Blocks. Empty if there is none of that number. */
    public Optional<DevicePin> forget(long id) {
        jdbc.sql("delete from device_pin where id = :id").param("id", id).update();
        return Optional.ofNullable(pins.remove(id));
    }

    /**
     * The server has another key now, as its old one vouched: from now on what holds for the old one holds for it, but where there is
     * something younger. Does not block; {@link #keepFollowed} keeps it.
     */
    public void follow(NodeId old, NodeId now) {
        for (DevicePin pin : all()) {
            if (pin.server().equals(old)) {
                DevicePin followed = withServer(pin, now);
                boolean younger = pins.values().stream().anyMatch(p -> isReplacedBy(p, followed));
                if (younger) {
                    pins.remove(pin.id());
                } else {
                    pins.put(pin.id(), followed);
                }
            }
        }
        AllowedClasses allowed = classes.get(old);
        if (allowed != null) {
            classes.putIfAbsent(now, allowed);
            classes.remove(old);
        }
    }

    /** Keeps what {@link #follow} did. What is kept for the new key already is younger, and stays. Blocks. */
    public void keepFollowed(NodeId old, NodeId now) {
        transactions.executeWithoutResult(status -> {
            forNodes(
                    old,
                    now,
                    "delete from device_pin where node_id = :old and exists (select 1 from device_pin younger"
                            + " where younger.node_id = :now and younger.bus_id = device_pin.bus_id"
                            + " and younger.vendor_id = device_pin.vendor_id"
                            + " and younger.product_id = device_pin.product_id)");
            forNodes(old, now, "update device_pin set node_id = :now where node_id = :old");
            forNodes(
                    old,
                    now,
                    "delete from server_classes where node_id = :old and exists"
                            + " (select 1 from server_classes younger where younger.node_id = :now)");
            forNodes(old, now, "update server_classes set node_id = :now where node_id = :old");
        });
    }

    private void forNodes(NodeId old, NodeId now, String sql) {
        jdbc.sql(sql).param("old", old.toString()).param("now", now.toString()).update();
    }

    @Override
    public void close() {
        writer.close();
    }

    private void write(DevicePin pin) {
        requireRoom(pin);
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
        pins.values().removeIf(p -> isReplacedBy(p, pin));
        pins.put(id, withId(pin, id));
    }

    private static boolean isReplacedBy(DevicePin pin, DevicePin next) {
        return pin.server().equals(next.server())
                && pin.busId().equals(next.busId())
                && pin.vendorId() == next.vendorId()
                && pin.productId() == next.productId();
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
                .param("summary", PlainText.clean(pin.summary(), SUMMARY_CHARS))
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
