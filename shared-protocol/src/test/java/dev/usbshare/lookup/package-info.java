@NullMarked
package dev.usbshare.lookup;

import org.jspecify.annotations.NullMarked;
