/**
 * The usb-share protocol's frames and records, and nothing of how they travel: binary frames on endpoint streams, CBOR
 * records on the control stream, the codes that close a connection. {@code docs/protocol.md} is normative.
 */
@NullMarked
package dev.usbshare.wire;

import org.jspecify.annotations.NullMarked;
