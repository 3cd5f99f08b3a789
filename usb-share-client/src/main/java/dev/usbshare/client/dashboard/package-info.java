/**
 * The client's full-screen dashboard: {@link dev.usbshare.client.dashboard.ClientDashboard} turns keys and what the service tells
 * ({@link dev.usbshare.client.dashboard.ClientData}) into the next state, {@link dev.usbshare.client.dashboard.ClientView} draws it. Runs
 * in a process of its own, beside the service.
 */
@NullMarked
package dev.usbshare.client.dashboard;

import org.jspecify.annotations.NullMarked;
