@NullMarked
package dev.usbshare.client.store;

import org.jspecify.annotations.NullMarked;
