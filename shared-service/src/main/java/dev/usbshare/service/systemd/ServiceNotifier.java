package dev.usbshare.service.systemd;

import dev.usbshare.service.ExitCode;
import dev.usbshare.service.StartFailure;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Tells the service manager that the service is ready, alive and stopping.
 *
 * <p>The signs of life come from the node's event loop, which carries all of USB: a loop that hangs sends none, and the
 * manager starts the service anew. They begin when the service is ready.
 *
 * <p><b>Confinement</b>: thread-safe; the socket is the event loop's. <b>Errors</b>: a manager that cannot be
 * reached is logged once.
 */
final class ServiceNotifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServiceNotifier.class);

    /** The manual's advice: twice as often as the manager wants it. */
    private static final int SIGNS_PER_INTERVAL = 2;

    private final ManagerContract contract;
    private final EpollDomainDatagramChannel channel;
    private final AtomicBoolean complained = new AtomicBoolean();

    private ServiceNotifier(ManagerContract contract, EpollDomainDatagramChannel channel) {
        this.contract = contract;
        this.channel = channel;
    }

    /** @throws StartFailure where datagrams to Unix sockets are not possible: the manager would wait in vain */
    static ServiceNotifier open(ManagerContract contract, EventLoop loop) {
        if (!Epoll.isAvailable()) {
            throw new StartFailure(
                    ExitCode.UNAVAILABLE,
                    "Netty's native epoll does not load, and without it the service manager hears nothing: "
                            + Epoll.unavailabilityCause());
        }
        var channel = new EpollDomainDatagramChannel();
        channel.config().setAutoRead(false);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter());
        loop.register(channel).syncUninterruptibly();
        var notifier = new ServiceNotifier(contract, channel);
        ChannelFuture connected = channel.connect(contract.address()).awaitUninterruptibly();
        if (!connected.isSuccess()) {
            notifier.complain(connected.cause());
        }
        return notifier;
    }

    @EventListener
    void ready(ApplicationReadyEvent event) {
        ready();
    }

    @EventListener
    void stopping(ContextClosedEvent event) {
        stopping();
    }

    void ready() {
        send("READY=1");
        Duration watchdog = contract.watchdog();
        if (watchdog != null) {
            scheduleSigns(watchdog.dividedBy(SIGNS_PER_INTERVAL));
        }
    }

    void stopping() {
        send("STOPPING=1");
    }

    private void scheduleSigns(Duration every) {
        long nanos = every.toNanos();
        var signs = channel.eventLoop().scheduleAtFixedRate(() -> send("WATCHDOG=1"), 0, nanos, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(closed -> signs.cancel(false));
    }

    private void send(String state) {
        if (!channel.isActive()) {
            return;
        }
        channel.writeAndFlush(Unpooled.copiedBuffer(state, StandardCharsets.US_ASCII))
                .addListener(sent -> {
                    if (!sent.isSuccess()) {
                        complain(sent.cause());
                    }
                });
    }

    private void complain(@Nullable Throwable cause) {
        if (complained.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("error", cause)
                    .log(
                            "The service manager hears nothing: nobody receives at NOTIFY_SOCKET {}",
                            contract.address().path().replace('\0', '@'));
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }
}
