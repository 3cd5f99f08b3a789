/**
 * Meters that both services have: {@link dev.usbshare.service.meters.UrbMeters} counts URBs, {@link
 * dev.usbshare.service.meters.NamedMeters} bounds what is counted by device and by peer, and a {@link dev.usbshare.service.meters.ServiceMeter}
 * is an entry of a service's documented list of meters.
 */
@NullMarked
package dev.usbshare.service.meters;

import org.jspecify.annotations.NullMarked;
