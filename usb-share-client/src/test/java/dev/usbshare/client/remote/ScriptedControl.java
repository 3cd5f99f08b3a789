package dev.usbshare.client.remote;

import dev.usbshare.quic.CloseReason;
import dev.usbshare.quic.PeerAcceptor;
import dev.usbshare.quic.PeerConnection;
import dev.usbshare.quic.PeerHandler;
import dev.usbshare.wire.ControlDecoder;
import dev.usbshare.wire.ControlEncoder;
import dev.usbshare.wire.ControlMessage;
import dev.usbshare.wire.WireProtocol;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A server that welcomes every client, answers pings while told to, and else says what the test says. */
final class ScriptedControl implements PeerAcceptor, PeerHandler {

    final List<ControlMessage> heard = new ArrayList<>();
    final List<CloseReason> ends = new ArrayList<>();
    boolean answersPings = true;
    private @Nullable Channel control;

    @Override
    public PeerHandler accept(PeerConnection connection) {
        return this;
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection connection) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                control = channel;
                channel.pipeline().addLast(new ControlEncoder(), ControlDecoder.ofClientRecords(), new Listener());
            }
        };
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        ends.add(reason);
    }

    void say(ControlMessage.FromServer message) {
        Objects.requireNonNull(control).writeAndFlush(message);
    }

    <T extends ControlMessage> List<T> heard(Class<T> kind) {
        return heard.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private final class Listener extends SimpleChannelInboundHandler<ControlMessage.FromClient> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ControlMessage.FromClient message) {
            heard.add(message);
            switch (message) {
                case ControlMessage.Hello hello ->
                    say(new ControlMessage.Welcome(WireProtocol.VERSION, List.of(), "desk", "test 1"));
                case ControlMessage.Ping ping when answersPings -> say(new ControlMessage.Pong(ping.request()));
                default -> {
                    // What the test wants to say to it.
                }
            }
        }
    }
}
