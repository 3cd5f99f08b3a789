/** Tests of the management side of who a node is. */
@NullMarked
package dev.usbshare.service.identity;

import org.jspecify.annotations.NullMarked;
