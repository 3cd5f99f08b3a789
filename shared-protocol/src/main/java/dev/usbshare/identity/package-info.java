/** Who a node is: its Ed25519 key pair, the key's file, its node id, and the self-signed certificate that carries it. */
@NullMarked
package dev.usbshare.identity;

import org.jspecify.annotations.NullMarked;
