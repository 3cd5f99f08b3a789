package dev.usbshare.nat;

import dev.usbshare.nat.PortProtocol.Mapping;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the router to forward a UDP port: by PCP, NAT-PMP or UPnP, whichever it speaks; again before it forgets, and from time to time where it
 * did not.
 *
 * <p><b>Confinement</b>: a thread of its own, which it blocks; {@link #mapped} and {@link #close} may be called by any thread.
 */
public final class PortMapper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PortMapper.class);

    static final Duration TRY_AGAIN = Duration.ofMinutes(5);
    static final Duration SOONEST = Duration.ofSeconds(60);
    private static final long GOODBYE_SECONDS = 2;

    private final int port;
    private final EventExecutor executor;
    private final Supplier<List<PortProtocol>> protocols;
    private final Consumer<Optional<InetSocketAddress>> listener;
    private volatile @Nullable Mapping mapping;
    private @Nullable PortProtocol by;
    private boolean told;
    private boolean closed;

    /** @param protocols asked for anew where none is in use: the router may be another one */
    PortMapper(
            int port,
            EventExecutor executor,
            Supplier<List<PortProtocol>> protocols,
            Consumer<Optional<InetSocketAddress>> listener) {
        this.port = port;
        this.executor = executor;
        this.protocols = protocols;
        this.listener = listener;
    }

    /**
     * Begins to ask.
     *
     * @param port UDP, of this machine
     * @param listener hears of each change, on a thread of this object's
     */
    public static PortMapper start(int port, Consumer<Optional<InetSocketAddress>> listener) {
        var executor = new DefaultEventExecutor(new DefaultThreadFactory("usb-share-ports", true));
        var random = new SecureRandom();
        var mapper = new PortMapper(port, executor, () -> ofThisNetwork(random), listener);
        mapper.begin();
        return mapper;
    }

    private static List<PortProtocol> ofThisNetwork(SecureRandom random) {
        var all = new ArrayList<PortProtocol>();
        DefaultGateway.find()
                .map(router -> new InetSocketAddress(router, Pcp.PORT))
                .ifPresent(router -> {
                    all.add(new Pcp(router, random));
                    all.add(new NatPmp(router));
                });
        all.add(new Upnp(Upnp.SSDP));
        return all;
    }

    void begin() {
        executor.execute(this::ask);
    }

    /** Where the router forwards from; empty if it does not. */
    public Optional<InetSocketAddress> mapped() {
        return Optional.ofNullable(mapping).map(Mapping::external);
    }

    private void ask() {
        if (closed) {
            return;
        }
        Mapping before = mapping;
        int wanted = before == null ? port : before.external().getPort();
        Mapping now = by == null ? null : tried(by, wanted);
        if (now == null) {
            by = null;
            for (PortProtocol protocol : protocols.get()) {
                now = tried(protocol, wanted);
                if (now != null) {
                    by = protocol;
                    break;
                }
            }
        }
        become(now);
        executor.schedule(this::ask, wait(now).toMillis(), TimeUnit.MILLISECONDS);
    }

    private static Duration wait(@Nullable Mapping now) {
        if (now == null) {
            return TRY_AGAIN;
        }
        Duration half = now.lifetime().dividedBy(2);
        Duration longest = PortProtocol.LONGEST.dividedBy(2);
        half = half.compareTo(longest) > 0 ? longest : half;
        return half.compareTo(SOONEST) < 0 ? SOONEST : half;
    }

    private @Nullable Mapping tried(PortProtocol protocol, int wanted) {
        try {
            Mapping mapped = protocol.map(port, wanted);
            return mapped.external().getPort() == 0
                            || mapped.external().getAddress().isAnyLocalAddress()
                            || mapped.lifetime().isZero()
                    ? null
                    : mapped;
        } catch (IOException | RuntimeException e) {
            LOG.atDebug()
                    .addKeyValue("protocol", protocol.name())
                    .addKeyValue("error", e.getMessage())
                    .log("The router does not forward");
            return null;
        }
    }

    private void become(@Nullable Mapping now) {
        Optional<InetSocketAddress> before = mapped();
        mapping = now;
        if (!told || !before.equals(mapped())) {
            if (now != null) {
                LOG.atInfo()
                        .addKeyValue("protocol", by == null ? "" : by.name())
                        .addKeyValue("port", now.external().getPort())
                        .log("The router forwards a port to this node");
            } else {
                LOG.atInfo().log("The router forwards no port to this node; it is asked again");
            }
            told = true;
            listener.accept(mapped());
        }
    }

    /** Takes the mapping back, as far as that is possible in {@value #GOODBYE_SECONDS} s. */
    @Override
    public void close() {
        executor.execute(() -> {
            closed = true;
            Mapping last = mapping;
            if (by != null && last != null) {
                try {
                    by.unmap(port, last);
                } catch (IOException | RuntimeException e) {
                    LOG.atDebug().addKeyValue("error", e.getMessage()).log("The router was not told to stop");
                }
            }
        });
        if (executor instanceof DefaultEventExecutor own) {
            own.shutdownGracefully(0, GOODBYE_SECONDS, TimeUnit.SECONDS)
                    .awaitUninterruptibly(GOODBYE_SECONDS, TimeUnit.SECONDS);
        }
    }
}
