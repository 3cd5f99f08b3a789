/** The service beside the person: attaches remote devices to the local kernel. */
@NullMarked
package dev.usbshare.client;

import org.jspecify.annotations.NullMarked;
