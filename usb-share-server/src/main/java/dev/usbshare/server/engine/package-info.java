/**
 * Carries a remote client's URBs to one leased device and their ends back. A {@link
 * dev.usbshare.server.engine.DeviceEngine} is one lease's device with everything in flight on it; an endpoint stream's
 * frames come in through {@link dev.usbshare.server.engine.EndpointStreams}.
 *
 * <p>SUBMIT: {@code EndpointStream}, {@code InFlightTable} with its budget, {@code SubmitForm}, device. COMPLETE: device,
 * {@code UrbEnds}, the URB's own buffer, stream. Plain Java and Netty on one executor: no locks, nothing blocks.
 */
@NullMarked
package dev.usbshare.server.engine;

import org.jspecify.annotations.NullMarked;
