/**
 * Mutually authenticated connections between nodes: the {@link dev.usbshare.quic.PeerTransport} seam, its
 * implementation on Netty QUIC and an in-memory double. Streams are Netty channels; what flows in them is the
 * business of {@code wire}.
 */
@NullMarked
package dev.usbshare.quic;

import org.jspecify.annotations.NullMarked;
