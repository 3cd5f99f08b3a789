/** Tests of the bridge between the double of the kernel and a scripted server. */
@NullMarked
package dev.usbshare.client.bridge;

import org.jspecify.annotations.NullMarked;
