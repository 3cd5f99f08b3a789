package dev.usbshare.client.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachRule;
import dev.usbshare.client.attachment.AttachmentListener;
import dev.usbshare.client.attachment.Attachments;
import dev.usbshare.client.firewall.DeviceGate;
import dev.usbshare.client.remote.Backoff;
import dev.usbshare.client.remote.ConnectMode;
import dev.usbshare.client.remote.RemoteAddress;
import dev.usbshare.client.remote.RemoteListener;
import dev.usbshare.client.remote.RemoteServer;
import dev.usbshare.client.store.KnownServer;
import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.identity.PairingSecret;
import dev.usbshare.lookup.LanServer;
import dev.usbshare.lookup.NodeLookup;
import dev.usbshare.nat.PortMapper;
import dev.usbshare.path.PathListener;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.quic.PathStatistics;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.relay.RelayStatus;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.QuicPort;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StartFailure;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.service.network.KnownRelays;
import dev.usbshare.service.network.Lookups;
import dev.usbshare.service.network.NetworkPaths;
import dev.usbshare.service.network.RouterPort;
import dev.usbshare.text.PlainText;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.WireProtocol;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The client's rooms at work: the UDP port, a relation with each configured server, the attachments. Starts to dial when
 * everything is wired; at its stop it detaches every device, gives the leases back and closes the connections, in this
 * order, in bounded time.
 *
 * <p><b>Confinement</b>: thread-safe; methods that wait must not be called on the event loop.
 */
final class ClientNode implements SmartLifecycle, KnownRelays {

    private static final Logger LOG = LoggerFactory.getLogger(ClientNode.class);

    /** Nothing on the event loop may take a fraction of this. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration FIRST_RETRY = Duration.ofMillis(500);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final ClientProperties properties;
    private final NodeKey key;
    private final NodeEventLoop loop;
    private final Attachments attachments;
    private final List<KnownServer> known;
    private final RemoteListener listener;
    private volatile @Nullable QuicTransport transport;
    private volatile @Nullable Lookups lookups;
    private @Nullable PortMapper mapper;
    private volatile List<RemoteServer> servers = List.of();

    /**
     * @param known servers beside those of the settings
     * @param captures of attached devices
     * @param listener hears of the servers besides the attachments
     */
    ClientNode(
            ClientProperties properties,
            NodeKey key,
            NodeEventLoop loop,
            VhciSide vhci,
            DeviceGate gate,
            AuditLog audit,
            AttachmentListener meters,
            List<AttachRule> rules,
            List<KnownServer> known,
            Captures captures,
            RemoteListener listener) {
        this.properties = properties;
        this.key = key;
        this.loop = loop;
        this.attachments = new Attachments(loop.loop(), vhci.vhci(), gate, audit, rules, backoff(), captures, meters);
        this.known = List.copyOf(known);
        this.listener = listener;
    }

    private static Backoff backoff() {
        return new Backoff(FIRST_RETRY, LONGEST_RETRY, RandomGenerator.getDefault());
    }

    @Override
    public void start() {
        ListenProperties listen = properties.listen();
        QuicTransport open = QuicPort.bind(
                loop.loop(),
                listen.address(),
                listen.port(),
                key,
                NetworkPaths.of(properties.network(), key, loop.loop(), false),
                PathListener.NONE,
                null);
        transport = open;
        lookups = Lookups.open(properties.network(), loop.loop());
        mapper = RouterPort.ask(properties.network(), open);
        properties
                .addresses()
                .forEach(address ->
                        add(address, properties.modeOf(address.name()), properties.secretFor(address.name())));
        known.forEach(this::addKnown);
        if (properties.target().orElse(null) instanceof ConnectTarget.Known target) {
            connectKnown(target);
        }
    }

    /** One that is not known, but named by its node id, is looked for. */
    private void connectKnown(ConnectTarget.Known target) {
        Optional<NodeId> id = target.id();
        if (id.isPresent()
                && servers.stream().noneMatch(s -> s.address().nodeId().equals(id.get()))) {
            add(
                    new RemoteAddress(ClientProperties.COMMAND_LINE_SERVER, id.get(), List.of(), List.of()),
                    ConnectMode.AUTO,
                    null);
        } else {
            connect(serverFor(target.nameOrId()));
        }
    }

    private RemoteServer serverFor(String nameOrId) {
        return servers.stream()
                .filter(s -> s.address().name().equals(nameOrId)
                        || s.address().nodeId().toString().equals(nameOrId))
                .findFirst()
                .orElseThrow(() -> new StartFailure(
                        ExitCode.CONFIGURATION,
                        "--connect: no server is '" + PlainText.printable(nameOrId, 80) + "'; known are "
                                + servers.stream()
                                        .map(s -> s.address().name())
                                        .collect(Collectors.collectingAndThen(
                                                Collectors.joining(", "), names -> names.isEmpty() ? "none" : names))
                                + ": name one of them, or give NODE-ID, NODE-ID@HOST[:PORT] or a ticket"));
    }

    /**
     * Knows one more server, and connects to it if that is its mode.
     *
     * @param secret a ticket's, to be redeemed at the first connection
     * @throws IllegalArgumentException if there is one of that name or id
     */
    synchronized void add(RemoteAddress address, ConnectMode mode, @Nullable PairingSecret secret) {
        QuicTransport open = transport;
        if (open == null) {
            throw new IllegalStateException("this client is stopping");
        }
        clash(address).ifPresent(clash -> {
            throw new IllegalArgumentException(clash);
        });
        Lookups where = lookups;
        var server = new RemoteServer(
                address,
                hello(),
                open,
                backoff(),
                new RemoteListeners(List.of(attachments, listener)),
                where == null ? NodeLookup.NOBODY : where.all());
        server.setMode(mode);
        if (secret != null) {
            server.redeem(secret);
        }
        servers = Stream.concat(servers.stream(), Stream.of(server)).toList();
        loop.loop().execute(server::start);
    }

