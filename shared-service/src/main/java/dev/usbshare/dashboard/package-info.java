/**
 * What the dashboards of both programs have in common: the models of what they show live ({@link
 * dev.usbshare.dashboard.History}, {@link dev.usbshare.dashboard.Link}), their parts ({@link dev.usbshare.dashboard.Table}, {@link
 * dev.usbshare.dashboard.Form}, {@link dev.usbshare.dashboard.Toasts}), and {@link dev.usbshare.dashboard.ServiceWatch}, which asks the
 * running service. Pure but for the last.
 */
@NullMarked
package dev.usbshare.dashboard;

import org.jspecify.annotations.NullMarked;
