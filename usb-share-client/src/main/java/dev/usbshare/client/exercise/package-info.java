/**
 * Real I/O on every device that a server offers, without a kernel's drivers: what {@code bin/demo} shows. Each kind of
 * device has its exercise, {@link dev.usbshare.client.exercise.Exercises} picks it, and {@link
 * dev.usbshare.client.exercise.Report} is what a person reads at the end.
 *
 * <p>Nothing is written to a device that is not simulated unless it was asked for.
 */
@NullMarked
package dev.usbshare.client.exercise;

import org.jspecify.annotations.NullMarked;
