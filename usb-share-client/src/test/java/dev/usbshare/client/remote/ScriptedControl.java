package dev.usbshare.client.remote;

import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerAcceptor;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.usb.UsbDeviceInfo;
import dev.usbshare.wire.CloseCode;
import dev.usbshare.wire.ControlDecoder;
import dev.usbshare.wire.ControlEncoder;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.WireProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A server that welcomes every client, answers pings while told to, and else says what the test says. Its endpoint
 * streams swallow everything.
 */
public final class ScriptedControl implements PeerAcceptor, PeerHandler {

    public final List<ControlMessage> heard = new ArrayList<>();
    public final List<CloseReason> ends = new ArrayList<>();
    public final List<UsbDeviceInfo> devices = new ArrayList<>();
    public boolean answersPings = true;
    public int connections;
    /** Closes each connection at once. */
    public Optional<CloseCode> refusal = Optional.empty();
    /** What Hello is answered with; the catalog follows a Welcome if there are devices. */
    public Optional<ControlMessage.FromServer> greeting =
            Optional.of(new ControlMessage.Welcome(WireProtocol.VERSION, List.of(), "desk", "test 1"));
    /** What Attach is answered with, if at once. */
    public Function<ControlMessage.Attach, Optional<ControlMessage.FromServer>> onAttach = attach -> Optional.empty();

    private @Nullable PeerConnection connection;
    private @Nullable Channel control;
    private final List<Channel> endpoints = new ArrayList<>();

    @Override
    public PeerHandler accept(PeerConnection accepted) {
        connections++;
        connection = accepted;
        control = null;
        refusal.ifPresent(code -> accepted.close(code, ""));
        return this;
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection from) {
        if (control != null) {
            return new SimpleChannelInboundHandler<ByteBuf>() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    endpoints.add(context.channel());
                    context.fireChannelActive();
                }

                @Override
                protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
                    // Endpoints are silent here.
                }
            };
        }
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                control = channel;
                channel.pipeline().addLast(new ControlEncoder(), ControlDecoder.ofClientRecords(), new Listener());
            }
        };
    }

    @Override
    public void closed(PeerConnection from, CloseReason reason) {
        ends.add(reason);
    }

    public void say(ControlMessage.FromServer message) {
        Objects.requireNonNull(control).writeAndFlush(message);
    }

    /** Ends every stream but the control stream. */
    public void endEndpoints() {
        endpoints.forEach(Channel::close);
        endpoints.clear();
    }

    /** Closes the connection that came last. */
    public void hangUp(CloseCode code) {
        Objects.requireNonNull(connection).close(code, "");
    }

    public <T extends ControlMessage> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private final class Listener extends SimpleChannelInboundHandler<ControlMessage.FromClient> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ControlMessage.FromClient message) {
            heard.add(message);
            switch (message) {
                case ControlMessage.Hello hello -> greet();
                case ControlMessage.Ping ping when answersPings -> say(new ControlMessage.Pong(ping.request()));
                case ControlMessage.Attach attach -> onAttach.apply(attach).ifPresent(ScriptedControl.this::say);
                case ControlMessage.Detach detach -> say(new ControlMessage.Detached(detach.request()));
                default -> {
                    // What the test wants to say to it.
                }
            }
        }

        private void greet() {
            greeting.ifPresent(ScriptedControl.this::say);
            if (greeting.orElse(null) instanceof ControlMessage.Welcome && !devices.isEmpty()) {
                say(new ControlMessage.Catalog(devices));
            }
        }
    }
}
