package dev.usbshare.server.relay;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * How a relay is set up.
 *
 * @param address TCP, for everything over HTTP
 * @param stun UDP; null for none
 * @param tls null for plain HTTP
 * @param behindProxy whether the address of a client is the last one in X-Forwarded-For
 * @param version what it says that it is
 */
public record RelaySetup(
        InetSocketAddress address,
        @Nullable InetSocketAddress stun,
        @Nullable TlsFiles tls,
        boolean behindProxy,
        AccessPolicy access,
        RelayLimits limits,
        String version) {}
