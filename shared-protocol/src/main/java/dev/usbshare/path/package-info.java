/**
 * The ways between two nodes, underneath QUIC: one UDP socket, any number of paths to each peer (addresses of its networks,
 * reflexive ones, relays), probes that prove and time them, and the choice among them. A QUIC connection sees one
 * address that never changes.
 */
@NullMarked
package dev.usbshare.path;

import org.jspecify.annotations.NullMarked;
