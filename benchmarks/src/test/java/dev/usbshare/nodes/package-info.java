/** Whole nodes in one process, over real QUIC on loopback: the only module that sees both programs is this one. */
@NullMarked
package dev.usbshare.nodes;

import org.jspecify.annotations.NullMarked;
