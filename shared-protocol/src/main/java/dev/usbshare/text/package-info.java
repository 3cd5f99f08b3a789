/** Which text may be shown to people: {@link dev.usbshare.text.PlainText}. */
@NullMarked
package dev.usbshare.text;

import org.jspecify.annotations.NullMarked;
