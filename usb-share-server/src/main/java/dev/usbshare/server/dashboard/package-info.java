/**
 * The server's full-screen dashboard: {@link dev.usbshare.server.dashboard.ServerDashboard} turns keys and what the service tells
 * ({@link dev.usbshare.server.dashboard.ServerData}) into the next state, {@link dev.usbshare.server.dashboard.ServerView} draws it. Runs
 * in a process of its own, beside the service.
 */
@NullMarked
package dev.usbshare.server.dashboard;

import org.jspecify.annotations.NullMarked;
