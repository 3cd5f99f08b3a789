@NullMarked
package dev.usbshare.client.console;

import org.jspecify.annotations.NullMarked;
