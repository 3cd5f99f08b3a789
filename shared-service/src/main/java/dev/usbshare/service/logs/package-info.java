/**
 * What the service logged last, for whoever has no access to its output: a bounded ring ({@link
 * dev.usbshare.service.logs.LogRing}) and the {@code logs} endpoint that reads it.
 */
@NullMarked
package dev.usbshare.service.logs;

import org.jspecify.annotations.NullMarked;
