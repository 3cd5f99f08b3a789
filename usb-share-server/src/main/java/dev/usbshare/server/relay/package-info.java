/**
 * The relay server: carries datagrams between nodes that proved their ids to it, by the iroh relay protocol, versions 1 and 2; keeps the
 * signed records by which nodes are found; tells nodes their address (STUN). It reads nothing of what it carries.
 *
 * <p>Told in the order in which a connection meets it: {@code RelayPipeline} (limits, TLS, HTTP), {@code HttpRoutes}, {@code RelayUpgrade}, {@code
 * ProofHandler} (who is it, may it), {@code RelayClient} (frames), {@code ClientRegistry} (to whom).
 *
 * <p>All of it is confined to one event loop. Plain Java and Netty, without Spring.
 */
@NullMarked
package dev.usbshare.server.relay;

import org.jspecify.annotations.NullMarked;
