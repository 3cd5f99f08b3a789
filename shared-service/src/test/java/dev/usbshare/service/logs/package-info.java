@NullMarked
package dev.usbshare.service.logs;

import org.jspecify.annotations.NullMarked;
