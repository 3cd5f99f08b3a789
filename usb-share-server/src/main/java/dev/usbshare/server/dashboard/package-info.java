/**
 * The server's full-screen dashboard: {@link dev.usbshare.server.dashboard.ServerFace} gives the common frame its pages, each of which
 * draws what the service told ({@link dev.usbshare.server.dashboard.ServerData}) and answers to its keys. Runs in a process of its
 * own, beside the service.
 */
@NullMarked
package dev.usbshare.server.dashboard;

import org.jspecify.annotations.NullMarked;
