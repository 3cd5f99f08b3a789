package dev.usbshare.server.relayd;

import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.server.relay.PortException;
import dev.usbshare.server.relay.RecordStore;
import dev.usbshare.server.relay.RelayServer;
import dev.usbshare.server.relay.RelaySetup;
import dev.usbshare.server.relay.TlsFiles;
import dev.usbshare.server.relay.TlsFilesException;
import dev.usbshare.service.ExitCode;
import dev.usbshare.service.ServiceMain;
import dev.usbshare.service.StartFailure;
import io.netty.util.concurrent.Future;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** The relay's ports: opened when everything behind them is ready, closed first. Thread-safe. */
final class RelayDoor implements SmartLifecycle {

    private static final int TLS_PORT = 443;
    private static final int PLAIN_PORT = 3340;
    private static final int SAVE_MINUTES = 10;
    private static final Duration SAVE_PATIENCE = Duration.ofSeconds(2);

    private final RelayProperties properties;
    private final RecordFile file;
    private final NodeEventLoop loop;
    private final RecordStore records;
    private volatile @Nullable RelayServer server;
    private volatile @Nullable Future<?> saves;
    private volatile @Nullable Thread saving;

    RelayDoor(RelayProperties properties, RecordFile file, NodeEventLoop loop) {
        this.properties = properties;
        this.file = file;
        this.loop = loop;
        this.records = new RecordStore(Clock.systemUTC(), properties.limits().records());
    }

    @Override
    public void start() {
        RelaySetup setup = setup();
        records.restore(file.read());
        try {
            server = RelayServer.open(loop.loop(), setup, records, Clock.systemUTC(), new SecureRandom());
        } catch (TlsFilesException e) {
            throw new StartFailure(ExitCode.CONFIGURATION, e.getMessage() + " (usb-share.tls)", e);
        } catch (PortException e) {
            throw new StartFailure(exitCode(e), e.getMessage() + " (usb-share.listen, usb-share.stun)", e);
        }
        saves = loop.loop().scheduleWithFixedDelay(this::saveAside, SAVE_MINUTES, SAVE_MINUTES, TimeUnit.MINUTES);
    }

    private RelaySetup setup() {
        TlsFiles tls = tls();
        String address = properties.listen().address();
        try {
            InetAddress at = local(address);
            Integer port = properties.listen().port();
            return new RelaySetup(
                    new InetSocketAddress(at, port != null ? port : tls == null ? PLAIN_PORT : TLS_PORT),
                    properties.stun().enabled()
                            ? new InetSocketAddress(at, properties.stun().port())
                            : null,
                    tls,
                    properties.listen().behindProxy(),
                    properties.access().policy(),
                    properties.limits().limits(),
                    ServiceMain.version());
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "setting usb-share.listen.address = '" + address
                            + "': not an address of this machine; use :: for all",
                    e);
        }
    }

    /** All addresses are those of IPv4 where there is no other. */
    private static InetAddress local(String address) throws UnknownHostException {
        InetAddress at = InetAddress.getByName(address);
        return at.isAnyLocalAddress() && !hasIpv6() ? InetAddress.getByName("0.0.0.0") : at;
    }

    private static boolean hasIpv6() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(Inet6Address.class::isInstance);
        } catch (SocketException e) {
            return false;
        }
    }

    private @Nullable TlsFiles tls() {
        Path certificate = properties.tls().certificate();
        Path key = properties.tls().key();
        if ((certificate == null) != (key == null)) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "usb-share.tls." + (key == null ? "key" : "certificate")
                            + " is missing: TLS needs the certificate and its key");
        }
        return certificate == null || key == null ? null : new TlsFiles(certificate, key);
    }

    private static ExitCode exitCode(PortException e) {
        return switch (e.reason()) {
            case IN_USE -> ExitCode.PORT_IN_USE;
            case NOT_ALLOWED -> ExitCode.NO_PERMISSION;
            case OTHER -> ExitCode.CONFIGURATION;
        };
    }

    /** Other settings than those of the start, as far as they can be changed. */
    void change(RelayProperties changed) {
        RelayServer open = server;
        if (open != null) {
            open.change(changed.access().policy(), changed.limits().limits());
        }
    }

    /** On the event loop: copies what is to be written, and has it written elsewhere. */
    private void saveAside() {
        var changes = records.changes();
        if (changes != null) {
            saving = Thread.ofVirtual().name("usb-share-records").start(() -> file.write(changes));
        }
    }

    @Override
    public void stop() {
        RelayServer open = server;
        if (open == null) {
            return;
        }
        server = null;
        open.close();
        Future<?> timer = saves;
        if (timer != null) {
            timer.cancel(false);
        }
        var changes =
                loop.loop().submit(records::changes).awaitUninterruptibly().getNow();
        awaitSaving();
        if (changes != null) {
            file.write(changes);
        }
    }

    /** What is being written is older than what is to be written now. */
    private void awaitSaving() {
        Thread writing = saving;
        if (writing != null) {
            try {
                writing.join(SAVE_PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return server != null;
    }

    Optional<RelayServer> server() {
        return Optional.ofNullable(server);
    }

    RecordStore records() {
        return records;
    }

    /** For the READY line. */
    SequencedMap<String, String> details() {
        var details = new LinkedHashMap<String, String>();
        RelayServer open = server;
        if (open != null) {
            String scheme = properties.tls().certificate() == null ? "http" : "https";
            details.put("relay", scheme + "://" + text(open.address()));
            open.stunAddress().ifPresent(stun -> details.put("stun", text(stun)));
        }
        return details;
    }

    private String text(InetSocketAddress address) {
        String host = properties.listen().address();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
