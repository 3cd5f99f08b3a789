/** Management from other machines. */
@NullMarked
package dev.usbshare.service.remote;

import org.jspecify.annotations.NullMarked;
