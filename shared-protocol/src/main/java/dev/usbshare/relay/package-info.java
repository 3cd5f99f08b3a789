/**
 * The iroh relay protocol, versions 1 and 2: its frames, the proof of a node id, and the client's side. A relay forwards
 * datagrams between nodes that cannot reach each other; it is trusted with nothing, for what it carries is encrypted end
 * to end and paths are proved by probes.
 */
@NullMarked
package dev.usbshare.relay;

import org.jspecify.annotations.NullMarked;
