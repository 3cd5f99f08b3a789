package dev.usbshare.quic;

import io.netty.channel.ChannelHandler;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** One end of a connection in a test: accepts everything, and writes down what it is told. */
final class Peer implements PeerHandler, PeerAcceptor {

    final List<CloseReason> closes = new CopyOnWriteArrayList<>();
    final List<StreamTap> streams = new CopyOnWriteArrayList<>();
    private final List<PeerConnection> connections = new CopyOnWriteArrayList<>();

    volatile Consumer<PeerConnection> onAccept = connection -> {};
    volatile boolean echo;
    volatile boolean autoRead = true;
    volatile long streamsOpenAtClose = -1;

    @Override
    public PeerHandler accept(PeerConnection connection) {
        onAccept.accept(connection);
        connections.add(connection);
        return this;
    }

    @Override
    public ChannelHandler acceptStream(PeerConnection connection) {
        var tap = new StreamTap(echo, autoRead);
        streams.add(tap);
        return tap;
    }

    @Override
    public void closed(PeerConnection connection, CloseReason reason) {
        streamsOpenAtClose = streams.stream().filter(StreamTap::isOpen).count();
        closes.add(reason);
    }

    boolean hasConnection() {
        return !connections.isEmpty();
    }

    PeerConnection connection() {
        return connections.getLast();
    }
}
