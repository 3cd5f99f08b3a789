@NullMarked
package dev.usbshare.nat;

import org.jspecify.annotations.NullMarked;
