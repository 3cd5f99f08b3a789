@NullMarked
package dev.usbshare.service.systemd;

import org.jspecify.annotations.NullMarked;
