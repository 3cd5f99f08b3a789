@NullMarked
package dev.usbshare.server.dashboard;

import org.jspecify.annotations.NullMarked;
