package dev.usbshare.service;

import dev.usbshare.identity.NodeKey;
import dev.usbshare.path.PathListener;
import dev.usbshare.path.PathSettings;
import dev.usbshare.quic.BindFailedException;
import dev.usbshare.quic.PeerAcceptor;
import dev.usbshare.quic.QuicTransport;
import dev.usbshare.quic.QuicTransportConfig;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A service's UDP port, as {@code usb-share.listen} names it. */
public final class QuicPort {

    private QuicPort() {}

    /**
     * Opens it. Blocks.
     *
     * @param acceptor null: nobody can dial this node
     * @throws StartFailure naming the setting
     */
    public static QuicTransport bind(
            EventLoop loop,
            String address,
            int port,
            NodeKey key,
            PathSettings paths,
            PathListener listener,
            @Nullable PeerAcceptor acceptor) {
        try {
            var at = new InetSocketAddress(InetAddress.getByName(address), port);
            return QuicTransport.bind(loop, QuicTransportConfig.of(at, key), paths, listener, acceptor);
        } catch (UnknownHostException e) {
            throw new StartFailure(
                    ExitCode.CONFIGURATION,
                    "setting usb-share.listen.address = '" + address
                            + "': not an address of this machine; use 0.0.0.0 for all",
                    e);
        } catch (BindFailedException e) {
            throw new StartFailure(exitCode(e), e.getMessage() + " (usb-share.listen.port)", e);
        }
    }

    private static ExitCode exitCode(BindFailedException e) {
        return switch (e.reason()) {
            case IN_USE -> ExitCode.PORT_IN_USE;
            case NOT_ALLOWED -> ExitCode.NO_PERMISSION;
            case OTHER -> ExitCode.CONFIGURATION;
        };
    }
}
