@NullMarked
package dev.usbshare.service.network;

import org.jspecify.annotations.NullMarked;
