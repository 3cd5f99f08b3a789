/** Tests of the double: whoever breaks a rule must see the device die, or the double is worth nothing. */
@NullMarked
package dev.usbshare.client.vhci.inprocess;

import org.jspecify.annotations.NullMarked;
