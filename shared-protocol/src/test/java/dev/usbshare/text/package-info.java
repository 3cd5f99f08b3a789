/** Tests of what may be shown. */
@NullMarked
package dev.usbshare.text;

import org.jspecify.annotations.NullMarked;
