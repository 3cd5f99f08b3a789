package dev.usbshare.server.engine;

import dev.usbshare.usb.TransferType;
import dev.usbshare.wire.LeaseId;
import dev.usbshare.wire.ProtocolException;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The session that endpoint streams arrive in. Called on the streams' executor. */
public interface StreamOwner {

    /**
     * The engine behind a lease that this session holds.
     *
     * @return null if the lease has just ended: the stream is then closed, and nothing else
     * @throws ProtocolException with UNKNOWN_LEASE if this session never had such a lease
     */
    @Nullable
    DeviceEngine engineOf(LeaseId lease);

    /** A stream knows what it carries. */
    void opened(Channel stream, TransferType type);

    /** The peer broke the protocol on a stream: its connection is to be closed with the exception's code. */
    void failed(ProtocolException cause);
}
