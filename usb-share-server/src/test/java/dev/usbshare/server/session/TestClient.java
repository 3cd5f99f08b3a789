package dev.usbshare.server.session;

import dev.usbshare.identity.NodeId;
import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.quic.StreamPriority;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlDecoder;
import dev.usbshare.wire.ControlEncoder;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.WireProtocol;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that says what the test tells it to, pings as it should, and keeps what it hears. Its fields may be read from any thread. */
public final class TestClient implements PeerHandler {

    private static final int PING_SECONDS = 2;
    private static final int FIRST_PING = 1_000_000;

    public final NodeId id;
    public final List<ControlMessage> heard = new CopyOnWriteArrayList<>();

    public volatile @Nullable PeerConnection connection;

    public volatile @Nullable Channel control;

    public volatile @Nullable CloseReason end;

    /** A process that hangs does not. */
    public volatile boolean pinging = true;

    public TestClient(NodeId id) {
        this.id = id;
    }

    public PeerConnection connection() {
        return Objects.requireNonNull(connection, "not connected");
    }

    public Channel control() {
        return Objects.requireNonNull(control, "no control stream");
    }

    public static ControlMessage.Hello hello() {
        return new ControlMessage.Hello(List.of(WireProtocol.VERSION), List.of(), "test client", "test 1");
    }

    public void openControl() {
        connection().openStream(StreamPriority.CONTROL, new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                control = channel;
                channel.pipeline().addLast(new ControlEncoder(), ControlDecoder.ofServerRecords(), new Listener());
            }
        });
    }

    public void say(ControlMessage message) {
        control().writeAndFlush(message);
    }

    public void sayBytes(byte[] bytes) {
        control().writeAndFlush(Unpooled.wrappedBuffer(bytes));
    }

    public <T extends ControlMessage> T last(Class<T> kind) {
        return heard.stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .reduce((a, b) -> b)
                .orElseThrow(() -> new AssertionError("no " + kind.getSimpleName() + " in " + heard));
    }

    public boolean hasHeard(Class<? extends ControlMessage> kind) {
        return heard.stream().anyMatch(kind::isInstance);
    }

    public @Nullable CloseCode closeCode() {
        return end instanceof CloseReason.ByPeer by ? by.code() : null;
    }

    public String closeDetail() {
        return end instanceof CloseReason.ByPeer by ? by.detail() : String.valueOf(end);
    }

    @Override
    public ChannelInboundHandlerAdapter acceptStream(PeerConnection connection) {
        throw new AssertionError("a server opens no streams");
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        end = reason;
    }

    private final class Listener extends SimpleChannelInboundHandler<ControlMessage> {
        private @Nullable ScheduledFuture<?> pings;
        private int pingsSent;

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, ControlMessage message) {
            if (message instanceof ControlMessage.Pong(var request) && request >= FIRST_PING) {
                return;
            }
            heard.add(message);
            if (message instanceof ControlMessage.Welcome) {
                pings = ctx.executor().scheduleAtFixedRate(this::ping, PING_SECONDS, PING_SECONDS, TimeUnit.SECONDS);
            }
        }

        private void ping() {
            if (pinging) {
                say(new ControlMessage.Ping(FIRST_PING + pingsSent++));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            if (pings != null) {
                pings.cancel(false);
            }
        }
    }
}
