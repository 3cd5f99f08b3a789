@NullMarked
package dev.usbshare.server.console;

import org.jspecify.annotations.NullMarked;
