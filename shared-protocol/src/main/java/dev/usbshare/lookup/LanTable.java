package dev.usbshare.lookup;

import dev.usbshare.identity.NodeId;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The servers that the local networks tell of, and those who wait for one. Thread-safe; calls back without a lock.
 *
 * <p>Holds at most {@value #MAX_SERVERS} servers: of more than that the first are kept, so that a flood of made-up ones does not push out those
 * that were there.
 */
final class LanTable {

    static final int MAX_SERVERS = 256;
    static final int MAX_WAITERS = 128;

    /** Somebody who waits. Told once, or withdrawn. */
    private record Waiter(NodeId node, Consumer<LanServer> told) {}

    /** By id, and by the own address that heard of it. */
    private final Map<NodeId, Map<InetAddress, LanServer>> servers = new LinkedHashMap<>();

    private final List<Waiter> waiters = new ArrayList<>();

    void seen(InetAddress hearer, LanServer server) {
        List<Waiter> told;
        LanServer all;
        synchronized (this) {
            if (servers.size() >= MAX_SERVERS && !servers.containsKey(server.id())) {
                return;
            }
            servers.computeIfAbsent(server.id(), id -> new LinkedHashMap<>()).put(hearer, server);
            told = waiters.stream().filter(w -> w.node.equals(server.id())).toList();
            waiters.removeAll(told);
            all = merged(server.id());
        }
        if (all != null) {
            told.forEach(waiter -> waiter.told.accept(all));
        }
    }

    synchronized void gone(InetAddress hearer, NodeId server) {
        Map<InetAddress, LanServer> heard = servers.get(server);
        if (heard != null) {
            heard.remove(hearer);
            if (heard.isEmpty()) {
                servers.remove(server);
            }
        }
    }

    /** Nothing is heard at this address any more. */
    synchronized void left(InetAddress hearer) {
        servers.values().forEach(heard -> heard.remove(hearer));
        servers.values().removeIf(Map::isEmpty);
    }

    synchronized Optional<LanServer> get(NodeId server) {
        return Optional.ofNullable(merged(server));
    }

    synchronized List<LanServer> all() {
        var all = new ArrayList<LanServer>();
        servers.keySet().forEach(id -> get(id).ifPresent(all::add));
        return all;
    }

    /**
     * Tells of a server once it is seen.
     *
     * @return withdraws the request; true if it was not told
     */
    synchronized Optional<Withdrawal> await(NodeId server, Consumer<LanServer> told) {
        if (waiters.size() >= MAX_WAITERS) {
            return Optional.empty();
        }
        var waiter = new Waiter(server, told);
        waiters.add(waiter);
        return Optional.of(() -> {
            synchronized (this) {
                return waiters.removeIf(w -> isSame(w, waiter));
            }
        });
    }

    @SuppressWarnings("ReferenceEquality") // this very request, not an equal one
    private static boolean isSame(Waiter one, Waiter other) {
        return one == other;
    }

    /** Of a request. */
    @FunctionalInterface
    interface Withdrawal {

        /** True if it was not told. */
        boolean withdraw();
    }

    private @Nullable LanServer merged(NodeId id) {
        Map<InetAddress, LanServer> heard = servers.get(id);
        if (heard == null || heard.isEmpty()) {
            return null;
        }
        var addresses = new LinkedHashSet<InetSocketAddress>();
        String name = "";
        for (LanServer server : heard.values()) {
            addresses.addAll(server.addresses());
            name = server.name();
        }
        return new LanServer(id, name, List.copyOf(addresses));
    }
}
