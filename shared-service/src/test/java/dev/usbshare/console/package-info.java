@NullMarked
package dev.usbshare.console;

import org.jspecify.annotations.NullMarked;
