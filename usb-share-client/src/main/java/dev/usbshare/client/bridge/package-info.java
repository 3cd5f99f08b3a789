/**
 * The client's half of the hot path: one {@link dev.usbshare.client.bridge.DeviceBridge} for each attached device stands
 * between the kernel's USB/IP socket and the endpoint streams of a lease.
 *
 * <p>Submit: {@code KernelSide} takes a CMD_SUBMIT, the bridge enters it into {@code InFlightTable} and sends a SUBMIT
 * through the endpoint's {@code EndpointPipe}. Completion: the pipe takes a COMPLETE into a buffer that already has room for
 * the kernel's header; {@code ServerAnswers} finds it in the table and gives it to {@code KernelSide}. What the kernel hears,
 * only the table decides: an unlink is answered at once, and whatever the server still says about that URB stays here.
 */
@NullMarked
package dev.usbshare.client.bridge;

import org.jspecify.annotations.NullMarked;
