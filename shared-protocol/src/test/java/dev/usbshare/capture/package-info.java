@NullMarked
package dev.usbshare.capture;

import org.jspecify.annotations.NullMarked;
