/**
 * The usb-share protocol's frames and records, and nothing of how they travel: binary frames on endpoint streams, CBOR
 * records on the control stream, the codes that close a connection. {@code docs/protocol.md} is normative.
 *
 * <p>An endpoint stream: {@link dev.usbshare.wire.FrameEncoder} writes, {@link dev.usbshare.wire.FrameDecoder} reads into
 * a {@link dev.usbshare.wire.FrameSink}, {@link dev.usbshare.wire.FrameSequencer} counts for both. The control stream:
 * {@link dev.usbshare.wire.ControlEncoder} and {@link dev.usbshare.wire.ControlDecoder}.
 */
@NullMarked
package dev.usbshare.wire;

import org.jspecify.annotations.NullMarked;
