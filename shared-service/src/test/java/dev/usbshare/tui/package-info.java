@NullMarked
package dev.usbshare.tui;

import org.jspecify.annotations.NullMarked;
