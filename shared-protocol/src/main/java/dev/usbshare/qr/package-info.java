/** Text that a camera can read: a {@link dev.usbshare.qr.QrCode}, for terminals and as an image. */
@NullMarked
package dev.usbshare.qr;

import org.jspecify.annotations.NullMarked;
