/** Tests of node ids, keys, key files and certificates. */
@NullMarked
package dev.usbshare.identity;

import org.jspecify.annotations.NullMarked;
