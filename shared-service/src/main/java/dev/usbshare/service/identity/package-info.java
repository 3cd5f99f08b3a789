/** The management side of who a node is: {@link dev.usbshare.service.identity.IdentityEndpoint}. */
@NullMarked
package dev.usbshare.service.identity;

import org.jspecify.annotations.NullMarked;
