/** Class drivers with simulated devices, without a network or a kernel between them. */
@NullMarked
package dev.usbshare.client.driver;

import org.jspecify.annotations.NullMarked;
