/**
 * Class drivers that run in the JVM: real I/O with a device where no kernel drives it, for the demo, the benchmarks and
 * the tests.
 *
 * <p>{@link dev.usbshare.client.driver.UsbPipes} is what a driver sees of a device; whoever attaches a device in-process
 * implements it. Each driver takes the pipes of a configured device and speaks one class: mass storage, CDC-ACM serial,
 * boot keyboard, plain bulk.
 */
@NullMarked
package dev.usbshare.client.driver;

import org.jspecify.annotations.NullMarked;
