@NullMarked
package dev.usbshare.client.firewall;

import org.jspecify.annotations.NullMarked;
