/**
 * Under which rules a device may be used: {@link dev.usbshare.server.policy.DevicePolicies} decides, from what people wrote down,
 * who asks and what time it is.
 */
@NullMarked
package dev.usbshare.server.policy;

import org.jspecify.annotations.NullMarked;
