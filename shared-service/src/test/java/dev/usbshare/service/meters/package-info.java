/** The meters of every service. */
@NullMarked
package dev.usbshare.service.meters;

import org.jspecify.annotations.NullMarked;
