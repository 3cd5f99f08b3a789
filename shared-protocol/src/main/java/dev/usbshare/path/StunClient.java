package dev.usbshare.path;

import dev.usbshare.identity.AddressHint;
import dev.usbshare.nat.StunMessage;
import dev.usbshare.nat.StunMessage.TransactionId;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Asks servers how this node's socket looks from outside (STUN, RFC 8489): the settings' own, and each relay in use at two ports, so that a
 * NAT shows whether it gives each destination another port.
 *
 * <p><b>Confinement</b>: the node's event loop; names are resolved elsewhere.
 */
final class StunClient {

    /** Where a relay answers, too. */
    static final int SECOND_PORT = StunMessage.DEFAULT_PORT + 1;

    /** Below the 30 s after which many NATs forget a UDP mapping. */
    private static final long INTERVAL = TimeUnit.SECONDS.toNanos(25);

    private static final long[] TRIES = {
        0,
        TimeUnit.MILLISECONDS.toNanos(400),
        TimeUnit.MILLISECONDS.toNanos(1_200),
        TimeUnit.MILLISECONDS.toNanos(2_500)
    };
    private static final int MAX_SERVERS = 8;
    private static final Comparator<InetSocketAddress> BY_TEXT = Comparator.comparing(InetSocketAddress::toString);

    private final NodeSocket network;
    private final List<AddressHint> configured;
    private final Executor names;
    private final Consumer<Collection<InetSocketAddress>> found;
    private final SecureRandom random = new SecureRandom();
    private final Map<TransactionId, InetSocketAddress> asked = new HashMap<>();
    private Map<InetSocketAddress, InetSocketAddress> answers = new LinkedHashMap<>();
    private SortedSet<InetSocketAddress> seen = new TreeSet<>(BY_TEXT);
    private NatReport report = NatReport.UNKNOWN;

    /** Somebody was asked who answers if UDP passes. */
    private boolean expected;

    private int round;
    private boolean asking;
    private boolean closed;

    /** @param found told where this node was seen, when that has changed */
    StunClient(
            NodeSocket network,
            List<AddressHint> configured,
            Executor names,
            Consumer<Collection<InetSocketAddress>> found) {
        this.network = network;
        this.configured = configured;
        this.names = names;
        this.found = found;
        network.schedule(this::onTimer, INTERVAL);
    }

    NatReport report() {
        return report;
    }

    private void onTimer() {
        if (!closed) {
            ask();
            network.schedule(this::onTimer, INTERVAL);
        }
    }

    /** Asks now, unless an answer is on its way or nobody needs to know. */
    void ask() {
        if (asking || closed || !network.isReflexiveWanted()) {
            return;
        }
        asking = true;
        round++;
        Set<AddressHint> servers = new LinkedHashSet<>(configured);
        for (RelayUrl relay : network.relaysInUse()) {
            servers.add(new AddressHint(relay.host(), StunMessage.DEFAULT_PORT));
            servers.add(new AddressHint(relay.host(), SECOND_PORT));
        }
        int thisRound = round;
        List<AddressHint> few = servers.stream().limit(MAX_SERVERS).toList();
        names.execute(() -> {
            List<InetSocketAddress> resolved = few.stream()
                    .map(hint -> new InetSocketAddress(hint.host(), hint.port()))
                    .filter(address -> !address.isUnresolved())
                    .toList();
            network.schedule(() -> begin(thisRound, resolved), 0);
        });
    }

    private void begin(int forRound, List<InetSocketAddress> servers) {
        if (closed || forRound != round) {
            return;
        }
        asked.clear();
        Map<InetSocketAddress, InetSocketAddress> fresh = new LinkedHashMap<>();
        for (long delay : TRIES) {
            network.schedule(() -> send(forRound, servers, fresh), delay);
        }
        answers = fresh;
        expected |= !configured.isEmpty();
        network.schedule(
                () -> {
                    if (forRound == round && !closed) {
                        asking = false;
                        roundEnded();
                    }
                },
                TRIES[TRIES.length - 1] + TRIES[1]);
    }

    private void send(int forRound, List<InetSocketAddress> servers, Map<InetSocketAddress, InetSocketAddress> known) {
        if (closed || forRound != round) {
            return;
        }
        for (InetSocketAddress server : servers) {
            if (!known.containsKey(server)) {
                TransactionId transaction = TransactionId.random(random);
                asked.put(transaction, server);
                network.send(
                        new PathTarget.Udp(server),
                        StunMessage.request(transaction).encode(network.allocator()),
                        0);
            }
        }
        network.flush();
    }

    /** @param packet the caller's still */
    void received(ByteBuf packet, InetSocketAddress from) {
        StunMessage message = StunMessage.parse(packet);
        if (message == null || message.type() != StunMessage.Type.SUCCESS) {
            return;
        }
        @Nullable InetSocketAddress server = asked.get(message.transaction());
        InetSocketAddress mapped = message.mapped();
        if (server == null || !server.equals(from) || mapped == null || !Hygiene.isFit(mapped, true)) {
            return;
        }
        asked.remove(message.transaction());
        expected = true;
        if (answers.put(server, mapped) == null && !seen.contains(mapped)) {
            // What was seen before counts until the round is over.
            seen.add(mapped);
            tell();
        }
    }

    private void roundEnded() {
        seen = new TreeSet<>(BY_TEXT);
        seen.addAll(answers.values());
        tell();
    }

    private void tell() {
        if (seen.isEmpty()) {
            // Not every relay answers STUN.
            report = expected ? NatReport.BLOCKED : NatReport.UNKNOWN;
        } else {
            report = differ(seen) ? NatReport.SYMMETRIC : NatReport.STEADY;
        }
        found.accept(new ArrayList<>(seen));
    }

    /** One address, and several ports. */
    private static boolean differ(Set<InetSocketAddress> seen) {
        return seen.stream().map(InetSocketAddress::getAddress).distinct().count() < seen.size();
    }

    void close() {
        closed = true;
    }
}
