/** What the two ends of a shared USB device have in common; the rooms are the packages below this one. */
@NullMarked
package dev.usbshare;

import org.jspecify.annotations.NullMarked;
