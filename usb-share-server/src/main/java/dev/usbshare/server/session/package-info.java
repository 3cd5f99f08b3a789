/**
 * One authenticated relation with each approved peer, from its Hello to the end of its connection: {@link
 * dev.usbshare.server.session.SessionRegistry} takes connections and turns away whom {@code access} denies; a session
 * shows the catalog, grants leases and gives every device back when it ends.
 *
 * <p>Confined to the transport's executor, but for the registry's snapshots.
 */
@NullMarked
package dev.usbshare.server.session;

import org.jspecify.annotations.NullMarked;
