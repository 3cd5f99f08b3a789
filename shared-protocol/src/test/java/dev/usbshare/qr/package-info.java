/** Tests of QR codes, with a reader of somebody else's. */
@NullMarked
package dev.usbshare.qr;

import org.jspecify.annotations.NullMarked;
