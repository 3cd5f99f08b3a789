/** Tests of the controller seam; sysfs is a folder of fixture files. */
@NullMarked
package dev.usbshare.client.vhci;

import org.jspecify.annotations.NullMarked;
