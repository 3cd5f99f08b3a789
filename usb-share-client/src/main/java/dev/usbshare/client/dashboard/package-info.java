/**
 * The client's full-screen dashboard: {@link dev.usbshare.client.dashboard.ClientFace} gives the common frame its pages, which draw
 * what the service told ({@link dev.usbshare.client.dashboard.ClientData}) and answer to their keys. Runs in a process of its own,
 * beside the service.
 */
@NullMarked
package dev.usbshare.client.dashboard;

import org.jspecify.annotations.NullMarked;
