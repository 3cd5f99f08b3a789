/**
 * Meters that both services have: {@link dev.usbshare.service.meters.UrbMeters} counts URBs, and a {@link
 * dev.usbshare.service.meters.ServiceMeter} is an entry of a service's documented list of meters.
 */
@NullMarked
package dev.usbshare.service.meters;

import org.jspecify.annotations.NullMarked;
