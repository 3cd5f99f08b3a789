/**
 * USB devices made of software, behind the same seam as real ones: for a person without hardware ({@code --simulate}), for
 * the demo, the benchmarks and the tests.
 *
 * <p>{@link dev.usbshare.simulation.SimulatedUsbHost} is the bus: devices are plugged and unplugged at run time.
 * {@link dev.usbshare.simulation.SimulatedDevices} makes devices from texts such as {@code flash:32MiB}. Inside, an URB
 * enters at {@code OpenDevice}, waits in its endpoint's {@code Pipe}, meets the device's own logic there, packet by
 * packet, and ends through {@code OpenDevice} again, always later and in order. A device's logic knows pipes and control
 * requests; it never sees an URB.
 */
@NullMarked
package dev.usbshare.simulation;

import org.jspecify.annotations.NullMarked;
