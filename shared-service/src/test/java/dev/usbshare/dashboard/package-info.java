@NullMarked
package dev.usbshare.dashboard;

import org.jspecify.annotations.NullMarked;
