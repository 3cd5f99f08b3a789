/**
 * The client's relation with each server: dialling and dialling again, Hello and Welcome, the catalog it pushes, leases
 * asked for and given back, and streams for a lease's endpoints.
 *
 * <p>Everything here is confined to the transport's event loop.
 */
@NullMarked
package dev.usbshare.client.remote;

import org.jspecify.annotations.NullMarked;
