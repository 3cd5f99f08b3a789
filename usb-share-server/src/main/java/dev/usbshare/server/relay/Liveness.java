package dev.usbshare.server.relay;

import dev.usbshare.relay.RelayFrame.Ping;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a client is still there: it is asked after a silence, and cut off if it does not answer or does not take what waits for it.
 *
 * <p><b>Confinement</b>: the relay's event loop, whose time it goes by.
 */
final class Liveness {

    private final RelayContext relay;
    private final RelayClient client;
    private final Channel channel;
    private final long silenceNanos;
    private boolean heard;
    private boolean asked;
    private @Nullable Future<?> check;
    private @Nullable Future<?> stuck;

    Liveness(RelayContext relay, RelayClient client, Channel channel) {
        this.relay = relay;
        this.client = client;
        this.channel = channel;
        this.silenceNanos = RelayLimits.SILENCE.toNanos()
                + relay.random()
                        .nextLong(RelayLimits.SILENCE_JITTER_MIN.toNanos(), RelayLimits.SILENCE_JITTER_MAX.toNanos());
    }

    void begin() {
        check = schedule(silenceNanos, this::check);
    }

    /** Something came. */
    void heard() {
        heard = true;
    }

    private void check() {
        // Whoever is made to wait cannot be heard.
        boolean alive = heard || !channel.config().isAutoRead();
        heard = false;
        if (!alive && asked) {
            client.cut(RelayCount.CUT_SILENT, WebSocketCloseStatus.POLICY_VIOLATION);
            return;
        }
        asked = !alive;
        if (asked) {
            client.tell(new Ping(relay.random().nextLong()));
        }
        check = schedule(asked ? RelayLimits.PONG.toNanos() : silenceNanos, this::check);
    }

    /** The client's queue is full, or no longer. */
    void writable(boolean writable) {
        cancel(stuck);
        stuck = writable ? null : schedule(RelayLimits.STUCK.toNanos(), this::onStuck);
    }

    private void onStuck() {
        relay.counts().add(RelayCount.CUT_STUCK);
        channel.close(); // a goodbye would wait too
    }

    private Future<?> schedule(long nanos, Runnable task) {
        return channel.eventLoop().schedule(task, nanos, TimeUnit.NANOSECONDS);
    }

    void end() {
        cancel(check);
        cancel(stuck);
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }
}
