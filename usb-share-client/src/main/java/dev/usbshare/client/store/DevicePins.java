package dev.usbshare.client.store;

import dev.usbshare.client.firewall.AllowedClasses;
import dev.usbshare.client.firewall.DevicePin;
import dev.usbshare.client.firewall.PinBook;
import dev.usbshare.identity.NodeId;
import dev.usbshare.usb.BusId;
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
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Pins and allowed classes: all of them in memory, each change in the database first. Thread-safe; {@link #keep} does its
 * writing on a thread of this object, which {@link #close} ends.
 */
public final class DevicePins implements PinBook, AutoCloseable {

    /** Of one server: more places than a person has devices at, and little to keep if it invents them. */
    static final int MAX_OF_A_SERVER = 1024;

    private final PinTable pinTable;
    private final ClassesTable classesTable;
    private final TransactionTemplate transactions;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofVirtual().name("usb-share-pins").factory());
    private final Map<Long, DevicePin> pins;
    private final Map<NodeId, AllowedClasses> classes;

    public DevicePins(JdbcClient jdbc, TransactionTemplate transactions) {
        this.pinTable = new PinTable(jdbc);
        this.classesTable = new ClassesTable(jdbc);
        this.transactions = transactions;
        this.pins = new ConcurrentHashMap<>(
                pinTable.all().stream().collect(Collectors.toMap(DevicePin::id, Function.identity())));
        this.classes = new ConcurrentHashMap<>(classesTable.all());
    }

    @Override
    public AllowedClasses allowedFrom(NodeId server) {
        return classes.getOrDefault(server, AllowedClasses.ALL);
    }

    /** Blocks until it is on disk. */
    public void allow(NodeId server, AllowedClasses allowed) {
        transactions.executeWithoutResult(status -> classesTable.put(server, allowed));
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

    private void write(DevicePin pin) {
        requireRoom(pin);
        long id = Optional.ofNullable(transactions.execute(status -> pinTable.put(pin)))
                .orElseThrow(() -> new IllegalStateException("the pin was not kept"));
        pins.values().removeIf(p -> p.isReplacedBy(pin));
        pins.put(id, pin.withId(id));
    }

    private void requireRoom(DevicePin pin) {
        long others = pins.values().stream()
                .filter(p -> p.server().equals(pin.server()) && !p.isReplacedBy(pin))
                .count();
        if (others >= MAX_OF_A_SERVER) {
            throw new IllegalStateException("there are " + MAX_OF_A_SERVER + " pins of node "
                    + pin.server().toShortString() + "; forget some first (pins)");
        }
    }

    /** Forgets a pin, so that the next attach is a first one. Blocks. Empty if there is none of that number. */
    public Optional<DevicePin> forget(long id) {
        pinTable.delete(id);
        return Optional.ofNullable(pins.remove(id));
    }

    /**
     * The server has another key now, as its old one vouched: from now on what holds for the old one holds for it, but where there is
     * something younger. Does not block; {@link #keepFollowed} keeps it.
     */
    public void follow(NodeId old, NodeId now) {
        for (DevicePin pin : all()) {
            if (pin.server().equals(old)) {
                DevicePin followed = pin.withServer(now);
                boolean younger = pins.values().stream().anyMatch(p -> p.isReplacedBy(followed));
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

    /**
     * Keeps what {@link #follow} did since the server's key was {@code old}, which may be several keys ago. What is kept for the new key
     * already is younger, and stays. Blocks.
     */
    public void keepFollowed(NodeId old, NodeId now) {
        CompletableFuture.runAsync(
                        () -> transactions.executeWithoutResult(status -> {
                            // What was pinned under a key between the two stands under that one still.
                            pinTable.all().stream()
                                    .filter(kept -> isOf(kept.id(), now))
                                    .map(DevicePin::server)
                                    .distinct()
                                    .filter(before -> !before.equals(now) && !before.equals(old))
                                    .forEach(before -> pinTable.follow(before, now));
                            pinTable.follow(old, now);
                            classesTable.follow(old, now);
                        }),
                        writer)
                .join();
    }

    private boolean isOf(long id, NodeId server) {
        DevicePin pin = pins.get(id);
        return pin != null && pin.server().equals(server);
    }

    @Override
    public void close() {
        writer.close();
    }
}
