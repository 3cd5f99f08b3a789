/** How often something may happen: token buckets, one for all or one for each of those that come. */
@NullMarked
package dev.usbshare.service.limits;

import org.jspecify.annotations.NullMarked;
