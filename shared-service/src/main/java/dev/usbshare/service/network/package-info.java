/** How a node finds others and is found by them: the settings of relays, lookup and the local network, which both services have. */
@NullMarked
package dev.usbshare.service.network;

import org.jspecify.annotations.NullMarked;
