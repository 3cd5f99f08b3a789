/**
 * The life of attached devices: from the request for a lease, over the bridge and the virtual host controller's port, to
 * the end, whoever brings it about; and the rules by which devices are attached without being asked for.
 */
@NullMarked
package dev.usbshare.client.attachment;

import org.jspecify.annotations.NullMarked;