    /** Why a server cannot be added: another has its name, or it is known by another name. */
    Optional<String> clash(RemoteAddress address) {
        for (RemoteServer other : servers) {
            RemoteAddress taken = other.address();
            if (taken.name().equals(address.name())) {
                return Optional.of("a server is named '" + taken.name() + "' already; choose another name");
            }
            if (taken.nodeId().equals(address.nodeId())) {
                return Optional.of(
                        "node " + taken.nodeId().toShortString() + " is known already, as '" + taken.name() + "'");
            }
        }
        return Optional.empty();
    }

    /** Ends what is attached from a server and forgets it; false if there is none of that name. */
    synchronized boolean remove(String name) {
        Optional<RemoteServer> known = server(name);
        known.ifPresent(server -> {
            servers = servers.stream().filter(s -> s != server).toList();
            loop.loop().execute(server::close);
        });
        return known.isPresent();
    }

    /** Holds at once: may connect, and attach what is offered. */
    void setMode(RemoteServer server, ConnectMode mode) {
        loop.loop().execute(() -> {
            server.setMode(mode);
            attachments.applyRules(server);
        });
    }

    /** Calls it something else, once this returns. */
    void rename(RemoteServer server, String name) throws NodeException {
        ask(() -> {
            server.rename(name);
            return true;
        });
    }

    /** A ticket for a server that is known; the connection is made anew for it. */
    void redeem(RemoteServer server, PairingSecret secret) {
        loop.loop().execute(() -> server.redeem(secret));
    }

    void connect(RemoteServer server) {
        loop.loop().execute(server::connect);
    }

    /** Ends what is attached from it, too. */
    void disconnect(RemoteServer server) {
        loop.loop().execute(server::disconnect);
    }

    private void addKnown(KnownServer server) {
        try {
            add(
                    RemoteAddress.of(server.name(), server.nodeId(), server.addresses()),
                    server.mode(),
                    server.secret().orElse(null));
        } catch (IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("server", server.name())
                    .addKeyValue("error", e.getMessage())
                    .log("A server that was added is left out, as the settings have another like it");
        }
    }

    private ControlMessage.Hello hello() {
        return new ControlMessage.Hello(
                List.of(WireProtocol.VERSION),
                WireProtocol.FEATURES,
                properties.nodeName(),
                ClientProgram.NAME + " " + ServiceMain.version());
    }

    @Override
    public List<RelayStatus> relays() {
        QuicTransport open = transport;
        return open == null ? List.of() : open.paths().relayStatus();
    }

    @Override
    public void stop() {
        QuicTransport open = transport;
        if (open == null) {
            return;
        }
        transport = null;
        List<RemoteServer> all = servers;
        try {
            await(attachments.stop());
            ask(() -> {
                all.forEach(RemoteServer::close);
                return true;
            });
        } catch (NodeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Not everything could be given back in order");
        }
        Lookups where = lookups;
        if (where != null) {
            where.close();
        }
        if (mapper != null) {
            mapper.close();
        }
        open.close();
    }

    @Override
    public boolean isRunning() {
        return transport != null;
    }

    List<RemoteServer> servers() {
        return servers;
    }

    Optional<RemoteServer> server(String name) {
        return servers.stream().filter(s -> s.address().name().equals(name)).findFirst();
    }

    /** Servers that the local network tells of. */
    List<LanServer> discovered() {
        Lookups where = lookups;
        return where == null ? List.of() : where.nearby();
    }

    Attachments attachments() {
        return attachments;
    }

    /** {@code address:port} as configured, with the port really in use. */
    String localAddress() {
        QuicTransport open = transport;
        if (open == null) {
            return "closed";
        }
        String address = properties.listen().address();
        return (address.contains(":") ? "[" + address + "]" : address) + ":"
                + open.localAddress().getPort();
    }

    /** How long a packet takes there and back, as the transport measures it; empty while not connected. */
    Optional<Duration> roundTrip(RemoteServer server) {
        try {
            @Nullable
            PathStatistics statistics = await(CompletableFuture.supplyAsync(() -> connectionOf(server), loop.loop())
                    .thenCompose(connection -> connection
                            .map(PeerConnection::statistics)
                            .orElseGet(() -> CompletableFuture.completedStage(null))));
            return Optional.ofNullable(statistics).map(PathStatistics::roundTrip);
        } catch (NodeException e) {
            return Optional.empty();
        }
    }

    private static Optional<PeerConnection> connectionOf(RemoteServer server) {
        return Optional.ofNullable(server.connection());
    }

    /** Asks something that only the event loop knows. */
    <T> T ask(Supplier<T> question) throws NodeException {
        return await(CompletableFuture.supplyAsync(question, loop.loop()));
    }

    <T> T await(CompletionStage<T> stage) throws NodeException {
        return await(stage, PATIENCE);
    }

    /** Waits for something the event loop does; fails with the message of what went wrong there. */
    static <T> T await(CompletionStage<T> stage, Duration patience) throws NodeException {
        try {
            return stage.toCompletableFuture().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new NodeException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new NodeException("no answer within " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException("interrupted", e);
        }
    }
}
