@NullMarked
package dev.usbshare.service.capture;

import org.jspecify.annotations.NullMarked;
